"""Rows for the first table of RESULTS.md: every benchmark tells its own, `benchmarks.__main__`
gathers them."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

VARIABLE = "BENCHMARK_ROWS"
"""Names the file rows are appended to; without it they are not told."""


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, beside what it is compared with in the same run; less is better."""

    what: str
    unit: str
    ours: float
    peer: str = ""
    theirs: float | None = None
    times: float | None = None
    """The goal: so many times less than the peer."""
    at_most: float | None = None
    """The goal: no more than this."""
    spread: Sequence[float] = ()
    """The least and the most of our runs."""
    their_spread: Sequence[float] = ()
    limit: str = ""
    """Why the goal is missed, where it is."""

    @classmethod
    def of(
        cls,
        what: str,
        unit: str,
        ours: Sequence[float],
        their: tuple[str, Sequence[float]],
        **goal: Any,
    ) -> "Row":
        """The medians of some runs, and their spread; `their`: the peer, and its runs."""
        peer, theirs = their
        return cls(
            what,
            unit,
            median(ours),
            peer,
            median(theirs) if theirs else None,
            spread=_spread(ours),
            their_spread=_spread(theirs),
            **goal,
        )

    @property
    def ratio(self) -> float | None:
        """How many times less than the peer."""
        return None if self.theirs is None else self.theirs / max(self.ours, 1e-9)

    @property
    def verdict(self) -> str:
        """met, MISSED, not measured (the peer is absent), or nothing where there is no goal."""
        if self.at_most is not None:
            return "met" if self.ours <= self.at_most else "MISSED"
        if self.times is None:
            return ""
        if self.ratio is None:
            return "peer absent"
        return "met" if self.ratio >= self.times else "MISSED"

    def markdown(self) -> str:
        """A line of the table."""
        beside = self.peer
        if self.theirs is not None:
            theirs = measured(self.theirs, self.their_spread, self.unit)
            beside = f"{self.peer}: {theirs}" if self.peer else theirs
        ratio = "" if self.ratio is None else f"{self.ratio:,.1f}×"
        goal = "" if self.times is None else f"{self.times:,g}×"
        if self.at_most is not None:
            goal = f"≤ {measured(self.at_most, (), self.unit)}"
        ours = measured(self.ours, self.spread, self.unit)
        return f"| {self.what} | {ours} | {beside} | {ratio} | {goal} | {self.verdict} |"


HEAD = "| what | ours | beside | times | goal | |\n|---|--:|--:|--:|--:|---|"


def measured(value: float, spread: Sequence[float], unit: str) -> str:
    """A median, and the least and the most where there were several runs."""
    between = f" ({figure(spread[0])} to {figure(spread[1])})" if spread else ""
    return f"{figure(value)}{between} {unit}".strip()


def _spread(runs: Sequence[float]) -> Sequence[float]:
    return (min(runs), max(runs)) if len(runs) > 1 else ()


def limits(rows: Sequence[Row]) -> list[str]:
    """Which goals were missed, and why, as a list: one line for rows with the same limit."""
    missed: dict[str, list[str]] = {}
    for row in rows:
        if row.verdict == "MISSED":
            missed.setdefault(row.limit, []).append(row.what)
    return [
        f"- *{'; '.join(dict.fromkeys(names))}*: {limit or 'not looked into.'}"
        for limit, names in missed.items()
    ]


def figure(value: float) -> str:
    """Three digits that tell something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def tell(row: Row) -> None:
    """Append the row to the file of `VARIABLE`, if there is one."""
    if path := os.environ.get(VARIABLE):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(row)) + "\n")


def told(path: Path) -> list[Row]:
    """The rows of a file."""
    if not path.exists():
        return []
    return [Row(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]

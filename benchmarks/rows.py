"""Rows for the first table of RESULTS.md: every benchmark tells its own, `benchmarks.__main__`
gathers them."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

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
        beside = "" if self.theirs is None else f"{self.peer}: {figure(self.theirs)} {self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:,.1f}×"
        goal = "" if self.times is None else f"{self.times:,g}×"
        if self.at_most is not None:
            goal = f"≤ {figure(self.at_most)} {self.unit}"
        ours = f"{figure(self.ours)} {self.unit}"
        return (
            f"| {self.what} | {ours} | {beside or self.peer} | {ratio} | {goal} | {self.verdict} |"
        )


HEAD = "| what | ours | beside | times | goal | |\n|---|--:|--:|--:|--:|---|"


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

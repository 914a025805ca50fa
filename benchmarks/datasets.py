"""Real data sets for benchmarks: found as the tests find them, cut to a size, in seeded order."""

import csv
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROWS = 9000
"""Larger sets are cut to so many rows, drawn at random."""
CUT_SEED = 7


@dataclass(frozen=True, slots=True)
class Dataset:
    """Texts with their true labels, in random order."""

    name: str
    texts: list[str]
    y: NDArray[np.intp]
    """The place in `labels` of each text's label."""
    labels: list[str]


@dataclass(frozen=True)
class Texts:
    """What features are built from."""

    texts: list[str]

    @property
    def fingerprint(self) -> str:
        """Of the texts."""
        return sha256("\0".join(self.texts).encode()).hexdigest()

    @property
    def columns(self) -> dict[str, list[str]]:
        """None: texts alone are learned from."""
        return {}

    @property
    def kinds(self) -> dict[str, str]:
        """None."""
        return {}


def returned(steps: Any) -> Any:
    """What a generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def folder() -> Path:
    """`TUI_LABELER_DATA`, else `../shared/data` of the checkout; must exist."""
    checkout = Path(__file__).resolve().parents[1]
    found = Path(os.environ.get("TUI_LABELER_DATA") or checkout.parent / "shared" / "data")
    if not found.is_dir():
        raise SystemExit(f"no real data: {found} is absent (set TUI_LABELER_DATA)")
    return found


def load(name: str, rows: int = ROWS) -> Dataset:
    """The set called `name`, at most `rows` texts of it."""
    texts = _column(folder() / name / "data.csv", "text")
    gold = _column(folder() / name / "gold.csv", "label")
    ids = [item for item in texts if item in gold]
    drawn = np.random.default_rng(CUT_SEED).permutation(len(ids))[:rows]
    kept = [ids[place] for place in drawn]
    labels, y = np.unique([gold[item] for item in kept], return_inverse=True)
    return Dataset(name, [texts[item] for item in kept], y.astype(np.intp), labels.tolist())


def _column(path: Path, name: str) -> dict[str, str]:
    with path.open(newline="", encoding="utf-8") as file:
        return {row["id"]: row[name] for row in csv.DictReader(file)}

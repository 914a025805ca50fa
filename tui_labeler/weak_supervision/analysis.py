"""How good and how useful each function is: Snorkel's `lf_summary`, with n and interval.

`L: int16 [m, n]`, one function after the other, -1 where it abstains; `truth: int [n]`, -1 where
nobody said. Coverage, overlaps, conflicts and the counts are those of Snorkel's `LFAnalysis`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui_labeler.evaluation.figure import Figure, share
from tui_labeler.weak_supervision.label_models.patterns import ABSTAIN, Floats, Votes

NOBODY = ABSTAIN - 1
"""In place of a label nobody gave: no vote is that."""
ALIKE = 0.95
"""Two functions with this share of the same votes among all their votes are one."""
CHAINED = 0.9
MIN_SHARED = 20
EVERYWHERE = 0.8
"""A function that votes on so many rows says something about every other one."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One function."""

    polarity: tuple[int, ...]
    """The labels it ever votes for."""
    coverage: float
    overlaps: float
    """The share of rows where it and another function vote."""
    conflicts: float
    """The share of rows where it votes and another function votes otherwise."""
    correct: int
    incorrect: int
    learned_accuracy: float | None
    """The share of its votes that is right by the label model; None where it never votes."""

    @property
    def accuracy(self) -> Figure:
        """Against what people said."""
        return share(self.correct, self.correct + self.incorrect, needed=1)


@dataclass(frozen=True, slots=True)
class Totals:
    """All functions together, as shares of the rows."""

    coverage: float
    overlaps: float
    conflicts: float


def summarise(
    L: Votes, truth: NDArray[np.integer], proba: Floats | None = None
) -> tuple[Totals, list[Summary]]:
    """The summary of every function; `proba: float [n, k]` of the label model."""
    m, n = L.shape
    if m == 0:
        return Totals(0.0, 0.0, 0.0), []
    votes = np.zeros(n, np.int16)
    lowest, highest = np.full(n, np.iinfo(np.uint16).max, np.uint16), np.full(n, -1, np.int16)
    for column in L:
        votes += column != ABSTAIN
        np.minimum(lowest, column.view(np.uint16), out=lowest)  # -1 is the largest there
        np.maximum(highest, column, out=highest)
    overlapping = votes > 1
    conflicting = overlapping & (lowest != highest.view(np.uint16))
    known = truth >= 0
    said = np.where(known, truth, NOBODY).astype(np.int16)
    totals = Totals(*(float(rows.mean()) for rows in (votes > 0, overlapping, conflicting)))
    return totals, [_summary(column, overlapping, conflicting, known, said, proba) for column in L]


def _summary(
    column: NDArray[np.int16],
    overlapping: NDArray[np.bool_],
    conflicting: NDArray[np.bool_],
    known: NDArray[np.bool_],
    truth: NDArray[np.int16],
    proba: Floats | None,
) -> Summary:
    n = len(column)
    fires = column != ABSTAIN
    covered = int(np.count_nonzero(fires))
    correct = int(np.count_nonzero(column == truth))
    learned = None
    if proba is not None and covered:
        rows = np.flatnonzero(fires)
        learned = float(proba[rows, column[rows]].mean())
    return Summary(
        polarity=_polarity(column),
        coverage=covered / n,
        overlaps=int(np.count_nonzero(fires & overlapping)) / n,
        conflicts=int(np.count_nonzero(fires & conflicting)) / n,
        correct=correct,
        incorrect=int(np.count_nonzero(fires & known)) - correct,
        learned_accuracy=learned,
    )


def _polarity(column: NDArray[np.int16]) -> tuple[int, ...]:
    """The labels in it. Most functions vote for one, and that is seen without counting."""
    lowest, highest = int(column.view(np.uint16).min()), int(column.max())
    if lowest == highest:
        return (highest,)
    return tuple(np.flatnonzero(np.bincount(column + 1)[1:]).tolist())


def warnings(L: Votes, names: Sequence[str], labels: Sequence[str]) -> list[str]:
    """What a person should look at: functions that say the same, labels nobody votes for."""
    found: list[str] = []
    voted = {label for column in L for label in np.unique(column).tolist()}
    missing = [label for place, label in enumerate(labels) if place not in voted]
    if len(L) and missing and len(missing) <= len(labels) // 2:
        found.append("no function votes for " + ", ".join(missing))
    fires = [column != ABSTAIN for column in L]
    sizes = [int(one.sum()) for one in fires]
    for first in range(len(L)):
        for second in range(first):
            shared = fires[first] & fires[second]
            both = int(shared.sum())
            if both < MIN_SHARED:
                continue
            same = int((L[first][shared] == L[second][shared]).sum())
            every = sizes[first] + sizes[second] - both
            if same >= ALIKE * every:
                found.append(f"{names[first]} votes like {names[second]}: one of them is enough")
            elif (
                same >= CHAINED * min(sizes[first], sizes[second])
                and max(sizes[first], sizes[second]) < EVERYWHERE * L.shape[1]
            ):
                less, more = sorted((first, second), key=sizes.__getitem__)
                found.append(f"{names[less]} says little that {names[more]} does not say")
    return found

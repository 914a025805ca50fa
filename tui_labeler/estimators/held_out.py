"""What the members of the pool estimator said of labelled rows they had not learned from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tui_labeler.estimators.log_linear import Array, Combination, combine, equal
from tui_labeler.estimators.members import Lesson, Scorer


@dataclass(frozen=True)
class HeldOut:
    """Predictions out of fold, and how they are best combined."""

    parts: NDArray[np.float32]
    """Log scores [members, n, k]."""
    y: NDArray[np.intp]
    weight: Array
    folds: Sequence[NDArray[np.intp]]
    """The rows that were held out together."""
    telling: NDArray[np.bool_]
    """Rows whose class was learned without them: of the others no member can be right."""
    prior: Array

    @classmethod
    def by(
        cls,
        fitted: Iterable[Sequence[Scorer]],
        lesson: Lesson,
        folds: Sequence[NDArray[np.intp]],
        prior: Array,
    ) -> Self:
        """Ask the scorers of each fold (one per fold, in order) about its rows."""
        everyone = list(fitted)
        n = len(lesson.y)
        parts = np.zeros((len(everyone), n, lesson.k), np.float32)
        telling = np.zeros(n, bool)
        for number, rows in enumerate(folds):
            telling[rows] = np.isin(lesson.y[rows], lesson.y[lesson.subsets[number]])
            held_out = lesson.rows.part(rows)
            for part, scorers in zip(parts, everyone, strict=True):
                part[rows] = scorers[number](held_out)
        return cls(parts, lesson.y, lesson.weight, folds, telling, prior)

    def combine(self, without: Sequence[int] | NDArray[np.intp] = ()) -> Combination:
        """The best combination for all rows but those; all members alike where none can tell."""
        used = self.telling.copy()
        used[np.asarray(without, np.intp)] = False
        if not used.any() or not len(self.parts) or len(self.prior) < 2:
            return equal(len(self.parts), self.prior)
        return combine(list(self.parts[:, used]), self.y[used], self.weight[used], self.prior)

    @cached_property
    def pooled(self) -> Array | None:
        """Probabilities [n, k] of each row by a combination chosen without it. None: no folds."""
        if not self.folds:
            return None
        found = np.empty(self.parts.shape[1:])
        for rows in self.folds:
            parts = list(self.parts[:, rows])
            found[rows] = np.exp(self.combine(rows).log_probabilities(parts, len(rows)))
        return found

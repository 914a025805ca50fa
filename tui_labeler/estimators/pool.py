"""The default estimator: it learns from the labels and from the texts without one.

Its members (see `members`) each see the data in their own way: some look for clusters in the pool,
which is worth hundreds of labels where the classes are clusters and misleads where they are not.
Which of them to believe is decided by predictions for labels that were held out (`log_linear`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from threadpoolctl import threadpool_limits

from tui_labeler.estimators.classifier import Unlabelled
from tui_labeler.estimators.held_out import HeldOut
from tui_labeler.estimators.log_linear import Combination
from tui_labeler.estimators.members import Lesson, Member, Scorer, members
from tui_labeler.estimators.out_of_fold import deal
from tui_labeler.features.tfidf import Matrix

SAMPLE = 20_000
"""Texts of a larger pool that are learned from; all are scored."""
FEW = 100
"""Below so many labels every one is needed: more folds, each of which trains on more of them."""
FOLDS, FOLDS_OF_FEW = 5, 10
GROWTH = 1.25
"""The combination is chosen again when the labels are so many times more."""
ROWS = 4096
"""Rows scored at once: bounds the memory."""


class PoolEstimator(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A log-linear pool of simple estimators, some of which learn from `pool` too.

    `evidence`: names of column ranges that hold probabilities, a column per label, of those who
    have an opinion on a row already. `combination`: the one an earlier model chose, used until the
    labels have grown by a quarter (None: chosen by every `fit`). Without a pool there are the
    labelled rows alone, and all their columns count as words.

    After `fit`: `classes_ [k]`, `combination_` (`weights` by member, `labels`: how many labels
    chose them) and `out_of_fold_`: float64 [n, k], probabilities of each labelled row by models and
    weights that never saw it or an equal row; None where the combination was given, or all rows
    are equal.
    """

    holds_out = True

    def __init__(
        self,
        pool: Unlabelled | None = None,
        evidence: Sequence[str] = (),
        combination: Mapping[str, Any] | None = None,
        random_state: int = 0,
    ) -> None:
        self.pool = pool
        self.evidence = evidence
        self.combination = combination
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Learn from `X [n, columns]`, sparse or not, and `y: int [n]`, one class or more."""
        X = sp.csr_array(X)
        self.classes_, y = np.unique(np.asarray(y), return_inverse=True)
        weight = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight, float)
        k = len(self.classes_)
        prior = (np.bincount(y, weight, k) + 1) / (weight.sum() + k)
        ranges = {"words": slice(0, X.shape[1])} if self.pool is None else self.pool.ranges
        learners = members(ranges, self.evidence, self.classes_)
        given = self._given(tuple(learners), prior, len(y))
        folds = [] if given is not None else self._folds(X, y)
        everything = np.arange(len(y))
        subsets = [*(np.setdiff1d(everything, fold) for fold in folds), everything]
        lesson = Lesson(X, y, k, weight, subsets, self._sample(X), ranges)
        fitted = _fit(learners, lesson)
        self._scorers = [scorers[-1] for scorers in fitted.values()]
        self.out_of_fold_: NDArray[np.float64] | None = None
        if given is not None:
            self._combination = given
            self.combination_ = dict(self.combination or {})
            return self
        held_out = HeldOut.by(fitted.values(), lesson, folds, prior)
        self._combination = held_out.combine()
        self.out_of_fold_ = held_out.pooled()
        weights = dict(zip(learners, self._combination.weights, strict=True))
        self.combination_ = {"weights": weights, "labels": len(y)}
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float32]:
        """Probabilities [n, k], one column per class in `classes_`."""
        X = sp.csr_array(X)
        found = np.empty((X.shape[0], len(self.classes_)), np.float32)
        for start in range(0, X.shape[0], ROWS):
            found[start : start + ROWS] = self._score(X[start : start + ROWS])
        return found

    def predict(self, X: Any) -> NDArray[Any]:
        """The most probable class of each row."""
        best: NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return best

    def _score(self, X: Matrix) -> NDArray[np.float64]:
        weights = self._combination.weights
        parts = [
            score(X) if weight else None
            for score, weight in zip(self._scorers, weights, strict=True)
        ]
        p: NDArray[np.float64] = np.exp(self._combination.log_probabilities(parts, X.shape[0]))
        return p

    def _given(
        self, names: Sequence[str], prior: NDArray[np.float64], labels: int
    ) -> Combination | None:
        """The combination of an earlier model, if it still serves."""
        if self.combination is None or labels >= GROWTH * self.combination["labels"]:
            return None
        weights = self.combination["weights"]
        if set(weights) != set(names):
            return None
        return Combination(tuple(weights[name] for name in names), prior)

    def _folds(self, X: Matrix, y: NDArray[np.intp]) -> list[NDArray[np.intp]]:
        """The rows of each fold; equal rows are held out together. None if all rows are equal."""
        group = _equal_rows(X)
        count = FOLDS_OF_FEW if len(y) < FEW else FOLDS
        fold = deal(y, group, count, np.random.default_rng(self.random_state))
        numbers = np.unique(fold)
        return [np.flatnonzero(fold == number) for number in numbers] if len(numbers) > 1 else []

    def _sample(self, X: Matrix) -> Matrix:
        """The rows without labels that are learned from: those of the labels stand there too."""
        if self.pool is None:
            return X
        rows = self.pool.X.shape[0]
        if rows <= SAMPLE:
            return self.pool.X
        rng = np.random.default_rng(self.random_state)
        return self.pool.X[np.sort(rng.choice(rows, SAMPLE, replace=False))]


def _fit(learners: Mapping[str, Member], lesson: Lesson) -> dict[str, list[Scorer]]:
    """The scorers of each member. One thread: many small products are slower on more."""
    fitted: dict[str, list[Scorer]] = {}
    with threadpool_limits(1):
        for name, member in learners.items():
            fitted[name] = member.fit(lesson, fitted)
    return fitted


def _equal_rows(X: Matrix) -> NDArray[np.intp]:
    """The group of each row: rows with the same columns and values are one group."""
    bounds = zip(X.indptr[:-1].tolist(), X.indptr[1:].tolist(), strict=True)
    rows = [(X.indices[a:b].tobytes(), X.data[a:b].tobytes()) for a, b in bounds]
    numbers = {row: number for number, row in enumerate(dict.fromkeys(rows))}
    return np.array([numbers[row] for row in rows], np.intp)

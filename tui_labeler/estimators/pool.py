"""The default estimator: it learns from the labels and from the texts without one.

Its members (see `members`) each see the data in their own way: some look for clusters in the pool,
which is worth hundreds of labels where the classes are clusters and misleads where they are not.
Which of them to believe is decided by predictions for labels that were held out (`log_linear`).
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from threadpoolctl import threadpool_limits

from tui_labeler.estimators.classifier import Unlabelled
from tui_labeler.estimators.held_out import HeldOut
from tui_labeler.estimators.log_linear import Combination, equal
from tui_labeler.estimators.members import TEXT, TOGETHER, Lesson, Member, Scorer, members
from tui_labeler.estimators.out_of_fold import deal
from tui_labeler.estimators.seen_rows import SeenRows, shared_terms
from tui_labeler.features.mapped import give_back, take
from tui_labeler.features.tfidf import Matrix

SAMPLE = 20_000
"""Texts of a larger pool that are learned from; all are scored."""
FEW = 40
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

    After `fit`: `classes_ [k]`, `combination_` (`weights` by member, for each stage of learning,
    and `labels`: how many labels chose them) and `out_of_fold_`: float64 [n, k], probabilities of
    each labelled row by models and weights that never saw it or an equal row; None where the
    combination was given, or all rows are equal.
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
        ranges = {"words": slice(0, X.shape[1])} if self.pool is None else self.pool.ranges
        stages = [each for each in members(ranges, self.evidence, self.classes_) if each]
        given = self._given(stages, len(y))
        folds = self._folds(X, y) if given is None else []
        everything = np.arange(len(y))
        subsets = [*(np.setdiff1d(everything, fold) for fold in folds), everything]
        sample = self._sample(X, ranges)
        self._seen = partial(SeenRows, ranges=ranges, shared=sample.shared)
        lesson = Lesson(self._seen(X), y, len(self.classes_), weight, subsets, sample)
        with threadpool_limits(1):
            self._held_out = self._learn(lesson, stages, folds, given)
        return self

    @property
    def out_of_fold_(self) -> NDArray[np.float64] | None:
        """Probabilities [n, k] of the labelled rows; made when they are asked for first."""
        return None if self._held_out is None else self._held_out.pooled

    def _learn(
        self,
        lesson: Lesson,
        stages: Sequence[Mapping[str, Member]],
        folds: Sequence[NDArray[np.intp]],
        given: Sequence[Mapping[str, float]] | None,
    ) -> HeldOut | None:
        """Fit stage by stage; what was held out of the last, unless the weights are `given`."""
        k = lesson.k
        prior = (np.bincount(lesson.y, lesson.weight, k) + 1) / (lesson.weight.sum() + k)
        fitted: dict[str, list[Scorer]] = {}
        held_out, chosen, combination = None, [], equal(0, prior)
        for number, stage in enumerate(stages):
            together = {TOGETHER: _together(list(fitted.values()), combination)}
            for name, member in stage.items():
                fitted[name] = member.fit(lesson, fitted | together)
            if given is None:
                held_out = HeldOut.by(fitted.values(), lesson, folds, prior)
                combination = held_out.combine()
            else:
                weights = tuple(given[number][name] for name in fitted)
                combination = Combination(weights, prior)
            chosen.append(dict(zip(fitted, combination.weights, strict=True)))
        self._combination = combination
        self._scorers = [scorers[-1] for scorers in fitted.values()]
        labels = len(lesson.y) if given is None else (self.combination or {})["labels"]
        self.combination_ = {"weights": chosen, "labels": labels}
        return held_out

    def predict_proba(self, X: Any) -> NDArray[np.float32]:
        """Probabilities [n, k], one column per class in `classes_`."""
        X = sp.csr_array(X)
        found = np.empty((X.shape[0], len(self.classes_)), np.float32)
        for start in range(0, X.shape[0], ROWS):
            found[start : start + ROWS] = self._score(X[start : start + ROWS])
            give_back(X)
        return found

    def predict(self, X: Any) -> NDArray[Any]:
        """The most probable class of each row."""
        best: NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return best

    def _score(self, X: Matrix) -> NDArray[np.float64]:
        log_p = _combined(self._scorers, self._combination, self._seen(X))
        p: NDArray[np.float64] = np.exp(log_p)
        return p

    def _given(
        self, stages: Sequence[Mapping[str, Member]], labels: int
    ) -> Sequence[Mapping[str, float]] | None:
        """The weights of an earlier model at each stage, if they still serve."""
        if self.combination is None or labels >= GROWTH * self.combination["labels"]:
            return None
        given: Sequence[Mapping[str, float]] = self.combination["weights"]
        known = {name for stage in stages for name in stage}
        return given if len(given) == len(stages) and set(given[-1]) == known else None

    def _folds(self, X: Matrix, y: NDArray[np.intp]) -> list[NDArray[np.intp]]:
        """The rows of each fold; equal rows are held out together. None if all rows are equal."""
        group = _equal_rows(X)
        count = FOLDS_OF_FEW if len(y) < FEW else FOLDS
        fold = deal(y, group, count, np.random.default_rng(self.random_state))
        numbers = np.unique(fold)
        return [np.flatnonzero(fold == number) for number in numbers] if len(numbers) > 1 else []

    def _sample(self, X: Matrix, ranges: Mapping[str, slice]) -> SeenRows:
        """The rows without labels that are learned from."""
        if isinstance(self.pool, SharedPool):
            return self.pool.sample(self.random_state)
        return _drawn(X if self.pool is None else self.pool.X, ranges, self.random_state)


class SharedPool:
    """A pool that one model after the other learns from: its sample is drawn and cut up once.

    That takes the memory of the sample for as long as it lives.
    """

    def __init__(self, pool: Unlabelled) -> None:
        self.X, self.ranges = pool.X, pool.ranges
        self._samples: dict[int, SeenRows] = {}

    def sample(self, seed: int) -> SeenRows:
        """The rows that models with this `random_state` learn from."""
        if seed not in self._samples:
            self._samples[seed] = _drawn(self.X, self.ranges, seed)
        return self._samples[seed]


def _drawn(X: Matrix, ranges: Mapping[str, slice], seed: int) -> SeenRows:
    """Rows in random order: those of the labels stand there too."""
    order = np.random.default_rng(seed).permutation(X.shape[0])
    sample = take(X, order[:SAMPLE])
    return SeenRows(sample, ranges, shared_terms(sample, ranges, TEXT))


def _combined(
    scorers: Sequence[Scorer], combination: Combination, rows: SeenRows
) -> NDArray[np.float64]:
    """Log probabilities [n, k]; members without a weight are not asked."""
    asked = zip(scorers, combination.weights, strict=True)
    parts = [score(rows) if weight else None for score, weight in asked]
    return combination.log_probabilities(parts, len(rows))


def _together(fitted: Sequence[Sequence[Scorer]], combination: Combination) -> list[Scorer]:
    """What all members say as one, per subset of the labels."""
    return [partial(_combined, scorers, combination) for scorers in zip(*fitted, strict=True)]


def _equal_rows(X: Matrix) -> NDArray[np.intp]:
    """The group of each row: rows with the same columns and values are one group."""
    bounds = zip(X.indptr[:-1].tolist(), X.indptr[1:].tolist(), strict=True)
    rows = [(X.indices[a:b].tobytes(), X.data[a:b].tobytes()) for a, b in bounds]
    numbers = {row: number for number, row in enumerate(dict.fromkeys(rows))}
    return np.array([numbers[row] for row in rows], np.intp)

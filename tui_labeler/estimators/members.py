"""What the pool estimator combines: a few simple estimators that err in different ways.

A member learns from several subsets of the labelled rows at once (the folds of a cross-validation
and all rows) and gives one scorer per subset.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.naive_bayes import ComplementNB

from tui_labeler.estimators.classifier import few_per_class
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression
from tui_labeler.estimators.naive_bayes import NaiveBayes, learn, presence
from tui_labeler.features.tfidf import Matrix

Scorer: TypeAlias = Callable[[Matrix], NDArray[np.floating[Any]]]
"""Rows of X -> log probabilities [n, k], not yet normalised; -inf: the class was never seen."""

SHARED = 2
"""A term that fewer texts of the pool have connects none of them."""

Fitted: TypeAlias = Mapping[str, Sequence[Scorer]]
"""The members that have learned already, by name."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What there is to learn from."""

    X: Matrix
    """The labelled rows, all columns."""
    y: NDArray[np.intp]
    """0 to k - 1."""
    k: int
    weight: NDArray[np.float64]
    """[n], how much each row counts."""
    subsets: Sequence[NDArray[np.intp]]
    """Rows of X that are learned from together."""
    pool: Matrix
    """Rows without labels, all columns."""
    ranges: Mapping[str, slice]
    """Which columns are what."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Any classifier on some of the columns."""

    make: Callable[[], Any]
    columns: tuple[str, ...]
    dense: bool = False

    def fit(self, lesson: Lesson, fitted: Fitted) -> list[Scorer]:
        """One scorer per subset; of a subset of one class, that class is certain."""
        X = self._view(lesson.X, lesson.ranges)
        return [self._fit_one(lesson, X, rows) for rows in lesson.subsets]

    def _fit_one(self, lesson: Lesson, X: Any, rows: NDArray[np.intp]) -> Scorer:
        classes = np.unique(lesson.y[rows])
        model = None
        if len(classes) > 1:
            with few_per_class():
                model = self.make().fit(X[rows], lesson.y[rows], lesson.weight[rows])

        def score(rows: Matrix) -> NDArray[np.floating[Any]]:
            scores = np.full((rows.shape[0], lesson.k), -np.inf, np.float32)
            if model is None:
                scores[:, classes] = 0
            else:
                found = model.predict_proba(self._view(rows, lesson.ranges))
                scores[:, classes] = np.log(np.maximum(found, np.finfo(np.float32).tiny))
            return scores

        return score

    def _view(self, X: Matrix, ranges: Mapping[str, slice]) -> Any:
        seen = view(X, [ranges[name] for name in self.columns])
        return seen.toarray() if self.dense else seen


@dataclass(frozen=True, slots=True)
class Mixture:
    """Naive Bayes with expectation maximisation over the pool, on one kind of terms."""

    columns: str
    start: str | None = None
    """The member whose opinion on the pool it begins with; None: its own, from the labels."""

    def fit(self, lesson: Lesson, fitted: Fitted) -> list[Scorer]:
        """One scorer per subset; all are learned at once."""
        terms = lesson.ranges[self.columns]
        pool = presence(view(lesson.pool, [terms]))
        shared = np.flatnonzero(np.bincount(pool.indices, minlength=pool.shape[1]) >= SHARED)
        targets = []
        for rows in lesson.subsets:
            counted = np.zeros((len(lesson.y), lesson.k), np.float32)
            counted[rows, lesson.y[rows]] = lesson.weight[rows]
            targets.append(counted)
        begin = None
        if self.start is not None:
            begin = [np.exp(score(lesson.pool)) for score in fitted[self.start]]
        labelled = presence(view(lesson.X, [terms]))[:, shared]
        models = learn(labelled, targets, pool[:, shared], begin)

        def scorer(model: NaiveBayes) -> Scorer:
            return lambda X: model.log_joint(presence(view(X, [terms]))[:, shared])

        return [scorer(model) for model in models]


@dataclass(frozen=True, slots=True)
class Opinion:
    """Probabilities that stand in the columns themselves: votes of rules, an LLM's answer.

    The range has one column per label number; a row of zeros has no opinion. `classes`: the label
    number of each class.
    """

    columns: str
    classes: NDArray[np.intp]

    def fit(self, lesson: Lesson, fitted: Fitted) -> list[Scorer]:
        """There is nothing to learn: the same scorer for every subset."""

        def score(X: Matrix) -> NDArray[np.floating[Any]]:
            p = view(X, [lesson.ranges[self.columns]]).toarray()[:, self.classes]
            total = p.sum(axis=1, keepdims=True)
            even = np.full_like(p, 1 / lesson.k)
            return np.log(np.where(total > 0, p / np.maximum(total, 1e-9), even) + 1e-9)

        return [score] * len(lesson.subsets)


Member: TypeAlias = Linear | Mixture | Opinion


def view(X: Matrix, ranges: Sequence[slice]) -> Matrix:
    """The columns of `ranges`, side by side."""
    first, last = ranges[0], ranges[-1]
    if last.stop - first.start == sum(each.stop - each.start for each in ranges):
        return X[:, first.start : last.stop]
    return sp.hstack([X[:, each] for each in ranges], format="csr")


def members(
    ranges: Mapping[str, slice], evidence: Sequence[str], classes: NDArray[np.intp]
) -> dict[str, Member]:
    """Those that fit the columns there are, by name, in the order in which they learn."""
    filled = [name for name, part in ranges.items() if part.stop > part.start]
    text = tuple(name for name in ("words", "characters") if name in filled)
    dense = tuple(name for name in filled if name not in (*text, *evidence))
    found: dict[str, Member] = {}
    if dense:
        found["dense"] = Linear(SeenColumnsLogisticRegression, dense, dense=True)
    if text:
        found["text"] = Linear(SeenColumnsLogisticRegression, text)
        found["complement"] = Linear(ComplementNB, text[:1])
    if "words" in text:
        found["words"] = Mixture("words", start="dense" if dense else None)
    if "characters" in text:
        found["characters"] = Mixture("characters")
    return found | {name: Opinion(name, classes) for name in evidence}

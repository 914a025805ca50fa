"""What the pool estimator combines: a few simple estimators that err in different ways.

A member learns from several subsets of the labelled rows at once (the folds of a cross-validation
and all rows) and gives one scorer per subset. Members learn in two stages: those of the second
begin with what the first say together, so that words teach characters and the other way round
(co-EM: Nigam & Ghani, "Analyzing the Effectiveness and Applicability of Co-training", 2000).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tui_labeler.estimators.classifier import few_per_class
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression
from tui_labeler.estimators.naive_bayes import Guessing, NaiveBayes, learn
from tui_labeler.estimators.seen_rows import SeenRows

Scorer: TypeAlias = Callable[[SeenRows], NDArray[np.floating[Any]]]
"""Rows -> log probabilities [n, k], not yet normalised; -inf: the class was never seen. A scorer
lives as long as the model, so it must not hold the lesson, which holds the pool."""

TEXT = ("words", "characters")
SEARCHING = Guessing(sharpness=0.2, rounds=12)
"""Of the first stage: it looks for clusters."""
REVISING = Guessing(sharpness=1.0, rounds=4)
"""Of the second: it starts near the best that is known."""
WORK = 1.5e8
"""Multiplications of one pass over the pool; where it would be more, fewer texts are looked at."""
TOGETHER = "together"
"""What the first stage says as one."""

Fitted: TypeAlias = Mapping[str, Sequence[Scorer]]
"""The members that have learned already, by name."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What there is to learn from."""

    rows: SeenRows
    """The labelled rows."""
    y: NDArray[np.intp]
    """0 to k - 1."""
    k: int
    weight: NDArray[np.float64]
    """[n], how much each row counts."""
    subsets: Sequence[NDArray[np.intp]]
    """Labelled rows that are learned from together: those outside of each fold, and last all."""
    pool: SeenRows
    """Rows without labels, in random order."""
    _beginnings: dict[int, SeenRows] = field(default_factory=dict)
    _guesses: dict[tuple[str, int, int], NDArray[Any]] = field(default_factory=dict)

    def first(self, count: int) -> SeenRows:
        """The first rows of the pool."""
        if count >= len(self.pool):
            return self.pool
        if count not in self._beginnings:
            part = SeenRows(self.pool.X[:count], self.pool.ranges, self.pool.shared)
            self._beginnings[count] = part
        return self._beginnings[count]

    def guess(self, member: str, subset: int, fitted: "Fitted", rows: SeenRows) -> NDArray[Any]:
        """Probabilities [rows, k] of the first rows of the pool, by a member that learned from
        the subset of that number."""
        known = member, subset, len(rows)
        if known not in self._guesses:
            self._guesses[known] = np.exp(fitted[member][subset](rows))
        return self._guesses[known]


@dataclass(frozen=True, slots=True)
class Linear:
    """Logistic regression on some of the columns."""

    columns: tuple[str, ...]
    dense: bool = False

    def fit(self, lesson: Lesson, fitted: Fitted) -> list[Scorer]:
        """One scorer per subset; of a subset of one class, that class is certain."""
        return [self._fit_one(lesson, rows) for rows in lesson.subsets]

    def _fit_one(self, lesson: Lesson, rows: NDArray[np.intp]) -> Scorer:
        classes, k = np.unique(lesson.y[rows]), lesson.k
        model = None
        if len(classes) > 1:
            with few_per_class():
                model = SeenColumnsLogisticRegression().fit(
                    self._view(lesson.rows)[rows], lesson.y[rows], lesson.weight[rows]
                )

        def score(rows: SeenRows) -> NDArray[np.floating[Any]]:
            scores = np.full((len(rows), k), -np.inf, np.float32)
            if model is None:
                scores[:, classes] = 0
            else:
                found = model.predict_proba(self._view(rows))
                scores[:, classes] = np.log(np.maximum(found, np.finfo(np.float32).tiny))
            return scores

        return score

    def _view(self, rows: SeenRows) -> Any:
        return rows.dense(self.columns) if self.dense else rows.columns(self.columns)


@dataclass(frozen=True, slots=True)
class Mixture:
    """Naive Bayes with expectation maximisation over the pool, on one kind of terms."""

    terms: str
    guessing: Guessing
    start: str | None
    """The member whose opinion on the pool it begins with; None: its own, from the labels."""

    def fit(self, lesson: Lesson, fitted: Fitted) -> list[Scorer]:
        """One scorer per subset. All are learned at once; where that is too much work, the folds
        are, and from less of the pool than all labelled rows."""
        count = len(lesson.subsets)
        work = lesson.pool.presence(self.terms).nnz * lesson.k
        ends = sorted({0, count} if work * count <= WORK else {0, count - 1, count})
        parts = [range(*bounds) for bounds in pairwise(ends)]
        return [scorer for part in parts for scorer in self._learn(lesson, fitted, part, work)]

    def _learn(
        self, lesson: Lesson, fitted: Fitted, subsets: Sequence[int], work: int
    ) -> list[Scorer]:
        """The scorers of some subsets; `work`: that of one of them with the whole pool."""
        targets = []
        for rows in (lesson.subsets[subset] for subset in subsets):
            counted = np.zeros((len(lesson.y), lesson.k), np.float32)
            counted[rows, lesson.y[rows]] = lesson.weight[rows]
            targets.append(counted)
        share = min(1.0, WORK / max(1, work * len(subsets)))
        part = lesson.first(int(len(lesson.pool) * share))
        begin = None
        if self.start is not None:
            begin = [lesson.guess(self.start, subset, fitted, part) for subset in subsets]
        labelled, by_term = lesson.rows.presence(self.terms), part.by_term(self.terms)
        texts = part.presence(self.terms)
        models = learn(labelled, targets, texts, self.guessing, begin, by_term)

        def scorer(model: NaiveBayes) -> Scorer:
            return lambda rows: model.log_joint(rows.presence(self.terms))

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
        k = lesson.k

        def score(rows: SeenRows) -> NDArray[np.floating[Any]]:
            p = rows.dense((self.columns,))[:, self.classes]
            total = p.sum(axis=1, keepdims=True)
            even = np.full_like(p, 1 / k)
            return np.log(np.where(total > 0, p / np.maximum(total, 1e-9), even) + 1e-9)

        return [score] * len(lesson.subsets)


Member: TypeAlias = Linear | Mixture | Opinion


def members(
    ranges: Mapping[str, slice], evidence: Sequence[str], classes: NDArray[np.intp]
) -> tuple[dict[str, Member], dict[str, Member]]:
    """Those that fit the columns there are, by name, in the order in which they learn: the first
    stage and the second."""
    filled = [name for name, part in ranges.items() if part.stop > part.start]
    text = tuple(name for name in TEXT if name in filled)
    dense = tuple(name for name in filled if name not in (*text, *evidence))
    first: dict[str, Member] = {}
    if dense:
        first["dense"] = Linear(dense, dense=True)
    if text:
        first["text"] = Linear(text)
    start = "dense" if dense else None
    first |= {name: Mixture(name, SEARCHING, start) for name in text}
    first |= {name: Opinion(name, classes) for name in evidence}
    second: dict[str, Member] = {
        f"{name} again": Mixture(name, REVISING, TOGETHER) for name in text
    }
    return first, second

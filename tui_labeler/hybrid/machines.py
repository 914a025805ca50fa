"""Everybody but the person, one by one and together.

The machines are combined twice: a final model learns from the first combination and, out of fold,
has a say in the second. It knows what a label usually looks like, which none of the others does.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_labeler.features.build import Features
from tui_labeler.hybrid.resolution import Combined, Source, combine, nobody, pool, weigh
from tui_labeler.hybrid.sources import FINAL, MODEL, Learner, labels_say, rules_say, unbiased
from tui_labeler.jobs import Progress

LESSON = 6_000
"""Labels of machines that the final model learns, drawn at random where there are more: it is one
voice among others, and more teach it little (`benchmarks/million_rows.md`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Who said what, in rows of the pool and places of labels."""

    k: int
    human: Sequence[Sequence[int]]
    """[row, label] of the person's labels."""
    sample: Sequence[int]
    """Rows among them that are a uniform sample of the pool: the machines are judged by these."""
    rejected: Sequence[int]
    """Rows the person put out of the pool."""
    votes: Sequence[str]
    """A `.npy` file per labeling function."""
    label_model: str
    opinions: Mapping[str, Sequence[Sequence[float | None]]]
    """By name (an LLM's, or "given"): [row, label, confidence or None]."""
    model: bool
    """Whether the estimator has a say beside the others; alone it only says what to ask next."""
    estimator: str
    parameters: Mapping[str, Any]
    threshold: float
    human_weight: float
    seed: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What all of them say of the pool."""

    sources: Sequence[Source]
    combined: Combined
    final: Any = None
    """The final model, where there is one."""
    learned: int = 0
    """Labels of machines that it has learned."""

    @property
    def model_alone(self) -> bool:
        """Whether nobody speaks but the model, which learned from the person alone."""
        return [source.name for source in self.sources] == [MODEL]


class Machines:
    """`human: int [n]` are the person's labels, -1: none."""

    def __init__(self, task: Task, built: Features, groups: NDArray[np.intp]) -> None:
        """`groups [n]`: the same number for copies of a text."""
        self.task = task
        self.groups = groups
        self._order = np.random.default_rng(task.seed).permutation(len(groups))
        self._learner = Learner(
            *(built, groups, task.k, task.estimator, task.parameters, task.seed)
        )

    def first(
        self, human: NDArray[np.intp], asked: NDArray[np.intp] | None = None
    ) -> Generator[Progress, None, Heard]:
        """All but the final model. `asked`: the rows that matter; None: all."""
        rows, prior = np.flatnonzero(human >= 0), self._prior(human)
        yield Progress("resolving: what functions, LLMs and given labels say")
        sources = self._labellers(human)
        if self.task.model:
            told = (human >= 0).astype(float)
            taught = yield from self._learner.says(human, told, asked, name=MODEL)
            if taught is not None:
                sources.append(Source(MODEL, unbiased(taught[0], prior)))
        if not sources:
            return Heard([], nobody(len(human), prior))
        return Heard(sources, combine(sources, prior, rows, human[rows]))

    def hear(self, human: NDArray[np.intp], first: Heard) -> Generator[Progress, None, Heard]:
        """All of them, weighed by the person's labels; `first`: all but the final model."""
        if not first.sources or first.model_alone:
            return first
        targets, weight = self._lesson(human, first)
        taught = yield from self._learner.says(targets, weight, name=FINAL)
        if taught is None:
            return first
        probabilities, final = taught
        rows, prior = np.flatnonzero(human >= 0), self._prior(human)
        sources = [*first.sources, Source(FINAL, unbiased(probabilities, prior))]
        combined = combine(sources, prior, rows, human[rows])
        return Heard(sources, combined, final, int(((weight > 0) & (human < 0)).sum()))

    def hear_without(
        self, human: NDArray[np.intp], held: NDArray[np.intp], fold: NDArray[np.bool_], heard: Heard
    ) -> Generator[Progress, None, Combined]:
        """What they say of the rows `held` when nobody has answered these, or copies of them.

        `fold [n]`: rows the final model does not learn, `held` and their copies among them: what
        it says of a row is never from a model that learned that row's label of the machines.
        `heard` is what they say with all of `human`. Two things of it serve again, for the sake of
        time: how the final model weighs its parts, which thousands of machines' labels decide, and
        what it says of the labels that are not held out, by which it is weighed itself.
        """
        known = np.where(np.isin(self.groups, self.groups[held]), -1, human)
        first = yield from self.first(known, self._mattering(human))
        names = {source.name for source in first.sources}
        alone = replace(
            first.combined,
            probabilities=first.combined.probabilities[held],
            spoke=first.combined.spoke[held],
        )
        if heard.final is None or not names or first.model_alone:
            return alone
        targets, weight = self._lesson(known, first)
        weight[fold] = 0
        final = self._learner.teach(targets, weight, previous=heard.final)
        if final is None:
            return alone
        rows, prior = np.flatnonzero(known >= 0), self._prior(known)
        weighed = [one for one in heard.sources if one.name in names | {FINAL}]
        weights = weigh(weighed, prior, rows, known[rows])
        say = [replace(one, probabilities=one.probabilities[held]) for one in first.sources]
        says = Source(FINAL, unbiased(self._learner.predict(final, held), prior))
        return pool([*say, says], prior, weights)

    def _mattering(self, human: NDArray[np.intp]) -> NDArray[np.intp]:
        """Rows that a final model may learn, or be judged by, where the model speaks of all."""
        drawn = self._order[: LESSON + len(self.task.rejected)]
        return np.union1d(drawn, np.flatnonzero(human >= 0))

    def _labellers(self, human: NDArray[np.intp]) -> list[Source]:
        """Those that do not learn from the texts, as far as they say anything."""
        task = self.task
        voted = rules_say(task.votes, task.label_model, human, task.k)
        found = [] if voted is None else [voted]
        for name, said in task.opinions.items():
            if said:
                found.append(labels_say(name, said, len(human), task.k))
        return found

    def _lesson(
        self, human: NDArray[np.intp], first: Heard
    ) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """What the final model learns: labels [n] and their weights [n], most of them 0 in a large
        pool."""
        together, told = first.combined, human >= 0
        weight = np.where(together.spoke, together.probabilities.max(axis=1), 0.0)
        weight[told] = self.task.human_weight
        weight[list(self.task.rejected)] = 0
        by_machines = self._order[(weight > 0)[self._order] & ~told[self._order]]
        weight[by_machines[LESSON:]] = 0
        return np.where(told, human, together.probabilities.argmax(axis=1)), weight

    def _prior(self, human: NDArray[np.intp]) -> NDArray[np.float64]:
        """The share of each label among the person's."""
        counts = np.bincount(human[human >= 0], minlength=self.task.k) + 1.0
        prior: NDArray[np.float64] = counts / counts.sum()
        return prior

"""Active learning replayed with answers that are known: what a strategy would have saved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_labeler.active_learning.held_out import HeldOut
from tui_labeler.active_learning.learner import Wanted, learn, rank
from tui_labeler.active_learning.own_strategy import strategy_called
from tui_labeler.active_learning.random import random
from tui_labeler.active_learning.registry import COLD_STARTS
from tui_labeler.active_learning.sharing import random_is_due
from tui_labeler.active_learning.stopping import STOP_SET, kappa, on_stop_set
from tui_labeler.estimators.classifier import make
from tui_labeler.estimators.pool import SharedPool
from tui_labeler.evaluation.scores import scores
from tui_labeler.registry import resolve

RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Task:
    """A pool with its answers, and texts held out of everything."""

    data: HeldOut
    y: NDArray[np.intp]
    """[train]"""
    y_test: NDArray[np.intp]
    """[test]"""
    n_classes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One way of asking."""

    strategy: str
    strategy_file: str | None = None
    """Where a strategy `"module:function"` stands."""
    cold_start: str = RANDOM
    estimator: str
    parameters: Mapping[str, Any]
    batches: Sequence[int]
    """How many are asked each time; it ends earlier where the pool does."""
    random_share: float | None = None
    """As in project.toml; None: "auto". The strategy "random" is random anyway."""
    seed: int


@dataclass(frozen=True, slots=True)
class Point:
    """What a model on so many labels is worth on the held-out texts."""

    labels: int
    accuracy: float
    macro_f1: float
    met: tuple[str, ...] = ()
    """The stopping criteria that say stop, of those that look at a random stop set."""


def replay(task: Task, plan: Plan) -> Iterator[Point]:
    """Ask, learn, measure, batch by batch: a point after each. The same seed gives the same."""
    rng = np.random.default_rng(plan.seed)
    order = rng.permutation(len(task.y))
    asked: list[int] = []
    drawn: set[int] = set()
    ranking = _cold(task, plan, rng)
    model, asks = None, plan.strategy != RANDOM
    strategy = strategy_called(plan.strategy, plan.strategy_file)
    watch, pool = _Watch(order), SharedPool(task.data)
    for place, size in enumerate(plan.batches):
        asked += _compose(ranking, order, asked, drawn, min(size, len(order) - len(asked)), plan)
        rows = np.asarray(asked)
        learner = None
        if len(np.unique(task.y[rows])) > 1:
            model = make(plan.estimator, plan.parameters, plan.seed, pool, model)
            learner = learn(model, strategy, task.data.X[rows], task.y[rows])
        point = measure(learner, task, rows)
        yield (
            point
            if learner is None
            else replace(point, met=watch(learner, task.data.X, plan.strategy != RANDOM))
        )
        following = plan.batches[place + 1 : place + 2]
        if len(asked) == len(order) or not following:
            return
        if learner is not None and asks:
            free = np.setdiff1d(order, rows)
            wanted = Wanted(n=following[0], batch=following[0], rng=rng)
            ranking = [row for row, _ in rank(learner, task.data.X, free, wanted)]


class _Watch:
    """The stopping criteria of the stop set, from model to model."""

    def __init__(self, order: NDArray[np.intp]) -> None:
        self._rows = order[-STOP_SET:]
        self._before: NDArray[np.intp] | None = None
        self._kappas: list[float] = []

    def __call__(self, learner: Any, X: Any, whole: bool) -> tuple[str, ...]:
        """The names of those that say stop now. `whole`: all of `X` is scored, as a strategy will
        ask for it."""
        rows = self._rows
        now = learner.predict_proba(X)[rows] if whole else learner.predict_proba(X[rows])
        found = on_stop_set(now, self._before, self._kappas)
        predicted = now.argmax(axis=1)
        if self._before is not None:
            self._kappas.append(kappa(self._before, predicted))
        self._before = predicted
        return tuple(criterion.name for criterion in found if criterion.met)


def _cold(task: Task, plan: Plan, rng: np.random.Generator) -> list[int]:
    if plan.cold_start == RANDOM or plan.strategy == RANDOM:
        return []
    start = resolve(COLD_STARTS, plan.cold_start, "cold start")
    picks, _scores = start(None, task.data.X, plan.batches[0], rng=rng)
    return [int(row) for row in picks]


def _compose(
    ranking: list[int],
    order: NDArray[np.intp],
    asked: list[int],
    drawn: set[int],
    size: int,
    plan: Plan,
) -> list[int]:
    """A batch as the session makes it: the best ranked, mixed with the next of the random order,
    which are added to `drawn`."""
    taken = set(asked)
    ranked = (row for row in ranking if row not in taken)
    rest = (int(row) for row in order if row not in taken)
    batch: list[int] = []
    while len(batch) < size:
        place = len(asked) + len(batch)
        due = not ranking or random_is_due(place, len(drawn), plan.random_share)
        row = None if due else next(ranked, None)
        if row is None:
            row = next(rest)
            drawn.add(row)
        taken.add(row)
        batch.append(row)
    return batch


def measure(learner: Any, task: Task, rows: NDArray[np.intp]) -> Point:
    """The score on the held-out texts; with one kind of label so far, everything is that."""
    predicted = np.full(len(task.y_test), task.y[rows[0]])
    if learner is not None:
        probabilities = learner.predict_proba(task.data.X_test)
        predicted = learner.estimator.classes_[probabilities.argmax(axis=1)]
    found = scores(task.y_test, predicted, task.n_classes)
    right = float((predicted == task.y_test).mean())
    f1 = [score.f1 for score in found.classes if score.f1 is not None]
    return Point(len(rows), right, sum(f1) / len(f1))


def on_all(task: Task, plan: Plan) -> Point:
    """The score of the plan's estimator when every text of the pool is labelled."""
    rows = np.arange(len(task.y))
    model = make(plan.estimator, plan.parameters, plan.seed, task.data)
    return measure(learn(model, random, task.data.X, task.y), task, rows)

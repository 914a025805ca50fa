"""Replays: as the session asks, repeatable, and safe on degenerate pools."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from tui_labeler.active_learning.held_out import HeldOut
from tui_labeler.active_learning.registry import COLD_STARTS, STRATEGIES
from tui_labeler.active_learning.simulation import Plan, Task, on_all, replay

RNG = np.random.default_rng(2)
PLAN = Plan(
    strategy="margin",
    estimator="logistic_regression",
    parameters={},
    batches=(10, 10, 10, 10),
    seed=0,
)


def task(y: Any, X: Any = None) -> Task:
    """Every third row is held out; without `X` a row tells its class."""
    y = np.asarray(y)
    if X is None:
        X = np.eye(y.max() + 1)[y] + 0.4 * RNG.random((len(y), y.max() + 1))
    X = sp.csr_array(np.asarray(X, np.float32))
    test = np.arange(len(y)) % 3 == 0
    data = HeldOut(X[~test], X[test], {"words": slice(0, X.shape[1])})
    return Task(data, y[~test], y[test], int(y.max()) + 1)


def test_a_point_after_every_batch() -> None:
    points = list(replay(task(np.arange(90) // 30), PLAN))
    assert [point.labels for point in points] == [10, 20, 30, 40]
    assert points[-1].accuracy == 1 and points[-1].macro_f1 == 1


@pytest.mark.parametrize(
    ("strategy", "cold_start"),
    [*((name, "random") for name in STRATEGIES), *(("margin", name) for name in COLD_STARTS)],
)
def test_the_same_seed_gives_the_same_curve(strategy: str, cold_start: str) -> None:
    plan = replace(PLAN, strategy=strategy, cold_start=cold_start, batches=(10, 10, 5))
    pool = task(np.arange(60) % 3)
    assert list(replay(pool, plan)) == list(replay(pool, plan))
    assert [point.labels for point in replay(pool, plan)] == [10, 20, 25]


def test_another_seed_asks_others() -> None:
    pool = task(RNG.integers(0, 2, 90), RNG.random((90, 4)))
    curves = {tuple(replay(pool, replace(PLAN, seed=seed))) for seed in range(4)}
    assert len(curves) > 1


@pytest.mark.fault("F099")
@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize(
    "pool",
    [
        pytest.param(task(np.zeros(30, int)), id="one class"),
        pytest.param(task([1] + [0] * 50 + [1]), id="a class with one member"),
        pytest.param(task(np.arange(40) % 2, np.ones((40, 3))), id="all texts equal"),
        pytest.param(task(np.arange(40) % 2, np.zeros((40, 3))), id="all texts empty"),
        pytest.param(task(np.arange(6) % 2), id="a pool smaller than a batch"),
    ],
)
def test_degenerate_pools(strategy: str, pool: Task) -> None:
    plan = replace(PLAN, strategy=strategy, batches=(10, 10))
    points = list(replay(pool, plan))
    assert points[-1].labels == min(20, len(pool.y))
    assert all(0 <= point.accuracy <= 1 for point in points)


def test_151_classes_with_a_label_each() -> None:
    pool = task(np.repeat(np.arange(151), 3))
    points = list(replay(pool, replace(PLAN, batches=(10, 10, 10))))
    assert points[-1].accuracy < 0.5


def test_all_labels() -> None:
    pool = task(np.arange(90) // 30)
    point = on_all(pool, PLAN)
    assert (point.labels, point.accuracy) == (60, 1.0)


def test_the_random_share_is_kept() -> None:
    pool = task(np.arange(300) % 3)
    half = list(replay(pool, replace(PLAN, random_share=1.0)))
    assert half == list(replay(pool, replace(PLAN, strategy="random")))

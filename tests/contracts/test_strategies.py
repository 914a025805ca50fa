"""What every query strategy and cold start in the registries promises."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from tui_labeler.active_learning.learner import learn, rank
from tui_labeler.active_learning.registry import COLD_STARTS, STRATEGIES
from tui_labeler.estimators.classifier import Classifier, make
from tui_labeler.registry import load

RNG = np.random.default_rng(8)
POOL = (RNG.random((25, 6)) * (RNG.random((25, 6)) < 0.6)).astype(np.float32)
KINDS: dict[str, Any] = {"dense": POOL, "sparse": sp.csr_array(POOL)}
TARGETS = {**{f"cold {n}": t for n, t in COLD_STARTS.items()}, **STRATEGIES}


@pytest.fixture(params=list(TARGETS))
def strategy(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """One entry of the registries."""
    entry: Callable[..., Any] = load(TARGETS[request.param])
    return entry


@pytest.fixture
def model() -> Classifier:
    """A fitted classifier."""
    return make("logistic_regression", {}, 0).fit(POOL[:9], np.arange(9) % 3)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [1, 2, 10, 25, 400])
def test_picks_different_rows_best_first(
    strategy: Callable[..., Any], model: Classifier, kind: str, n: int
) -> None:
    X = KINDS[kind]
    before = X.copy()
    rows, scores = strategy(model, X, n_instances=n)
    assert len(rows) == len(scores) == min(n, 25)
    assert len(set(rows.tolist())) == len(rows)
    assert rows.dtype.kind == "i" and 0 <= rows.min() <= rows.max() < 25
    assert np.isfinite(scores).all()
    assert (np.diff(scores) <= 0).all()
    assert abs(X - before).sum() == 0


def test_one_by_default(strategy: Callable[..., Any], model: Classifier) -> None:
    rows, scores = strategy(model, POOL)
    assert len(rows) == len(scores) == 1


def test_deterministic(strategy: Callable[..., Any], model: Classifier) -> None:
    answers = [strategy(model, POOL, n_instances=9) for _ in range(2)]
    np.testing.assert_array_equal(answers[0][0], answers[1][0])
    np.testing.assert_array_equal(answers[0][1], answers[1][1])


@pytest.mark.parametrize("kind", KINDS)
def test_empty_pool(strategy: Callable[..., Any], model: Classifier, kind: str) -> None:
    rows, scores = strategy(model, KINDS[kind][:0], n_instances=3)
    assert len(rows) == len(scores) == 0


@pytest.mark.parametrize("n", [0, 1, 2, 99])
def test_works_in_a_learner(strategy: Callable[..., Any], n: int) -> None:
    X = KINDS["sparse"]
    learner = learn(make("logistic_regression", {}, 0), strategy, X[:9], np.arange(9) % 3)
    candidates = np.arange(9, 25)
    ranking = rank(learner, X, candidates, n, np.random.default_rng(0))
    assert len(ranking) == min(n, 16)
    assert {row for row, _ in ranking} <= set(candidates.tolist())

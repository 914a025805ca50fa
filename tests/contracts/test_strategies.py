"""What every query strategy and cold start in the registries promises."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from modAL.models import ActiveLearner

from tui_labeler.active_learning.evidence import Evidence
from tui_labeler.active_learning.learner import Wanted, learn, rank
from tui_labeler.active_learning.registry import COLD_STARTS, STRATEGIES
from tui_labeler.active_learning.uncertainty import margin
from tui_labeler.estimators.classifier import make
from tui_labeler.registry import load

RNG = np.random.default_rng(8)
POOL = (RNG.random((25, 6)) * (RNG.random((25, 6)) < 0.6)).astype(np.float32)
KINDS: dict[str, Any] = {"dense": POOL, "sparse": sp.csr_array(POOL)}
TARGETS = {**{f"cold {n}": t for n, t in COLD_STARTS.items()}, **STRATEGIES}
OPINIONS = RNG.dirichlet(np.ones(3), 25) * (RNG.random((25, 1)) < 0.5)
DEGENERATE = {
    "all equal": np.ones((25, 3), np.float32),
    "all empty": np.zeros((25, 3), np.float32),
    "no columns": np.zeros((25, 0), np.float32),
    "one column": np.ones((25, 1), np.float32),
    "two kinds": np.repeat(np.eye(2, dtype=np.float32), [24, 1], axis=0),
}


@pytest.fixture(params=list(TARGETS))
def strategy(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """One entry of the registries."""
    entry: Callable[..., Any] = load(TARGETS[request.param])
    return entry


def learner(X: Any, n_classes: int = 3) -> ActiveLearner:
    """A learner on the first nine rows."""
    return learn(make("logistic_regression", {}, 0), margin, X[:9], np.arange(9) % n_classes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [2, 10, 400])
def test_picks_different_rows(strategy: Callable[..., Any], kind: str, n: int) -> None:
    X = KINDS[kind]
    before = X.copy()
    rows, scores = strategy(learner(X), X, n_instances=n)
    assert len(rows) == len(scores) == min(n, 25)
    assert len(set(rows.tolist())) == len(rows)
    assert rows.dtype.kind == "i" and 0 <= rows.min() <= rows.max() < 25
    assert np.isfinite(scores).all()
    assert abs(X - before).sum() == 0


def test_a_classifier_that_is_no_learner_will_do(strategy: Callable[..., Any]) -> None:
    model = make("logistic_regression", {}, 0).fit(POOL[:9], np.arange(9) % 3)
    rows, scores = strategy(model, POOL)
    assert len(rows) == len(scores) == 1


def test_deterministic(strategy: Callable[..., Any]) -> None:
    answers = [strategy(learner(POOL), POOL, n_instances=9) for _ in range(2)]
    np.testing.assert_array_equal(answers[0][0], answers[1][0])
    np.testing.assert_array_equal(answers[0][1], answers[1][1])


@pytest.mark.fault("F102")
@pytest.mark.parametrize("kind", KINDS)
def test_empty_pool(strategy: Callable[..., Any], kind: str) -> None:
    X = KINDS[kind]
    rows, scores = strategy(learner(X), X[:0], n_instances=3)
    assert len(rows) == len(scores) == 0


@pytest.mark.fault("F099")
@pytest.mark.parametrize("name", DEGENERATE)
@pytest.mark.parametrize("kind", KINDS)
def test_degenerate_pools(strategy: Callable[..., Any], name: str, kind: str) -> None:
    X: Any = DEGENERATE[name]
    model = learner(POOL)
    if kind == "sparse":
        X = sp.csr_array(X)
    if X.shape[1] == 2:
        model = learner(X, 2)
    else:
        model.estimator.remember(X, np.full((25, 3), 1 / 3, np.float32))
        model.X_training, model.y_training = X[:9], np.arange(9) % 3
    rows, scores = strategy(model, X, n_instances=7)
    assert len(set(rows.tolist())) == len(rows) == 7
    assert np.isfinite(scores).all()


@pytest.mark.parametrize(("n", "batch"), [(0, 5), (1, 1), (2, 5), (99, 5)])
def test_works_in_a_learner(strategy: Callable[..., Any], n: int, batch: int) -> None:
    X = KINDS["sparse"]
    asking = learn(make("logistic_regression", {}, 0), strategy, X[:9], np.arange(9) % 3)
    candidates = np.arange(9, 25)
    rng = np.random.default_rng(0)
    wanted = Wanted(n=n, batch=batch, rng=rng, evidence=Evidence(OPINIONS))
    ranking = rank(asking, X, candidates, wanted)
    assert len(ranking) == min(n, 16)
    assert len({row for row, _ in ranking}) == len(ranking)
    assert {row for row, _ in ranking} <= set(candidates.tolist())

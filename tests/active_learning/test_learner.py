"""modAL's learner, without its traps."""

from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from modAL.models import ActiveLearner
from modAL.uncertainty import margin_sampling

from tui_labeler.active_learning.learner import Wanted, learn, rank
from tui_labeler.active_learning.picking import by_probabilities
from tui_labeler.active_learning.random import random
from tui_labeler.active_learning.registry import STRATEGIES
from tui_labeler.active_learning.uncertainty import margin
from tui_labeler.errors import JobError
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression
from tui_labeler.registry import resolve

RNG = np.random.default_rng(1)
X = sp.csr_array(RNG.random((30, 5)).astype(np.float32))
Y = np.arange(10) % 2
MARK = "by_probabilities"


class Counting(SeenColumnsLogisticRegression):
    """Counts the rows it scores."""

    scored = 0

    def predict_proba(self, X: Any) -> Any:
        """As its parent's."""
        self.scored += X.shape[0]
        return super().predict_proba(X)


def ranked(strategy: Any, n: int = 4, candidates: Any = range(10, 30)) -> list[tuple[int, float]]:
    """A ranking by `strategy`."""
    learner = learn(SeenColumnsLogisticRegression(), strategy, X[:10], Y)
    return rank(learner, X, candidates, wanted(n, 7))


def wanted(n: int, seed: int = 0) -> Wanted:
    """`n` rows in one batch."""
    return Wanted(n=n, batch=n, rng=np.random.default_rng(seed))


def test_is_a_modal_learner() -> None:
    assert isinstance(learn(SeenColumnsLogisticRegression(), margin, X[:10], Y), ActiveLearner)


def test_the_pool_is_scored_once() -> None:
    estimator = Counting()
    learner = learn(estimator, margin, X[:10], Y)
    learner.predict_proba(X)
    rank(learner, X, range(10, 30), wanted(4))
    assert estimator.scored == 30


def test_modals_own_strategy_fits_in() -> None:
    ours, theirs = ranked(margin), ranked(margin_sampling)
    assert {row for row, _ in ours} == {row for row, _ in theirs}


def test_rng_reaches_a_strategy_that_names_it() -> None:
    assert ranked(random) == ranked(random)
    learner = learn(SeenColumnsLogisticRegression(), random, X[:10], Y)
    other = rank(learner, X, range(10, 30), wanted(4, 8))
    assert other != ranked(random)


def test_error_of_a_strategy_is_raised_and_it_is_called_once() -> None:
    calls = []

    def broken(classifier: Any, X_pool: Any, n_instances: int = 1) -> Any:
        calls.append(n_instances)
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        ranked(broken)
    assert calls == [4]


def test_two_indices_without_scores_stay_two_indices() -> None:
    assert ranked(lambda c, X_pool, n_instances: np.array([5, 7]), 2) == [(15, 0.0), (17, 0.0)]


@pytest.mark.parametrize(
    "answer",
    [
        (np.array([1, 1]), np.array([0.1, 0.2])),
        (np.array([20]), np.array([0.1])),
        (np.array([-1]), np.array([0.1])),
        (np.array([0.5]), np.array([0.1])),
        (np.array([1]), np.array([0.1, 0.2])),
    ],
)
def test_nonsense_is_refused(answer: Any) -> None:
    with pytest.raises(JobError, match="different rows"):
        ranked(lambda c, X_pool, n_instances: answer)


def test_nothing_left_to_ask() -> None:
    assert ranked(margin, candidates=[]) == []


@pytest.mark.parametrize(
    "name", [name for name in STRATEGIES if getattr(resolve(STRATEGIES, name, ""), MARK, False)]
)
def test_strategies_that_see_no_rows_pick_what_they_would_pick_with_them(name: str) -> None:
    strategy = resolve(STRATEGIES, name, "")

    def seeing(classifier: Any, X_pool: Any, n_instances: int, rng: Any, evidence: Any) -> Any:
        assert X_pool.nnz
        return strategy(classifier, X_pool, n_instances, rng=rng, evidence=evidence)

    def unseeing(classifier: Any, X_pool: Any, n_instances: int, rng: Any, evidence: Any) -> Any:
        assert not X_pool.nnz
        return strategy(classifier, X_pool, n_instances, rng=rng, evidence=evidence)

    assert ranked(seeing) == ranked(by_probabilities(unseeing))

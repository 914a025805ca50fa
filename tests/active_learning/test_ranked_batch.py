"""modAL's picks in modAL's order, without its quadratic cost."""

from typing import Any

import numpy as np
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from modAL.batch import uncertainty_batch_sampling
from modAL.models import ActiveLearner

from tui_labeler.active_learning.learner import learn
from tui_labeler.active_learning.ranked_batch import ranked_batch
from tui_labeler.active_learning.uncertainty import margin
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression


def learner_and_pool(seed: int, labels: int, pool: int, columns: int) -> tuple[ActiveLearner, Any]:
    """Texts of few words in random columns; every fifth is a copy of the first."""
    rng = np.random.default_rng(seed)
    X = rng.random((labels + pool, columns)) * (rng.random((labels + pool, columns)) < 0.15)
    X[labels::5] = X[labels]
    lengths = np.linalg.norm(X, axis=1, keepdims=True)
    rows: Any = sp.csr_matrix(np.divide(X, lengths, out=X, where=lengths > 0))
    y = np.arange(labels) % 3
    return learn(SeenColumnsLogisticRegression(), margin, rows[:labels], y), rows[labels:]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 20), st.integers(1, 60), st.booleans(), st.data())
def test_equals_modal(seed: int, labels: int, pool: int, dense: bool, data: st.DataObject) -> None:
    learner, X = learner_and_pool(seed, labels, pool, 40)
    if dense:
        learner = learn(
            SeenColumnsLogisticRegression(),
            margin,
            learner.X_training.toarray(),
            learner.y_training,
        )
        X = X.toarray()
    n = data.draw(st.integers(1, pool))
    theirs, their_scores = uncertainty_batch_sampling(learner, X, n_instances=n)
    ours, our_scores = ranked_batch(learner, X, n_instances=n)
    # Copies differ in modAL by rounding alone: any of them is the same question.
    assert [pick % 5 and pick for pick in ours] == [pick % 5 and pick for pick in theirs]
    np.testing.assert_allclose(our_scores, their_scores, atol=1e-6)


def test_equals_modal_where_rows_have_any_length() -> None:
    rng = np.random.default_rng(3)
    X = rng.normal(size=(80, 5)) * rng.lognormal(size=(80, 1))
    learner = learn(SeenColumnsLogisticRegression(), margin, X[:20], np.arange(20) % 2)
    theirs, _ = uncertainty_batch_sampling(learner, X[20:], n_instances=30)
    assert ranked_batch(learner, X[20:], n_instances=30)[0].tolist() == theirs.tolist()


def test_the_same_picks_on_real_sizes() -> None:
    rng = np.random.default_rng(0)
    X: Any = sp.random_array((5_200, 20_000), density=40 / 20_000, rng=rng, format="csr")
    learner = learn(SeenColumnsLogisticRegression(), margin, X[:200], np.arange(200) % 4)
    pool = sp.csr_matrix(X[200:])
    theirs, _ = uncertainty_batch_sampling(learner, pool, n_instances=20)
    ours, _ = ranked_batch(learner, pool, n_instances=20)
    assert ours.tolist() == theirs.tolist()

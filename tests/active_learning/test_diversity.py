"""Strategies and cold starts that look at the rows, not only at the probabilities."""

from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from tests.active_learning.test_uncertainty import Fixed
from tui_labeler.active_learning.class_balanced import class_balanced
from tui_labeler.active_learning.clusters import cluster_uncertainty, diverse
from tui_labeler.active_learning.density import density
from tui_labeler.active_learning.disagreement import disagreement
from tui_labeler.active_learning.evidence import Evidence, gather
from tui_labeler.active_learning.learner import Wanted, learn, rank
from tui_labeler.active_learning.nearness import Distances, near_copies_last
from tui_labeler.active_learning.stratified import stratified
from tui_labeler.active_learning.uncertainty import margin
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression

RNG = np.random.default_rng(4)


def topics(sizes: list[int], width: int = 8) -> Any:
    """Rows in blocks: each topic has its own columns."""
    blocks = [RNG.random((size, width)) + 0.1 for size in sizes]
    return sp.csr_array(sp.block_diag(blocks))


def test_diverse_meets_every_topic_of_a_file_sorted_by_topic() -> None:
    X = topics([60, 30, 20, 10])
    rows, scores = diverse(None, X, 4)
    assert [int(np.searchsorted([60, 90, 110], row, side="right")) for row in rows] == [0, 1, 2, 3]
    np.testing.assert_allclose(scores, [0.5, 0.25, 1 / 6, 1 / 12])


def test_cluster_uncertainty_asks_one_of_each_cluster() -> None:
    X = topics([30, 30, 30])
    sure = np.tile(np.linspace(0.5, 0.7, 30), 3) + np.repeat([0, 0.001, 0.002], 30)
    rows, scores = cluster_uncertainty(Fixed(np.column_stack([sure, 1 - sure])), X, 3)
    assert rows.tolist() == [0, 30, 60]
    assert (np.diff(scores) < 0).all()


def test_density_prefers_the_crowd_among_equally_uncertain_rows() -> None:
    X = topics([20, 2])
    rows, _ = density(Fixed(np.full((22, 2), 0.5)), X, 20)
    assert set(rows.tolist()) == set(range(20))


def test_density_is_uncertainty_times_mean_cosine_similarity() -> None:
    X = topics([4, 3])
    dense = X.toarray() / np.linalg.norm(X.toarray(), axis=1, keepdims=True)
    P = RNG.dirichlet(np.ones(3), 7)
    ordered = np.sort(P, axis=1)
    expected = (1 - ordered[:, 2] + ordered[:, 1]) * (dense @ dense.T).mean(axis=1)
    rows, scores = density(Fixed(P), X, 7)
    np.testing.assert_allclose(scores, expected[rows])


def test_class_balanced_asks_for_the_rarest_label_and_shares_a_batch_out() -> None:
    P = np.array([[0.9, 0.1, 0.0], [0.1, 0.8, 0.1], [0.5, 0.1, 0.4], [0.2, 0.3, 0.5]])
    X = np.eye(4)
    y = np.array([0, 0, 0, 1, 1, 2])
    learner = learn(SeenColumnsLogisticRegression(), margin, RNG.random((6, 4)), y)
    learner.estimator.remember(X, P)
    assert class_balanced(learner, X, 1)[0].tolist() == [3]
    assert class_balanced(learner, X, 3)[0].tolist() == [3, 2, 1]


def test_disagreement_asks_where_others_contradict_the_model() -> None:
    P = np.array([[0.9, 0.1], [0.9, 0.1], [0.5, 0.5], [0.9, 0.1]])
    said = Evidence(np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.5, 0.5]]))
    model = Fixed(P)
    model.classes_ = np.arange(2)
    rows, scores = disagreement(model, P, 4, evidence=said)
    assert rows[:3].tolist() == [1, 3, 0]
    assert scores[-1] == 0 and 0 < scores[0] <= 1


def test_disagreement_without_evidence_is_margin() -> None:
    P = RNG.dirichlet(np.ones(3), 20)
    silent = Evidence(np.zeros((20, 3)))
    for said in (None, silent):
        rows, _ = disagreement(Fixed(P), P, 5, evidence=said)
        assert rows.tolist() == margin(Fixed(P), P, 5)[0].tolist()


def test_stratified_deals_labels_in_turn_the_rarest_first() -> None:
    opinions = np.zeros((30, 3))
    opinions[:20, 0], opinions[20:25, 1], opinions[25:27, 2] = 1, 1, 1
    rows, scores = stratified(None, np.zeros((30, 1)), 30, evidence=Evidence(opinions))
    labels = np.where(opinions.any(axis=1), opinions.argmax(axis=1), -1)[rows].tolist()
    assert labels[:8] == [2, 1, 0, 2, 1, 0, 1, 0]
    assert labels[-3:] == [-1, -1, -1]
    assert sorted(rows.tolist()) == list(range(30))
    assert scores[0] == 1 and scores[-1] == 0


def test_opinions_are_averaged() -> None:
    said = gather([(1, 0, 1.0), (1, 2, 0.5), (1, 2, 0.5), (3, 1, 0.2)], 4, 3)
    assert said.opinions.tolist() == [[0, 0, 0], [0.5, 0, 0.5], [0, 0, 0], [0, 1, 0]]
    assert said.spoken.tolist() == [False, True, False, True]
    assert not gather([], 2, 2).spoken.any()


def test_near_copies_come_last_in_their_order() -> None:
    X = np.array([[1, 0], [0, 1], [1, 0.1], [0.02, 1], [1, 1]])
    order, scores = near_copies_last((np.array([2, 0, 1, 3, 4]), np.arange(5.0)), X)
    assert order.tolist() == [2, 1, 4, 0, 3]
    assert scores.tolist() == [0, 2, 4, 1, 3]


def test_empty_texts_are_no_copies_of_each_other() -> None:
    order, _ = near_copies_last((np.arange(3), np.zeros(3)), sp.csr_array((3, 4)))
    assert order.tolist() == [0, 1, 2]


def test_a_batch_holds_no_near_copies() -> None:
    X = sp.csr_array(np.vstack([RNG.random((10, 6)), np.tile(RNG.random(6), (20, 1))]))
    learner = learn(SeenColumnsLogisticRegression(), margin, X[:6], np.arange(6) % 2)
    wanted = Wanted(n=24, batch=4, rng=RNG)
    ranking = rank(learner, X, np.arange(6, 30), wanted)
    assert sum(row >= 10 for row, _ in ranking[:5]) == 1


def test_distances() -> None:
    X, others = RNG.normal(size=(9, 4)), RNG.normal(size=(3, 4))
    expected = ((X[:, None] - others) ** 2).sum(axis=2).min(axis=1)
    kinds: list[Any] = [np.asarray, sp.csr_array]
    for kind in kinds:
        distances = Distances(kind(X))
        np.testing.assert_allclose(distances.to_nearest(kind(others)), expected)
        np.testing.assert_allclose(distances.to_row(2), ((X - X[2]) ** 2).sum(axis=1), atol=1e-9)
    assert np.isinf(distances.to_nearest(sp.csr_array((0, 4)))).all()


@pytest.mark.parametrize("sign", [1, -1], ids=["no product below 0", "products below 0"])
def test_distances_to_rows_that_share_little(sign: int) -> None:
    X = np.where(RNG.random((60, 40)) < 0.05, RNG.random((60, 40)), 0) * np.r_[sign, [1] * 39]
    others = np.where(RNG.random((7, 40)) < 0.05, RNG.random((7, 40)), 0)
    X[0], others[0] = 0, 0
    X[1, 0], others[1, 0] = sign * 0.9, 0.9
    expected = ((X[:, None] - others) ** 2).sum(axis=2).min(axis=1)
    found = Distances(sp.csr_array(X)).to_nearest(sp.csr_array(others))
    np.testing.assert_allclose(found, expected, atol=1e-12)

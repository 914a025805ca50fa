"""A logarithmic opinion pool believes whom the labels confirm."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import log_softmax

from tui_labeler.estimators.log_linear import Combination, combine, equal, smoothed

Array = NDArray[np.float64]


def opinion(y: NDArray[np.intp], k: int, strength: float, seed: int) -> Array:
    """Log scores [n, k]: noise, and `strength` for the right class."""
    scores = np.random.default_rng(seed).normal(size=(len(y), k))
    scores[np.arange(len(y)), y] += strength
    return scores


def loss(found: Combination, parts: list[Array], y: NDArray[np.intp]) -> float:
    """The mean log loss."""
    log_p = found.log_probabilities(parts, len(y))
    return float(-log_p[np.arange(len(y)), y].mean())


def best(parts: list[Array], y: NDArray[np.intp], k: int) -> Combination:
    """The combination where all rows count the same."""
    return combine(parts, y, np.ones(len(y)), np.full(k, 1 / k))


def test_a_member_that_misleads_has_weight_0() -> None:
    y = np.arange(300) % 3
    parts = [opinion(y, 3, 2.0, 1), opinion(y, 3, -2.0, 2)]
    weights = best(parts, y, 3).weights
    assert weights[0] > 0.1 and weights[1] == 0


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 1000), st.floats(-1, 3), st.floats(0, 3), st.floats(0.1, 30))
def test_never_much_worse_than_a_member(
    seed: int, first: float, second: float, scale: float
) -> None:
    y = np.arange(120) % 2
    parts = [opinion(y, 2, first, seed) * scale, opinion(y, 2, second, seed + 1)]
    together = loss(best(parts, y, 2), parts, y)
    for part in parts:
        alone = best([part], y, 2)
        assert together < loss(alone, [part], y) + 0.05


def test_overconfidence_is_cured() -> None:
    y = np.arange(400) % 2
    part = opinion(y, 2, 1.5, 3)
    found = best([part * 50], y, 2)
    p = np.exp(found.log_probabilities([part * 50], len(y)))
    right = p.argmax(axis=1) == y
    assert abs(p.max(axis=1).mean() - right.mean()) < 0.05


def test_few_labels_that_are_told_apart_are_no_certainty() -> None:
    y = np.array([0, 1, 0, 1, 1])
    part = np.where(np.eye(2)[y] > 0, 0.0, -5.0)
    p = np.exp(best([part], y, 2).log_probabilities([part], 5))
    assert 0.7 < p.max() < 0.97


def test_the_order_of_members_does_not_matter() -> None:
    y = np.arange(90) % 3
    parts = [opinion(y, 3, strength, seed) for seed, strength in enumerate((0.5, 1.0, 2.0))]
    ahead, back = best(parts, y, 3).weights, best(parts[::-1], y, 3).weights
    np.testing.assert_allclose(ahead, back[::-1], atol=1e-3)


def test_rows_that_count_more_decide() -> None:
    y = np.zeros(40, np.intp)
    y[20:] = 1
    good_on_first = np.where((np.arange(40) < 20)[:, None], opinion(y, 2, 3.0, 5), 0.0)
    good_on_second = np.where((np.arange(40) >= 20)[:, None], opinion(y, 2, 3.0, 6), 0.0)
    parts = [good_on_first - good_on_second, good_on_second - good_on_first]
    weight = np.where(np.arange(40) < 20, 10.0, 0.1)
    found = combine(parts, y, weight, np.full(2, 0.5)).weights
    assert found[0] > found[1]


def test_smoothed_rules_nothing_out_and_keeps_no_opinion() -> None:
    prior = np.array([0.7, 0.3])
    found = smoothed(np.array([[0.0, -np.inf], [0.0, 0.0]]), prior)
    assert np.isfinite(found).all() and found[0, 1] < -6
    np.testing.assert_allclose(np.exp(found).sum(axis=1), 1.0)


@pytest.mark.parametrize("members", [0, 1, 3])
def test_equal_needs_no_labels(members: int) -> None:
    prior = np.array([0.7, 0.3])
    log_p = equal(members, prior).log_probabilities([np.zeros((4, 2))] * members, 4)
    np.testing.assert_allclose(log_softmax(log_p, axis=1), log_p)
    assert log_p.shape == (4, 2)

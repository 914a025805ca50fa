"""The picks are modAL's, equal probabilities included."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from modAL.uncertainty import entropy_sampling, margin_sampling, uncertainty_sampling
from numpy.typing import NDArray
from sklearn.dummy import DummyClassifier

from tui_labeler.active_learning.uncertainty import entropy, least_confident, margin

COARSE = arrays(
    np.int64, st.tuples(st.integers(1, 40), st.integers(2, 4)), elements=st.integers(1, 4)
)
PAIRS = {
    "margin": (margin, margin_sampling, -1),
    "least_confident": (least_confident, uncertainty_sampling, 1),
    "entropy": (entropy, entropy_sampling, 1),
}


class Fixed(DummyClassifier):  # type: ignore[misc]
    """A classifier whose probabilities are given."""

    def __init__(self, probabilities: NDArray[Any]) -> None:
        self.probabilities = probabilities

    def predict_proba(self, X: Any) -> NDArray[Any]:
        """The given ones."""
        return self.probabilities


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_equals_modal(name: str, dtype: Callable[..., Any]) -> None:
    ours, theirs, sign = PAIRS[name]

    @settings(max_examples=50, deadline=None)
    @given(COARSE, st.data())
    def check(counts: NDArray[Any], data: st.DataObject) -> None:
        probabilities = (counts / counts.sum(axis=1, keepdims=True)).astype(dtype)
        n = data.draw(st.integers(1, len(counts)))
        rows, scores = ours(Fixed(probabilities), counts, n_instances=n)
        expected, values = theirs(Fixed(probabilities), counts, n_instances=n)
        assert set(rows.tolist()) == set(expected.tolist())
        order = np.argsort(expected)[np.argsort(np.argsort(rows))]
        offset = 1 if name == "margin" else 0
        np.testing.assert_allclose(scores, offset + sign * values[order], atol=1e-6)

    check()


def test_equals_modal_on_a_large_pool_with_ties() -> None:
    rng = np.random.default_rng(0)
    counts = rng.integers(1, 30, (20_000, 4))
    probabilities = (counts / counts.sum(axis=1, keepdims=True)).astype(np.float32)
    for ours, theirs, _ in PAIRS.values():
        rows, _ = ours(Fixed(probabilities), counts, n_instances=200)
        expected, _ = theirs(Fixed(probabilities), counts, n_instances=200)
        assert set(rows.tolist()) == set(expected.tolist())


def test_one_class_is_equally_good_everywhere() -> None:
    rows, scores = margin(Fixed(np.ones((3, 1))), np.zeros((3, 1)), n_instances=2)
    assert rows.tolist() == [0, 1] and scores.tolist() == [0, 0]


def test_scores_of_known_probabilities() -> None:
    P = np.array([[0.9, 0.1], [0.5, 0.5]])
    assert margin(Fixed(P), P, 2)[1].tolist() == pytest.approx([1.0, 0.2])
    assert least_confident(Fixed(P), P, 2)[1].tolist() == pytest.approx([0.5, 0.1])
    assert entropy(Fixed(P), P, 1)[1].tolist() == pytest.approx([np.log(2)])

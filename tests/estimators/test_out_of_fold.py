"""No row is predicted by a model that saw it, or a copy of it."""

from typing import Any, Self

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tui_labeler.errors import JobError
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression
from tui_labeler.estimators.out_of_fold import out_of_fold

LABELS = st.lists(st.integers(0, 4), min_size=2, max_size=40).filter(lambda y: len(set(y)) > 1)


class Witness:
    """Remembers the row numbers (in column 0) it was trained on and fails when asked about one."""

    def __init__(self, trained: list[tuple[set[int], set[int]]]) -> None:
        self.trained = trained

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Note rows and classes; weights must follow their rows."""
        self.rows = set(X[:, 0].tolist())
        self.classes_ = np.unique(y)
        self.trained.append((self.rows, set(self.classes_.tolist())))
        if sample_weight is not None:
            np.testing.assert_array_equal(sample_weight, X[:, 0])
        return self

    def predict_proba(self, X: Any) -> NDArray[Any]:
        """Equal probabilities."""
        assert not self.rows & set(X[:, 0].tolist())
        return np.full((len(X), len(self.classes_)), 1 / len(self.classes_))


@settings(max_examples=50, deadline=None)
@given(LABELS, st.integers(2, 6))
def test_every_row_by_a_model_that_never_saw_it(y: list[int], folds: int) -> None:
    X = np.arange(len(y), dtype=float)[:, None]
    trained: list[tuple[set[int], set[int]]] = []
    found = out_of_fold(
        lambda: Witness(trained), X, y, n_classes=6, folds=folds, seed=3, sample_weight=X[:, 0]
    )
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
    assert (found[:, 5] == 0).all()
    common = {label for label in y if y.count(label) > 1}
    for rows, classes in trained:
        assert classes >= common
        held_out = [row for row in range(len(y)) if row not in rows]
        assert len(held_out) <= -(-len(y) // min(folds, len(y)))
    for row, label in enumerate(y):
        if y.count(label) == 1:
            assert found[row, label] == 0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=4, max_size=30))
def test_groups_are_held_out_together(groups: list[int]) -> None:
    X = np.array(groups, float)[:, None]
    y = [group % 2 for group in groups]
    if len(set(y)) < 2:
        return
    out_of_fold(lambda: Witness([]), X, y, n_classes=2, seed=0, groups=groups)


def test_learns_and_repeats() -> None:
    rng = np.random.default_rng(0)
    y = np.arange(60) % 3
    X = np.eye(3, dtype=np.float32)[y] + rng.normal(0, 0.2, (60, 3)).astype(np.float32)
    once, again, other = (
        out_of_fold(SeenColumnsLogisticRegression, X, y, n_classes=3, seed=seed)
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(once, again)
    assert not np.array_equal(once, other)
    assert (once.argmax(axis=1) == y).mean() > 0.9


@pytest.mark.parametrize("y", [[], [0], [1, 1, 1]])
def test_impossible_is_said(y: list[int]) -> None:
    with pytest.raises(JobError, match="two kinds"):
        out_of_fold(lambda: Witness([]), np.zeros((len(y), 1)), y, n_classes=2, seed=0)


def test_copies_of_one_text_only() -> None:
    with pytest.raises(JobError, match="two different texts"):
        out_of_fold(
            lambda: Witness([]), np.zeros((2, 1)), [0, 1], n_classes=2, seed=0, groups=[4, 4]
        )

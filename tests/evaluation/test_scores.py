"""Scores are scikit-learn's, and absent where there is nothing to divide by."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, f1_score, precision_recall_fscore_support

from tui_labeler.evaluation.scores import ClassScore, calibration_error, scores

CLASSES = 4
PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=20, max_size=60)


@settings(max_examples=50, deadline=None)
@given(PAIRS)
def test_equals_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    truth, predicted = np.array(pairs).T
    found = scores(truth, predicted, CLASSES)
    labels = range(CLASSES)
    assert found.accuracy.value == pytest.approx((truth == predicted).mean())
    assert found.macro_f1 == pytest.approx(
        f1_score(truth, predicted, average="macro", zero_division=0)
    )
    np.testing.assert_array_equal(
        found.confusion, confusion_matrix(truth, predicted, labels=labels)
    )
    expected = precision_recall_fscore_support(truth, predicted, labels=labels, zero_division=0)
    ours = [[c.precision or 0, c.recall or 0, c.f1 or 0, c.n] for c in found.classes]
    np.testing.assert_allclose(np.transpose(ours), expected)


def test_too_few_items_have_no_figures() -> None:
    found = scores([0] * 19, [0] * 19, 2)
    assert (found.accuracy.value, found.macro_f1) == (None, None)
    assert found.accuracy.reason == "n 19, needs 20"


def test_absent_class_is_left_out_of_the_mean() -> None:
    found = scores([0, 1] * 10, [0, 1] * 10, 3)
    assert found.classes[2] == ClassScore(None, None, None, 0)
    assert found.macro_f1 == 1.0


def test_nothing_at_all() -> None:
    found = scores([], [], 2)
    assert found.accuracy.n == 0
    assert found.confusion == ((0, 0), (0, 0))


def test_calibration_error_is_the_distance_of_confidence_and_share_right() -> None:
    sure = [0.9] * 10
    assert calibration_error(sure, [True] * 9 + [False], bins=1) == pytest.approx(0)
    assert calibration_error(sure, [True] * 4 + [False] * 6, bins=1) == pytest.approx(0.5)
    mixed = calibration_error([0.5] * 4 + [1.0] * 4, [True] * 2 + [False] * 2 + [True] * 4, bins=2)
    assert mixed == pytest.approx(0)

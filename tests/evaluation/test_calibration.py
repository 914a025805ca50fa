"""Confidence that means what it says."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.evaluation.calibration import (
    calibrate,
    isotonic,
    log_loss,
    lowest_threshold,
    platt,
    reliability,
)

SHARES = st.floats(0, 1)
POINTS = st.lists(st.tuples(SHARES, st.booleans()), min_size=2, max_size=60)


def boastful(count: int, seed: int = 0) -> list[tuple[float, bool]]:
    """Claims c and is right in about 0.4 + 0.4 c of all cases."""
    rng = random.Random(seed)
    claims = [rng.choice((0.7, 0.8, 0.9, 0.95)) for _ in range(count)]
    return [(c, rng.random() < 0.4 + 0.4 * c) for c in claims]


@pytest.mark.parametrize(("size", "name"), [(100, "Platt"), (800, "isotonic")])
def test_calibration_lowers_the_log_loss_of_other_items(size: int, name: str) -> None:
    fitted = calibrate(boastful(size))
    assert fitted is not None
    assert fitted[1] == name
    others = boastful(2000, seed=1)
    assert log_loss([(fitted[0](c), right) for c, right in others]) < log_loss(others) - 0.02


@pytest.mark.parametrize("make", [platt, isotonic])
@given(POINTS, SHARES, SHARES)
@settings(max_examples=50, deadline=None)
def test_more_confident_is_never_less_probable(
    make: object, points: list[tuple[float, bool]], one: float, other: float
) -> None:
    calibrator = make(points)  # type: ignore[operator]
    low, high = sorted((one, other))
    assert 0 <= calibrator(low) <= calibrator(high) <= 1


def test_equal_confidences_have_one_value() -> None:
    calibrator = isotonic([(0.8, False)] * 30 + [(0.85, True)] * 70 + [(0.85, False)] * 30)
    assert calibrator(0.85) == pytest.approx(0.7, abs=0.01)
    assert calibrator(0.8) < 0.05


def test_too_few_or_only_right_is_no_calibration() -> None:
    assert calibrate(boastful(29)) is None
    assert calibrate([(0.9, True)] * 100) is None


def test_the_table_has_every_item_once() -> None:
    table = reliability([(0.0, True), (0.5, False), (0.9, True), (1.0, True)])
    assert [row.right.n for row in table] == [1, 1, 0, 0, 0, 2]
    assert table[-1].mean == 0.95


def test_the_lowest_threshold_keeps_its_precision() -> None:
    points = [(0.6, n % 2 == 0) for n in range(100)] + [(0.9, n % 25 != 0) for n in range(100)]
    found = lowest_threshold(points, 0.85)
    assert found.value == 0.9
    assert found.precision.value == 0.96
    assert found.precision.low is not None
    assert found.precision.low >= 0.85
    assert lowest_threshold(points, 0.5).value == 0.6


def test_where_no_threshold_will_do_it_says_so() -> None:
    found = lowest_threshold(boastful(300), 0.95)
    assert found.value is None
    assert "95%" in found.reason
    assert "needs 20" in lowest_threshold(boastful(10), 0.5).reason

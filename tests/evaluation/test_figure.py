"""A share is quoted with its interval, or not at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.evaluation.figure import share, wilson


def test_wilson_of_a_known_case() -> None:
    assert wilson(57, 62) == pytest.approx((0.8247, 0.9651), abs=1e-4)


def test_nothing_seen_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 500), st.data())
def test_interval_holds_the_share(n: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, n))
    low, high = wilson(right, n)
    assert 0.0 <= low <= right / n + 1e-12 and right / n - 1e-12 <= high <= 1.0


def test_too_few_give_the_reason_only() -> None:
    figure = share(14, 14)
    assert figure.as_json() == {
        "value": None,
        "low": None,
        "high": None,
        "n": 14,
        "reason": "n 14, needs 20",
    }


def test_enough_give_a_value_without_reason() -> None:
    figure = share(15, 20)
    assert (figure.value, figure.n, figure.as_json()["reason"]) == (0.75, 20, None)

"""What labels cost: the arithmetic."""

from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.evaluation.figure import Figure
from tui_labeler.hybrid.ledger import (
    Line,
    Price,
    Way,
    dollars,
    gain,
    hours,
    points,
    priced,
    project,
    speed,
)

NOT_KNOWN = Figure(None, None, None, 3, "n 3, needs 20")
HOURLY, PER_LABEL, NO_PRICE = Price(per_hour=36.0), Price(per_label=0.5), Price()


def test_the_hour_counts_where_it_has_a_price_else_the_label() -> None:
    assert HOURLY.of(100.0, 7) == pytest.approx(1.0)
    assert PER_LABEL.of(100.0, 7) == 3.5
    assert Price(per_hour=36.0, per_label=0.5).of(100.0, 7) == pytest.approx(1.0)
    assert NO_PRICE.of(100.0, 7) is None
    assert HOURLY.of(None, 7) is None
    assert not NO_PRICE.known and PER_LABEL.known


def test_a_line_costs_its_work_and_what_was_paid() -> None:
    line = priced(Line(stage="llm", source="m", labels=200, seconds=100.0, paid=3.0), HOURLY)
    assert line.cost == pytest.approx(4.0)
    assert line.per_thousand == pytest.approx(20.0)
    assert priced(Line(stage="llm", source="m", labels=9, seconds=0.0), NO_PRICE).cost == 0
    for price in (HOURLY, PER_LABEL):
        assert priced(Line(stage="rules", source="f", labels=9), price).cost is None
    assert priced(Line(stage="llm", source="m", labels=9, paid=None), PER_LABEL).cost is None
    assert (
        priced(Line(stage="label", source="p", labels=0, seconds=0.0), HOURLY).per_thousand is None
    )


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.floats(0, 1e4), st.floats(0, 100))
@settings(max_examples=50, deadline=None)
def test_a_projection_is_a_line(n: int, m: int, once: float, each: float) -> None:
    way = Way(name="w", accuracy=NOT_KNOWN, seconds=once, seconds_per_item=each, paid_per_item=0.1)
    together, zero = project(way, n + m, HOURLY), project(way, 0, HOURLY)
    parts = [project(way, items, HOURLY) for items in (n, m)]
    for of in ("seconds", "cost"):
        a, b = (getattr(part, of) for part in parts)
        assert getattr(together, of) == pytest.approx(a + b - getattr(zero, of))


def test_what_is_not_known_is_not_projected() -> None:
    free = Way(name="w", accuracy=NOT_KNOWN)
    assert project(free, 10, NO_PRICE).cost == 0
    assert project(Way(name="w", accuracy=NOT_KNOWN, paid_per_item=None), 10, HOURLY).cost is None
    untimed = project(Way(name="w", accuracy=NOT_KNOWN, seconds=None), 10, HOURLY)
    assert (untimed.seconds, untimed.cost) == (None, None)
    by_hand = Way(name="w", accuracy=NOT_KNOWN, seconds_per_item=9.0, labels=5, seconds=45.0)
    assert project(by_hand, 100, PER_LABEL).cost == pytest.approx(52.5)
    assert project(by_hand, 100, NO_PRICE).cost is None


def test_speed_is_a_mean_with_its_interval() -> None:
    assert speed([5.0] * 19) == Figure(None, None, None, 19, "n 19, needs 20")
    found = speed([4.0, 6.0] * 50)
    assert found.value == 5.0 and found.n == 100
    assert found.low == pytest.approx(5 - 1.96 * 1.005 / 10, abs=1e-3)
    assert found.high == pytest.approx(10 - (found.low or 0))


def test_a_gain_goes_with_the_logarithm_of_the_labels() -> None:
    slope = 0.05
    next_50 = slope * log(250 / 200)
    found = gain(Figure(next_50, 0.0, 2 * next_50, 40), 50, 200)
    assert found.value == pytest.approx(slope * log(300 / 200))
    assert found.high == pytest.approx(2 * slope * log(300 / 200))
    assert gain(NOT_KNOWN, 50, 200) == NOT_KNOWN


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "—"), (0, "0 s"), (89, "89 s"), (600, "10 min"), (9000, "2.5 h")]
)
def test_hours(seconds: float | None, text: str) -> None:
    assert hours(seconds) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        *((None, "—"), (0.0, "$0.00"), (0.0012, "$0.0012")),
        *((1234.5, "$1,234.50"), (61_100.4, "$61,100")),
    ],
)
def test_dollars(amount: float | None, text: str) -> None:
    assert dollars(amount) == text


def test_points() -> None:
    assert points(Figure(0.012, -0.004, 0.028, 40)) == "+1.2 points (-0.4 to +2.8)"
    assert points(NOT_KNOWN) == "— (n 3, needs 20)"

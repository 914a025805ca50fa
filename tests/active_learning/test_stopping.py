"""Stopping criteria: their values, when they say stop, and when they say nothing."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from tui_labeler.active_learning.advice import NAMES, advice
from tui_labeler.active_learning.stopping import (
    Watched,
    as_json,
    criteria,
    expected_gain,
    kappa,
    overall_uncertainty,
    plateau,
)

FLAT = [(labels, 0.9) for labels in range(100, 160, 10)]
SURE = np.tile([0.999, 0.001], (50, 1))


def watched(**changes: Any) -> Watched:
    """A calm end: sure, stable, flat."""
    values = {
        "probabilities": SURE,
        "before": np.zeros(50, np.intp),
        "kappas": [1.0, 1.0],
        "curve": FLAT,
        "labels": 150,
        "budget": None,
    }
    return Watched(**{**values, **changes})


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_kappa_is_cohens(pairs: list[tuple[int, int]]) -> None:
    a, b = zip(*pairs, strict=True)
    if len({*a, *b}) > 1:
        assert kappa(a, b) == pytest.approx(cohen_kappa_score(a, b))
    else:
        assert kappa(a, b) == 1


def test_everything_says_stop() -> None:
    found = criteria(watched(budget=150))
    assert [criterion.name for criterion in found] == list(NAMES)
    assert all(criterion.met for criterion in found)
    assert advice(as_json(found)) == "Stop: the budget is spent."
    assert advice(as_json(criteria(watched()))).startswith("You can stop: ")


def test_changing_predictions_say_go_on() -> None:
    before = np.zeros(50, np.intp)
    before[:2] = 1
    found = criteria(watched(before=before))
    said = advice(as_json(found))
    assert said == "Not yet: predictions changed on 4.0% of the pool (stop below 0.5%)."


def test_a_growing_curve_says_go_on() -> None:
    rising = [(labels, 0.5 + labels / 1000) for labels in range(100, 160, 10)]
    found = {criterion.name: criterion for criterion in criteria(watched(curve=rising))}
    assert found["accuracy_plateau"].value == pytest.approx(0.1)
    assert not found["accuracy_plateau"].met and not found["expected_gain"].met
    assert "may still bring" in advice(as_json(list(found.values())))


def test_a_noisy_curve_has_a_wide_interval_and_does_not_stop() -> None:
    noisy = [(100 + 10 * step, 0.8 + 0.1 * (step % 2)) for step in range(6)]
    found = plateau(noisy)
    assert found.low is not None and found.high is not None and found.value is not None
    assert found.low < 0 < found.high and not found.met


def test_expected_gain_follows_the_logarithm() -> None:
    curve = [(n, 0.1 * np.log(n)) for n in (50, 60, 70, 80, 90, 100)]
    found = expected_gain(curve)
    assert found.value == pytest.approx(0.1 * np.log(1.5))


@pytest.mark.parametrize(("share", "expected"), [(0.5, 1.0), (1.0, 0.0)])
def test_uncertainty_is_a_share_of_the_largest_entropy(share: float, expected: float) -> None:
    found = overall_uncertainty(np.array([[share, 1 - share]] * 3))
    assert found.value == pytest.approx(expected)
    assert found.met == (expected < 0.05)


def test_nothing_is_said_too_early() -> None:
    found = criteria(watched(before=None, kappas=[], curve=[(10, 0.5)]))
    assert [criterion.name for criterion in found if criterion.value is None] == [
        "kappa_average",
        "classification_change",
        "accuracy_plateau",
        "expected_gain",
    ]
    assert all(criterion.reason for criterion in found if criterion.value is None)
    assert "only one model" in advice(as_json(found))
    assert "no model" in advice([])
    second = {c.name: c for c in criteria(watched(kappas=[], curve=[]))}
    assert second["kappa_average"].reason == "needs 4 models"
    assert second["classification_change"].value == 0
    assert "stable, but accuracy needs" in advice(as_json(list(second.values())))

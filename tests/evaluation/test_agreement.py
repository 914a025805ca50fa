"""Agreement and kappa against sklearn, and how many more answers it takes."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from tui_labeler.evaluation.agreement import agreement, more_needed
from tui_labeler.evaluation.figure import wilson

PAIRS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2)


@given(PAIRS)
@settings(max_examples=50, deadline=None)
def test_kappa_is_sklearns(pairs: list[tuple[str, str]]) -> None:
    found = agreement(pairs)
    ours, theirs = zip(*pairs, strict=True)
    if len(set(ours) | set(theirs)) == 1:
        assert found.kappa is None
        return
    assert found.kappa == pytest.approx(cohen_kappa_score(ours, theirs), abs=1e-9)
    assert found.kappa is not None
    assert found.kappa_low is not None
    assert found.kappa_high is not None
    assert found.kappa_low <= found.kappa + 1e-9
    assert found.kappa_high >= found.kappa - 1e-9


def test_the_interval_of_kappa_is_that_of_resampling() -> None:
    pairs = [("a", "a")] * 40 + [("a", "b")] * 10 + [("b", "a")] * 20 + [("b", "b")] * 30
    rng = random.Random(0)
    resampled = sorted(agreement(rng.choices(pairs, k=100)).kappa or 0.0 for _ in range(2000))
    found = agreement(pairs)
    assert found.kappa == pytest.approx(0.4)
    assert found.kappa_low == pytest.approx(resampled[50], abs=0.03)
    assert found.kappa_high == pytest.approx(resampled[1950], abs=0.03)


def test_nothing_is_no_figure() -> None:
    found = agreement([]).as_json()
    assert (found["agreement"], found["n"], found["kappa"]) == (None, 0, None)
    assert found["reason"]


def test_agreement_in_one_label_only_has_no_kappa() -> None:
    found = agreement([("a", "a")] * 9)
    assert (found.figure.value, found.kappa) == (1.0, None)


@pytest.mark.parametrize(("right", "n", "target"), [(47, 50, 0.9), (28, 30, 0.8), (3, 3, 0.9)])
def test_so_many_more_are_enough(right: int, n: int, target: float) -> None:
    more = more_needed(right, n, target)
    assert more is not None
    total = n + more
    assert wilson(int(right / n * total), total)[0] >= target
    if more:
        assert wilson(int(right / n * (total - 1)), total - 1)[0] < target


def test_enough_is_enough_and_never_is_never() -> None:
    assert more_needed(200, 200, 0.9) == 0
    assert more_needed(40, 50, 0.9) is None
    assert more_needed(0, 0, 0.9) is None

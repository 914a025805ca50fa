"""The figures of Snorkel 0.10's `LFAnalysis(L).lf_summary(Y)` on the same votes."""

import numpy as np
import pytest

from tui_labeler.weak_supervision.analysis import summarise, warnings

L = np.array(
    [[-1, 0, 0, 1, -1, 0, 1, -1], [1, -1, 0, 0, -1, 0, -1, -1], [1, -1, 1, 1, -1, -1, 1, -1]],
    np.int16,
)
Y = np.array([1, 0, 0, 1, 0, 1, 1, 0])
SNORKEL = [
    # j, polarity, coverage, overlaps, conflicts, correct, incorrect, empirical accuracy
    ((0, 1), 0.625, 0.5, 0.25, 4, 1, 0.8),
    ((0, 1), 0.5, 0.5, 0.25, 2, 2, 0.5),
    ((1,), 0.5, 0.5, 0.25, 3, 1, 0.75),
]


def test_the_values_are_those_of_snorkel() -> None:
    totals, found = summarise(L, Y)
    assert (totals.coverage, totals.overlaps, totals.conflicts) == (0.75, 0.625, 0.25)
    values = [
        (one.polarity, one.coverage, one.overlaps, one.conflicts, one.correct, one.incorrect)
        for one in found
    ]
    assert values == [row[:6] for row in SNORKEL]
    assert [one.accuracy.value for one in found] == [row[6] for row in SNORKEL]


def test_only_labelled_rows_are_judged_and_the_interval_says_how_few() -> None:
    _, found = summarise(L, np.where(np.arange(8) < 3, Y, -1))
    assert (found[0].correct, found[0].incorrect, found[0].accuracy.n) == (2, 0, 2)
    assert found[0].accuracy.low == pytest.approx(0.342, abs=1e-3)
    _, unjudged = summarise(L, np.full(8, -1))
    assert unjudged[0].accuracy.value is None


def test_functions_that_say_the_same_and_labels_nobody_votes_for() -> None:
    rng = np.random.default_rng(0)
    one = np.where(rng.random(400) < 0.3, 0, -1).astype(np.int16)
    part = np.where(rng.random(400) < 0.4, one, -1).astype(np.int16)
    said = warnings(np.stack([one, one, part]), ["a", "b", "c"], ["x", "y"])
    assert said == [
        "no function votes for y",
        "b votes like a: one of them is enough",
        "c says little that a does not say",
        "c says little that b does not say",
    ]

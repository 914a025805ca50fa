"""Who decides an item's label, and with what weight."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tui_labeler.hybrid.resolution import (
    ALL_RULES,
    HUMAN,
    HUMAN_RULE,
    MACHINES_RULE,
    REJECTED_RULE,
    SILENT_RULE,
    TRUST,
    UNSURE_RULE,
    Answers,
    Source,
    combine,
    resolve,
)

NO_ROWS = np.empty(0, np.intp)
EVEN = np.full(3, 1 / 3)


def speaking(
    truth: NDArray[np.intp], accuracy: float, *, confidence: float, seed: int, silent: float = 0.0
) -> NDArray[np.float64]:
    """A machine that is right with `accuracy`, always as sure as `confidence`, silent at times."""
    rng = np.random.default_rng(seed)
    wrong = (truth + rng.integers(1, 3, len(truth))) % 3
    said = np.where(rng.random(len(truth)) < accuracy, truth, wrong)
    probabilities = np.full((len(truth), 3), (1 - confidence) / 2)
    probabilities[np.arange(len(truth)), said] = confidence
    probabilities[rng.random(len(truth)) < silent] = np.nan
    return probabilities


@pytest.fixture
def truth() -> NDArray[np.intp]:
    return np.random.default_rng(7).integers(0, 3, 2000)


def test_a_source_at_chance_loses_its_say(truth: NDArray[np.intp]) -> None:
    good = Source("good", speaking(truth, 0.8, confidence=0.8, seed=1))
    noise = Source("noise", speaking(truth, 1 / 3, confidence=0.9, seed=2))
    rows = np.arange(200)
    combined = combine([good, noise], EVEN, rows, truth[rows])
    assert combined.weights[0] > 0.7
    assert combined.weights[1] < 0.15
    right = combined.probabilities[200:].argmax(axis=1) == truth[200:]
    assert right.mean() > 0.77


def test_together_they_are_better_than_the_best(truth: NDArray[np.intp]) -> None:
    sources = [
        Source(name, speaking(truth, 0.75, confidence=0.75, seed=seed))
        for seed, name in enumerate(("a", "b", "c"))
    ]
    rows = np.arange(100)
    combined = combine(sources, EVEN, rows, truth[rows])
    right = combined.probabilities[100:].argmax(axis=1) == truth[100:]
    assert right.mean() > 0.82
    logs = np.log(combined.probabilities[np.arange(100, 2000), truth[100:]])
    assert -logs.mean() < 0.55


def test_an_overconfident_source_is_toned_down(truth: NDArray[np.intp]) -> None:
    loud = Source("loud", speaking(truth, 0.7, confidence=0.99, seed=3))
    rows = np.arange(300)
    combined = combine([loud], EVEN, rows, truth[rows])
    sure = combined.probabilities[300:].max(axis=1)
    right = combined.probabilities[300:].argmax(axis=1) == truth[300:]
    assert abs(sure.mean() - right.mean()) < 0.07


def test_a_label_that_is_said_too_often_is_believed_less(truth: NDArray[np.intp]) -> None:
    """The machine says 0 for half of the 1s; it is right whenever it says 1 or 2."""
    rng = np.random.default_rng(4)
    said = np.where((truth == 1) & (rng.random(len(truth)) < 0.5), 0, truth)
    probabilities = np.where(np.eye(3)[said] > 0, 0.8, 0.1)
    rows = np.arange(300)
    combined = combine([Source("llm", probabilities)], EVEN, rows, truth[rows])
    sure, right = combined.probabilities[300:].max(axis=1), (said == truth)[300:]
    for label in range(3):
        here = said[300:] == label
        assert abs(sure[here].mean() - right[here].mean()) < 0.12


def test_without_human_labels_the_weights_are_the_start() -> None:
    probabilities = np.array([[0.8, 0.1, 0.1], [np.nan] * 3])
    combined = combine([Source("llm", probabilities)], EVEN, NO_ROWS, NO_ROWS)
    assert combined.weights == (TRUST,)
    assert combined.spoke.tolist() == [True, False]
    assert combined.probabilities[1] == pytest.approx(EVEN)


def test_the_policy() -> None:
    sure, unsure, silent = [0.98, 0.01, 0.01], [0.4, 0.35, 0.25], [np.nan] * 3
    a = Source("rules", np.array([sure, unsure, silent, sure, sure, silent]))
    b = Source("llm", np.array([silent, unsure, silent, sure, sure, sure]))
    combined = combine([a, b], EVEN, NO_ROWS, NO_ROWS)
    resolved = resolve([a, b], combined, Answers({3: 2, 4: 0}, rejected={4}), threshold=0.8)
    assert resolved.labels.tolist() == [0, -1, -1, 2, -1, 0]
    assert resolved.decided == ("rules", "", "", HUMAN, "", "llm")
    assert resolved.rules == (
        *(MACHINES_RULE, UNSURE_RULE, SILENT_RULE, HUMAN_RULE, REJECTED_RULE, MACHINES_RULE),
    )
    assert set(resolved.rules) <= set(ALL_RULES)
    assert resolved.confidence[3] == 1.0
    assert resolved.confidence[2] == 0.0


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 3),
    st.integers(0, 20),
    st.floats(0, 1),
)
@settings(max_examples=50, deadline=None)
def test_whatever_they_say_it_is_a_probability_and_the_person_wins(
    seed: int, machines: int, labelled: int, threshold: float
) -> None:
    rng = np.random.default_rng(seed)
    sources = []
    for number in range(machines):
        shares = rng.dirichlet(np.full(4, 0.2), 30)
        shares[rng.random(30) < 0.3] = np.nan
        sources.append(Source(str(number), shares))
    rows = rng.permutation(30)[:labelled].astype(np.intp)
    targets = rng.integers(0, 4, labelled)
    combined = combine(sources, np.full(4, 0.25), rows, targets)
    assert np.isfinite(combined.probabilities).all()
    assert combined.probabilities.sum(axis=1) == pytest.approx(1)
    assert all(0 <= weight <= 2 for weight in combined.weights)
    human = dict(zip(rows.tolist(), targets.tolist(), strict=True))
    resolved = resolve(sources, combined, Answers(human), threshold=threshold)
    assert all(resolved.labels[row] == label for row, label in human.items())
    machine = (resolved.labels >= 0) & ~np.isin(np.arange(30), rows)
    assert (resolved.confidence[machine] >= threshold).all()
    assert combined.spoke[machine].all()

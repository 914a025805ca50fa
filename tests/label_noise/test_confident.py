import numpy as np
import pytest
from cleanlab.filter import find_label_issues
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.errors import JobError
from tui_labeler.label_noise.confident import check


def probabilities(y: np.ndarray, k: int, seed: int = 0, strength: float = 2.0) -> np.ndarray:
    """Plausible held-out probabilities: mostly for the right class `y`."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(len(y), k))
    logits[np.arange(len(y)), y] += strength
    weights = np.exp(logits)
    shares: np.ndarray = weights / weights.sum(axis=1, keepdims=True)
    return shares


def test_the_decision_is_cleanlabs_and_the_worst_label_comes_first() -> None:
    truth = np.arange(300) % 3
    given_labels = truth.copy()
    given_labels[:20] = (truth[:20] + 1) % 3
    proba = probabilities(truth, 3, strength=4.0)
    found = check(given_labels, proba)
    assert found.is_issue.tolist() == find_label_issues(given_labels, proba, n_jobs=1).tolist()
    assert found.is_issue[:20].mean() > 0.8
    assert found.is_issue[20:].mean() < 0.1
    assert (found.suggested[:20] == truth[:20]).mean() > 0.8
    assert found.self_confidence[5] == pytest.approx(proba[5, given_labels[5]])


@pytest.mark.fault("F103")
def test_classes_that_are_absent_or_too_small_are_left_out_and_named() -> None:
    y = np.array([0, 0, 0, 2, 2, 2, 4])
    found = check(y, probabilities(y, 6))
    assert found.too_small == (4,)
    assert found.checked.tolist() == [True] * 6 + [False]
    assert found.self_confidence[6] == 1 and not found.is_issue[6] and found.suggested[6] == 4
    assert set(found.suggested[:6].tolist()) <= {0, 2}
    assert found.joint[[1, 3, 4, 5]].sum() == 0
    assert found.joint.sum() == pytest.approx(1)


@pytest.mark.fault("F103")
@pytest.mark.parametrize("y", [[], [0], [0, 0, 0], [0, 0, 1], [0, 1, 2]])
def test_too_few_labels_are_a_sentence(y: list[int]) -> None:
    with pytest.raises(JobError, match="two kinds of labels with two examples"):
        check(np.array(y, np.intp), np.full((len(y), 3), 1 / 3))


@pytest.mark.fault("F103")
def test_no_ranking_is_made_of_nan() -> None:
    proba = np.full((4, 2), 0.5)
    proba[1, 0] = np.nan
    with pytest.raises(JobError, match="not numbers"):
        check(np.array([0, 0, 1, 1]), proba)


@pytest.mark.fault("F103")
def test_rows_without_any_probability_are_even() -> None:
    found = check(np.array([0, 0, 1, 1]), np.zeros((4, 2)))
    assert found.self_confidence.tolist() == [0.5] * 4


@given(
    y=st.lists(st.integers(0, 4), min_size=4, max_size=60),
    seed=st.integers(0, 1000),
    strength=st.sampled_from([-3.0, 0.0, 8.0]),
)
@settings(max_examples=50, deadline=None)
def test_every_figure_is_one_whatever_comes(y: list[int], seed: int, strength: float) -> None:
    labels = np.array(y, np.intp)
    if (np.bincount(labels) >= 2).sum() < 2:
        return
    found = check(labels, probabilities(labels, 5, seed, strength))
    for values in (found.self_confidence, found.confidence, found.joint):
        assert np.isfinite(values).all() and values.min() >= 0 and values.max() <= 1
    assert not found.is_issue[~found.checked].any()

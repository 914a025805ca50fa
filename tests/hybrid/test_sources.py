"""What labels with a claimed confidence count."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.hybrid.sources import LEAST, MOST, labels_say, unbiased

CLAIMS = st.one_of(st.none(), st.floats(0, 1))


@given(st.lists(st.tuples(st.integers(0, 3), CLAIMS), max_size=20), st.integers(4, 6))
@settings(max_examples=50, deadline=None)
def test_a_label_always_speaks_for_itself(said: list[tuple[int, float | None]], k: int) -> None:
    triples = [(row, label, claimed) for row, (label, claimed) in enumerate(said)]
    found = labels_say("llm", triples, 25, k).probabilities
    assert np.isnan(found[len(said) :]).all()
    assert found[: len(said)].argmax(axis=1).tolist() == [label for label, _ in said]
    assert found[: len(said)].sum(axis=1) == pytest.approx(1)


def test_only_the_order_of_confidences_counts() -> None:
    low = labels_say("llm", [(0, 0, 0.11), (1, 0, 0.12), (2, 0, 0.13)], 3, 2).probabilities[:, 0]
    high = labels_say("llm", [(0, 0, 0.5), (1, 0, 0.9), (2, 0, 0.99)], 3, 2).probabilities[:, 0]
    assert low.tolist() == high.tolist()
    assert low[0] < low[1] < low[2]
    assert low[0] > LEAST
    assert low[2] < MOST


def test_without_confidences_all_count_the_same() -> None:
    found = labels_say("given", [(0, 1, None), (1, 0, None)], 2, 2).probabilities
    assert found.max(axis=1).tolist() == pytest.approx([0.8, 0.8])


def test_a_label_a_model_never_saw_is_no_evidence_against_it() -> None:
    prior = np.array([0.5, 0.3, 0.2])
    found = unbiased(np.array([[0.75, 0.25, 0.0], [0.1, 0.2, 0.7]]), prior)
    assert found[0].tolist() == pytest.approx([0.6, 0.2, 0.2])
    assert found[1].tolist() == pytest.approx([0.1, 0.2, 0.7])

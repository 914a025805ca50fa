"""Terms that speak for a label, and the closest labelled rows."""

import numpy as np
import pytest
import scipy.sparse as sp

from tui_labeler.active_learning.readings import closest, speaking_terms
from tui_labeler.features.tfidf import Matrix


def matrix(rows: list[list[float]]) -> Matrix:
    return sp.csr_array(np.array(rows, np.float32))


def test_a_term_speaks_for_the_label_its_texts_are_given() -> None:
    rng = np.random.default_rng(0)
    good = rng.random(400) < 0.5
    X = np.zeros((400, 3), np.float32)
    X[:, 0] = good & (rng.random(400) < 0.7)
    X[:, 1] = ~good & (rng.random(400) < 0.7)
    X[:, 2] = rng.random(400) < 0.5
    found = speaking_terms(
        sp.csr_array(X),
        slice(0, 3),
        ["lovely", "dull", "film"],
        np.stack([good, ~good], 1).astype(float),
        rng,
    )
    assert [label for label, _ in found["lovely"]] == [0]
    assert [label for label, _ in found["dull"]] == [1]
    assert "film" not in found
    n = X[:, 0].sum()
    share = good.mean()
    surely = (1 - share) - 3 * np.sqrt(share * (1 - share) / n)
    assert found["lovely"][0][1] == pytest.approx(surely, abs=0.001)


def test_a_word_of_all_labels_tells_nothing_however_often_it_leans_to_one() -> None:
    good = np.arange(10_000) % 2 == 0
    has = (np.arange(10_000) % 100 < 90) | good  # clear, by its z-score of 5
    found = speaking_terms(
        sp.csr_array(has[:, None].astype(np.float32)),
        slice(0, 1),
        ["and"],
        np.stack([good, ~good], 1).astype(float),
        np.random.default_rng(0),
    )
    assert found == {}


def test_the_closest_rows_by_cosine_without_the_row_itself() -> None:
    X = matrix([[1, 0, 0], [2, 2, 0], [0, 0, 5], [3, 0, 0]])
    found = closest(X, [0, 2], [0, 1, 3])
    assert found[0] == [(3, 1.0), (1, pytest.approx(np.sqrt(0.5), abs=1e-3))]
    assert found[2] == []

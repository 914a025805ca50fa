"""What every kind of feature in the registry promises."""

import numpy as np
import pytest

from tests.robots.steps import ended
from tui_labeler.features.characters import characters
from tui_labeler.features.material import Material
from tui_labeler.features.registry import FEATURES
from tui_labeler.features.tfidf import Columns, Reading
from tui_labeler.features.words import words
from tui_labeler.registry import resolve

TEXTS = ["a good film", "", "A good film", "나쁜 영화 👎", "\x00\ud800 \t\n", "x" * 3000]


def finished(reading: Reading) -> tuple[Columns, list[int]]:
    """The columns and the progress on the way."""
    progress, columns = ended(reading)
    return columns, progress


def read(name: str, texts: list[str]) -> tuple[Columns, list[int]]:
    """The columns of a kind of feature, and its progress."""
    blocks = {
        "words": finished(words(texts, 1))[0],
        "characters": finished(characters(texts, 1))[0],
    }
    return finished(resolve(FEATURES, name, "kind of feature")(Material(texts, blocks)))


@pytest.mark.parametrize("name", FEATURES)
def test_shape_and_values(name: str) -> None:
    columns, progress = read(name, TEXTS)
    assert columns.X.shape == (len(TEXTS), len(columns.terms))
    assert columns.X.format == "csr" and columns.X.dtype == np.float32
    assert columns.X.has_sorted_indices and columns.X.has_canonical_format
    assert columns.X.indices.dtype == np.int32  # scikit-learn's trees take no other
    assert np.isfinite(columns.X.data).all()
    assert len(set(columns.terms)) == len(columns.terms)
    assert progress[-1] == len(TEXTS)


@pytest.mark.parametrize("name", FEATURES)
def test_deterministic(name: str) -> None:
    (first, _), (second, _) = read(name, TEXTS), read(name, TEXTS)
    assert list(first.terms) == list(second.terms)
    np.testing.assert_array_equal(first.X.toarray(), second.X.toarray())


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("texts", [[], [""], ["", "?"]])
def test_nothing_to_learn_from_is_no_error(name: str, texts: list[str]) -> None:
    columns, _ = read(name, texts)
    assert columns.X.shape == (len(texts), 0)

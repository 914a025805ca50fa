"""Numbers, categories and embeddings beside the text."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from tests.contracts.test_features import finished
from tui_labeler.errors import JobError
from tui_labeler.features.columns import FARTHEST, MOST_CATEGORIES, categorical, embeddings, numeric
from tui_labeler.features.material import Material


def material(columns: Mapping[str, Sequence[str]], **kinds: str) -> Material:
    """Empty texts with columns beside them, of text unless said otherwise."""
    rows = max(map(len, columns.values()), default=0)
    return Material([""] * rows, {}, columns, {**dict.fromkeys(columns, "text"), **kinds})


def test_numbers_in_standard_deviations() -> None:
    cells = {"stars": ["1", "2", "", "3"], "same": ["7"] * 4, "word": ["1", "2", "3", "4"]}
    found, _ = finished(numeric(material(cells, stars="number", same="number")))
    assert list(found.terms) == ["stars", "same"]
    root = np.sqrt(1.5)
    np.testing.assert_allclose(found.X.toarray()[:, 0], [-root, 0, 0, root], rtol=1e-6)
    assert not found.X.toarray()[:, 1].any()


def test_a_number_far_out_does_not_drown_the_others() -> None:
    cells = ["0", "1"] * 50 + ["1e12"]
    found, _ = finished(numeric(material({"n": cells}, n="number")))
    assert found.X.toarray().max() == FARTHEST


def test_one_column_per_category() -> None:
    found, _ = finished(categorical(material({"shop": ["b", "a", "", "b", "a"]})))
    assert list(found.terms) == ["shop = a", "shop = b"]
    assert found.X.toarray().tolist() == [[0, 1], [1, 0], [0, 0], [0, 1], [1, 0]]


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(["only"] * 4, id="one"),
        pytest.param(["a", "b", "c", "a"], id="hardly repeated"),
        pytest.param([str(n) for n in range(MOST_CATEGORIES + 1)] * 3, id="too many"),
    ],
)
def test_columns_without_categories(cells: list[str]) -> None:
    assert finished(categorical(material({"c": cells})))[0].X.shape == (len(cells), 0)


def test_numbers_are_no_categories() -> None:
    cells = {"n": ["1", "2"] * 4}
    assert finished(categorical(material(cells, n="number")))[0].X.shape == (8, 0)


def test_embeddings_are_rows_of_length_1() -> None:
    cells = {"vector": ["[3, 4]", "", "[0, -2.0]"], "note": ["[x]", "3", "{}"]}
    found, _ = finished(embeddings(material(cells)))
    assert list(found.terms) == ["vector 1", "vector 2"]
    expected = np.array([[0.6, 0.8], [0.0, 0.0], [0.0, -1.0]])
    np.testing.assert_allclose(found.X.toarray(), expected, rtol=1e-6)


@pytest.mark.parametrize(
    "cell",
    ["[1]", "[1, 2, 3]", "[1, null]", "[1, NaN]", f"[1, {10**400}]", "12", '"ab"', "?"],
)
def test_a_cell_that_is_no_embedding_is_named(cell: str) -> None:
    with pytest.raises(JobError, match="row 2 of the column"):
        finished(embeddings(material({"vector": ["[1, 2]", cell]})))

"""Embeddings in a .npy file: taken strictly, or refused with a sentence."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.contracts.test_features import finished
from tests.features.test_build import Texts, built
from tui_labeler.errors import JobError
from tui_labeler.features.embedding_file import embedding_file


def saved(path: Path, values: Any) -> Path:
    """`values` as an array in a file."""
    np.save(path, np.asarray(values), allow_pickle=True)
    return path


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, ">f4"])
def test_rows_of_length_1(tmp_path: Path, kind: Any) -> None:
    path = saved(tmp_path / "v.npy", np.asfortranarray([[3, 4], [0, 0], [0, -2]], kind))
    found, progress = finished(embedding_file(path, 3))
    np.testing.assert_allclose(found.X.toarray(), [[0.6, 0.8], [0.0, 0.0], [0.0, -1.0]], rtol=1e-6)
    assert found.X.dtype == np.float32
    assert list(found.terms) == ["v.npy 1", "v.npy 2"]
    assert progress[-1] == 3


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param([[1.0]] * 2, "2 rows, the data 3", id="too few rows"),
        pytest.param([1.0, 2.0, 3.0], r"float64 of the shape \(3,\)", id="one dimension"),
        pytest.param([["1"], ["2"], ["3"]], "holds <U1", id="texts"),
        pytest.param([[1j]] * 3, "holds complex128", id="complex"),
        pytest.param([[{}]] * 3, "no array of numbers", id="pickled"),
        pytest.param([[1.0], [np.nan], [1.0]], "row 2 holds", id="not a number"),
        pytest.param([[1.0], [1.0], [-np.inf]], "row 3 holds", id="infinite"),
        pytest.param([[1e300, 1e300]] * 3, "row 1 holds", id="too large"),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, values: Any, said: str) -> None:
    with pytest.raises(JobError, match=said) as raised:
        finished(embedding_file(saved(tmp_path / "v.npy", values), 3))
    assert raised.value.hint and raised.value.file


@pytest.mark.parametrize("content", [b"", b"[1, 2]", b"\x93NUMPY\x01\x00\xff\xff{'descr'"])
def test_no_array_at_all(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "v.npy"
    path.write_bytes(content)
    with pytest.raises(JobError, match="no array of numbers"):
        finished(embedding_file(path, 3))


def test_a_file_cut_off(tmp_path: Path) -> None:
    path = saved(tmp_path / "v.npy", np.ones((3, 100)))
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(JobError, match="no array of numbers"):
        finished(embedding_file(path, 3))


def test_built_anew_when_the_file_changes_not_when_it_moves(tmp_path: Path) -> None:
    path = saved(tmp_path / "v.npy", np.eye(3))
    first, _ = built(Texts(), ["words", str(path)], tmp_path / "cache")
    assert list(first.ranges) == ["words", "v.npy"]
    moved = tmp_path / "elsewhere" / "v.npy"
    moved.parent.mkdir()
    again, progress = built(Texts(), ["words", str(path.rename(moved))], tmp_path / "cache")
    assert (again.folder, progress) == (first.folder, [])
    saved(moved, np.eye(3)[::-1])
    other, _ = built(Texts(), ["words", str(moved)], tmp_path / "cache")
    block = other.X[:, other.ranges["v.npy"]].toarray()
    assert other.folder != first.folder
    np.testing.assert_array_equal(block, np.eye(3)[::-1])


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(JobError, match="cannot be read"):
        built(Texts(), [str(tmp_path / "v.npy")], tmp_path)

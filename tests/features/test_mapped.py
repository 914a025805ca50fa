"""A matrix on disk is the same matrix, whichever rows are taken of it."""

import platform
import resource
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from tui_labeler.features.mapped import give_back, on_disk, take, trim
from tui_labeler.features.tfidf import Matrix


@pytest.fixture
def X() -> Matrix:
    values = np.random.default_rng(0).random((50, 9), np.float32)
    return sp.csr_array(np.where(values < 0.3, values, 0))


def test_a_matrix_on_disk_is_the_same_and_leaves_no_file(X: Matrix, tmp_path: Path) -> None:
    kept = on_disk(X, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not kept.data.flags.writeable
    give_back(kept)
    np.testing.assert_array_equal(kept.toarray(), X.toarray())
    assert kept.indices.dtype == X.indices.dtype


def test_a_matrix_without_a_value_is_kept_too(tmp_path: Path) -> None:
    assert on_disk(sp.csr_array(np.zeros((3, 2), np.float32)), tmp_path).shape == (3, 2)


@pytest.mark.parametrize("rows", [[], [7], [3, 1, 1, 40, 0, 49, 2]])
def test_rows_taken_in_parts_come_in_the_order_asked_for(
    X: Matrix, tmp_path: Path, rows: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_labeler.features.mapped.AT_ONCE", 3)
    asked = np.array(rows, np.intp)
    for matrix in (X, on_disk(X, tmp_path)):
        np.testing.assert_array_equal(take(matrix, asked).toarray(), X.toarray()[asked])


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps, and gives back")
def test_memory_below_a_block_in_use_is_given_back() -> None:
    blocks = [np.ones(60_000, np.uint8) for _ in range(1000)]
    kept = blocks.pop()
    blocks.clear()
    before = resident()
    trim()
    assert resident() < before - 30_000_000
    assert kept.all()


def resident() -> int:
    """Bytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()

"""Matrices on disk: a large pool's features are larger than the memory they may take.

Pages of a mapped file count as memory of the process until they are given back; the page cache
keeps them, so reading them again costs little.
"""

import ctypes
import mmap
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.features.tfidf import Matrix

AT_ONCE = 512
"""Rows taken before pages are given back: for each, the system maps some 64 kB around it."""


def on_disk(X: Matrix, folder: Path) -> Matrix:
    """The same matrix in unnamed files of `folder`, which end with the process."""
    parts = [_mapped(values, folder) for values in (X.data, X.indices, X.indptr)]
    kept: Matrix = sp.csr_array(tuple(parts), shape=X.shape)
    return kept


def _mapped(values: NDArray[Any], folder: Path) -> NDArray[Any]:
    if not values.size:
        return values
    with TemporaryFile(dir=folder) as file:
        values.tofile(file)
        file.flush()
        return np.memmap(file, values.dtype, "r", shape=values.shape)


def take(X: Matrix, rows: NDArray[np.intp]) -> Matrix:
    """`X[rows]`, read a part at a time: of a mapped X little stays in memory."""
    parts = []
    for start in range(0, max(1, len(rows)), AT_ONCE):
        parts.append(X[rows[start : start + AT_ONCE]])
        give_back(X)
    return sp.vstack(parts, format="csr") if len(parts) > 1 else parts[0]


def give_back(X: Matrix) -> None:
    """Give the pages of a mapped X back that were read so far; any other X stays as it is."""
    for values in (X.data, X.indices):
        base: Any = values
        while isinstance(base, np.ndarray):
            base = base.base
        if isinstance(base, mmap.mmap):
            base.madvise(mmap.MADV_DONTNEED)


def trim() -> None:
    """Give memory that was freed back to the system, where the C library can (glibc): it keeps
    what lies between blocks still in use."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)

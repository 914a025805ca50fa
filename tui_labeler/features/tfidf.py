"""TF-IDF of n-grams that are integers: a Python string per n-gram is what makes it slow elsewhere.

The figures are those of scikit-learn's `TfidfVectorizer(sublinear_tf=True, dtype=float32)`:
tf = 1 + ln(count), idf = ln((1 + n) / (1 + df)) + 1, rows of length 1. The columns stand in
another order: the most frequent first, which keeps the busiest weights of a model together in
memory while it scores a pool.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.features.counted import Counted, Keys

Matrix: TypeAlias = "sp.csr_array[np.float32, tuple[int, int]]"

CHUNK = 4096
"""Texts counted at once: bounds the memory."""


@dataclass(frozen=True, slots=True)
class Columns:
    """`X: float32 CSR [texts, terms]` and what each column stands for."""

    X: Matrix
    terms: Sequence[str]


Reading: TypeAlias = Generator[int, None, Columns]
"""Yields how many texts were read; returns the columns."""


class Stack:
    """Rows put below each other as they are made: `vstack` would need all of them twice."""

    def __init__(self, rows: int, columns: int, filled: int) -> None:
        """`filled`: how many cells may be filled; memory is taken for those that are."""
        self._shape = rows, columns
        large = max(columns, filled) > np.iinfo(np.int32).max
        self._data = np.empty(filled, np.float32)
        self._indices: NDArray[Any] = np.empty(filled, np.int64 if large else np.int32)
        self._ends: NDArray[Any] = np.zeros(rows + 1, self._indices.dtype)
        self._rows = 0

    def add(self, X: Matrix) -> None:
        """The next rows."""
        start = int(self._ends[self._rows])
        self._data[start : start + X.nnz] = X.data
        self._indices[start : start + X.nnz] = X.indices
        after = self._rows + X.shape[0]
        self._ends[self._rows + 1 : after + 1] = X.indptr[1:] + self._ends.dtype.type(start)
        self._rows = after

    def whole(self) -> Matrix:
        """All of them."""
        filled = int(self._ends[-1])
        data, indices = self._data[:filled], self._indices[:filled]
        X: Matrix = sp.csr_array((data, indices, self._ends), shape=self._shape)
        return X


def weigh(counted: Counted, min_df: int, max_df: float = 1.0) -> tuple[Matrix, Keys]:
    """TF-IDF of all chunks, and the n-gram of each column.

    N-grams of fewer than `min_df` texts, or of more than a share `max_df`, are left out; where none
    is left X has no columns.
    """
    n = counted.texts
    keys, df = counted.document_frequencies()
    kept = np.flatnonzero((df >= min_df) & (df <= max_df * n))
    kept = kept[np.argsort(-df[kept], kind="stable")]
    column = np.full(len(keys), -1, np.int32)
    column[kept] = np.arange(len(kept), dtype=np.int32)
    idf = (np.log((1 + n) / (1 + df[kept])) + 1).astype(np.float32)
    stack = Stack(n, len(kept), int(df[kept].sum()))
    for chunk in counted:
        stack.add(_weighed(chunk.table, column[np.searchsorted(keys, chunk.keys)], idf))
    return stack.whole(), keys[kept]


def _weighed(
    table: "sp.csr_array[Any, tuple[int, int]]",
    column: NDArray[np.int32],
    idf: NDArray[np.float32],
) -> Matrix:
    """One chunk's counts as TF-IDF; column j of it is column `column[j]`, -1: left out."""
    columns = column[table.indices]
    known = columns >= 0
    columns = columns[known]
    rows = np.repeat(np.arange(table.shape[0], dtype=np.int32), np.diff(table.indptr))[known]
    values = (1 + np.log(table.data[known].astype(np.float32))) * idf[columns]
    lengths = np.sqrt(np.bincount(rows, values.astype(np.float64) ** 2, table.shape[0]))
    values = (values / lengths[rows]).astype(np.float32)
    X: Matrix = sp.csr_array((values, (rows, columns)), shape=(table.shape[0], len(idf)))
    X.sort_indices()
    return X

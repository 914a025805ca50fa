"""Distances between rows, sparse or dense, one at a time: no table of all pairs is ever made."""

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.active_learning.picking import Picks

CHUNK = 4096
"""Rows compared with all others at once: bounds the memory."""
SPARSE = 0.25
"""Share of products that are not 0 below which those that are 0 are passed over."""
NEAR_COPY = 0.9
"""Cosine similarity from which on two texts are near-copies."""


class Distances:
    """Squared Euclidean distances from the rows of `X [n, columns]`, in float64."""

    def __init__(self, X: Any) -> None:
        self._X = _as_float64(X)
        self._by_column: Any = None if isinstance(X, np.ndarray) else self._X.tocsc()
        self._lengths = squared_lengths(self._X)

    def to_row(self, row: int) -> NDArray[np.float64]:
        """From every row to one of them [n]."""
        products = self._products(row) if self._by_column is not None else self._X @ self._X[row]
        squares: NDArray[np.float64] = self._lengths + self._lengths[row] - 2 * products
        return np.maximum(squares, 0)

    def _products(self, row: int) -> NDArray[np.float64]:
        """Of every row with one of them [n]; only rows that share a column are looked at."""
        products = np.zeros(len(self._lengths))
        bounds, by_column = self._X.indptr[row : row + 2], self._by_column
        for place in range(*bounds):
            column = self._X.indices[place]
            span = slice(by_column.indptr[column], by_column.indptr[column + 1])
            products[by_column.indices[span]] += by_column.data[span] * self._X.data[place]
        return products

    def to_nearest(self, others: Any) -> NDArray[np.float64]:
        """From every row to the nearest of `others [m, columns]`; infinite where m is 0."""
        nearest = np.full(len(self._lengths), np.inf)
        if not others.shape[0]:
            return nearest
        others = _as_float64(others)
        lengths, across = squared_lengths(others), others.T
        for start in range(0, len(nearest), CHUNK):
            rows = slice(start, start + CHUNK)
            least = _least(self._X[rows] @ across, lengths)
            nearest[rows] = self._lengths[rows] + least
        found: NDArray[np.float64] = np.maximum(nearest, 0)
        return found


def _least(products: Any, lengths: NDArray[np.float64]) -> NDArray[np.float64]:
    """The smallest `lengths[j] - 2 * products[i, j]` of each row i.

    Where most products are 0, and none is below, only the others are looked at: the shortest of
    those that are 0 cannot be beaten by a longer one.
    """
    few = not isinstance(products, np.ndarray) and products.nnz < SPARSE * np.prod(products.shape)
    if not few or products.data.min(initial=0.0) < 0:
        dense: NDArray[np.float64] = (lengths - 2 * _dense(products)).min(axis=1)
        return dense
    least = np.full(products.shape[0], lengths.min())
    filled = np.flatnonzero(np.diff(products.indptr))
    values = lengths[products.indices] - 2 * products.data
    if len(filled):
        found = np.minimum.reduceat(values, products.indptr[filled])
        least[filled] = np.minimum(least[filled], found)
    return least


def _as_float64(X: Any) -> Any:
    return np.asarray(X, float) if isinstance(X, np.ndarray) else sp.csr_array(X, dtype=float)


def _dense(X: Any) -> NDArray[np.float64]:
    dense: NDArray[np.float64] = X if isinstance(X, np.ndarray) else X.toarray()
    return dense


def squared_lengths(X: Any) -> NDArray[np.float64]:
    """The squared length of each row [n]."""
    if isinstance(X, np.ndarray):
        lengths: NDArray[np.float64] = np.asarray((X * X).sum(axis=1), float)
        return lengths
    X = X.tocsr()
    squares = sp.csr_array((X.data * X.data, X.indices, X.indptr), shape=X.shape)
    return np.asarray(squares.sum(axis=1), float).ravel()


def near_copies_last(picks: Picks, X: Any) -> Picks:
    """`picks` (rows of `X`) with every near-copy of an earlier pick moved to the end."""
    rows, scores = picks
    chosen = X[rows]
    lengths = np.sqrt(squared_lengths(chosen))
    products = _dense(chosen @ chosen.T)
    with np.errstate(divide="ignore", invalid="ignore"):
        near = products / np.outer(lengths, lengths) >= NEAR_COPY
    first = np.ones(len(rows), bool)
    for place in range(len(rows)):
        first[place] = not (near[place, :place] & first[:place]).any()
    order = np.argsort(~first, kind="stable")
    return rows[order], scores[order]

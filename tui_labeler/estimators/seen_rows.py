"""Rows as the members of the pool estimator see them: every view of the columns is made once."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.features.tfidf import Matrix

SHARED = 2
"""A term that fewer texts of the pool have connects none of them."""


class SeenRows:
    """`X [n, columns]` by the names of its column `ranges`.

    `shared`: the terms of a range that connect texts, as places in X's columns.
    """

    def __init__(
        self, X: Matrix, ranges: Mapping[str, slice], shared: Mapping[str, NDArray[np.intp]]
    ) -> None:
        self.X = X
        self.ranges = ranges
        self.shared = shared
        self._views: dict[Any, Any] = {}

    def __len__(self) -> int:
        return int(self.X.shape[0])

    def part(self, rows: NDArray[np.intp]) -> "SeenRows":
        """Some of the rows."""
        return SeenRows(self.X[rows], self.ranges, self.shared)

    def columns(self, names: tuple[str, ...]) -> Matrix:
        """The columns of these ranges, side by side."""
        if names not in self._views:
            self._views[names] = side_by_side(self.X, [self.ranges[name] for name in names])
        found: Matrix = self._views[names]
        return found

    def dense(self, names: tuple[str, ...]) -> NDArray[np.float32]:
        """The same, as an array."""
        if ("dense", names) not in self._views:
            self._views["dense", names] = self.columns(names).toarray()
        found: NDArray[np.float32] = self._views["dense", names]
        return found

    def presence(self, name: str) -> Matrix:
        """1 where a text has a shared term of this range, whatever its weight."""
        if ("presence", name) not in self._views:
            self._views["presence", name] = presence(self.X[:, self.shared[name]])
        found: Matrix = self._views["presence", name]
        return found

    def by_term(self, name: str) -> Any:
        """The same, CSC."""
        if ("by term", name) not in self._views:
            self._views["by term", name] = self.presence(name).tocsc()
        return self._views["by term", name]


def presence(X: Matrix) -> Matrix:
    """1 where a text has a term."""
    return sp.csr_array((np.ones_like(X.data), X.indices, X.indptr), shape=X.shape)


def side_by_side(X: Matrix, ranges: list[slice]) -> Matrix:
    """Some columns of X; those that follow each other are cut out at once."""
    first, last = ranges[0], ranges[-1]
    if last.stop - first.start == sum(each.stop - each.start for each in ranges):
        return X[:, first.start : last.stop]
    return sp.hstack([X[:, each] for each in ranges], format="csr")


def shared_terms(
    pool: Matrix, ranges: Mapping[str, slice], names: tuple[str, ...]
) -> dict[str, NDArray[np.intp]]:
    """The columns of each of the ranges `names` that stand in two texts of the pool or more."""
    texts = np.bincount(pool.indices, minlength=pool.shape[1])
    return {
        name: ranges[name].start + np.flatnonzero(texts[ranges[name]] >= SHARED)
        for name in names
        if name in ranges
    }

"""Texts that are nearly the same: where they carry different labels, one of them is wrong.

All pairs of a cosine of at least `threshold` are found, and compared is little: two rows of length
1 can only be that close if they share one of their rarest terms, those that remain when common
terms are left out up to a length of `threshold` (Bayardo, Ma, Srikant 2007).
"""

from collections.abc import Generator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.jobs import Progress

THRESHOLD = 0.8
BLOCK = 2048
"""Rows compared at once: bounds the memory."""
TOGETHER = 200
"""Rows compared because they share one term: bounds the pairs."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Near-copies, each pair once, the closest first."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    """[p] the other row, which comes later."""
    similarity: NDArray[np.float64]
    """[p] their cosine."""


def near_copies(X: Any, threshold: float = THRESHOLD) -> Generator[Progress, None, Pairs]:
    """All pairs of rows of `X: CSR [n, columns]`, non-negative, with a cosine of `threshold`.

    Of rows that are equal, each is paired with the first only. Rows without a value have no copy.
    Where more than `TOGETHER` rows share a rare term, they are compared in parts of so many, as
    they stand in X: thousands of texts from one template have millions of pairs.
    """
    yield Progress("looking for copies")
    rows, same = _distinct(X)
    texts = _Texts.of(X)
    rare = _in_parts((yield from _rare_terms(texts, rows, threshold)))
    by_term = rare.T.tocsr()
    found = []
    for start in range(0, max(1, len(rows)), BLOCK):
        yield Progress("looking for near-copies", start, len(rows))
        first, second = _alike(rare[start : start + BLOCK], by_term, start)
        found.append(texts.similar(rows[first], rows[second], threshold))
    first, second, similarity = (np.concatenate(part) for part in zip(*found, strict=True))
    copies = np.flatnonzero((same != np.arange(len(same))) & (np.diff(X.indptr) > 0))
    first = np.concatenate([same[copies], first])
    second = np.concatenate([copies, second])
    similarity = np.concatenate([np.ones(len(copies)), similarity])
    order = np.lexsort((second, first, -similarity))
    return Pairs(first[order], second[order], similarity[order])


def _distinct(X: Any) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first row of each content, and for every row the first that is equal to it."""
    seen: dict[bytes, int] = {}
    same = np.empty(X.shape[0], np.intp)
    for row, (start, end) in enumerate(pairwise(X.indptr.tolist())):
        content = blake2b(X.indices[start:end], digest_size=16)
        content.update(X.data[start:end])
        same[row] = seen.setdefault(content.digest(), row)
    return np.fromiter(seen.values(), np.intp, len(seen)), same


def lengths(X: Any) -> NDArray[np.float64]:
    """The length of each row of `X: CSR [n, columns]`."""
    squares = np.zeros(X.shape[0])
    for start in range(0, X.shape[0], BLOCK):
        block = X[start : start + BLOCK]
        squares[start : start + BLOCK] = block.multiply(block).sum(axis=1)
    return np.sqrt(squares)


@dataclass(frozen=True, slots=True, eq=False)
class _Texts:
    """The rows that are compared, and what spares comparing most of them whole."""

    X: Any
    length: NDArray[np.float64]
    df: NDArray[np.intp]
    rarer: Any
    """The columns with the rarest quarter of all values."""
    rest: NDArray[np.float64]
    """[n] the length of each row without these."""

    @classmethod
    def of(cls, X: Any) -> "_Texts":
        df = np.bincount(X.indices, minlength=X.shape[1])
        up_to = np.cumsum(np.sort(df)) <= df.sum() / 4
        rarer = X[:, np.flatnonzero(df <= np.sort(df)[up_to].max(initial=0))]
        length = lengths(X)
        rest = np.sqrt(np.maximum(length**2 - lengths(rarer) ** 2, 0))
        return cls(X, length, df, rarer, rest)

    def similar(
        self, first: NDArray[np.intp], second: NDArray[np.intp], threshold: float
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
        """The pairs of rows with at least this cosine, and their cosines.

        Columns left out add at most the product of what is left of both lengths.
        """
        enough = threshold * self.length[first] * self.length[second]
        at_most = _dots(self.rarer, first, second) + self.rest[first] * self.rest[second]
        near = at_most >= enough * (1 - 1e-6)
        first, second = first[near], second[near]
        lengths_of_both = self.length[first] * self.length[second]
        similarity = np.minimum(_dots(self.X, first, second) / lengths_of_both, 1.0)
        close = similarity >= threshold
        return first[close], second[close], similarity[close]


def _dots(X: Any, first: NDArray[np.intp], second: NDArray[np.intp]) -> NDArray[np.float64]:
    """The product of each pair of rows."""
    found = [np.empty(0)]
    for start in range(0, len(first), 16 * BLOCK):
        part = slice(start, start + 16 * BLOCK)
        product = X[first[part]].multiply(X[second[part]])
        found.append(np.asarray(product.sum(axis=1), np.float64).ravel())
    return np.concatenate(found)


def _rare_terms(
    texts: _Texts, rows: NDArray[np.intp], threshold: float
) -> Generator[Progress, None, Any]:
    """Ones where one of the rows has one of its rarest terms; the rest of it is shorter than
    `threshold` of its length."""
    X, enough = texts.X, (threshold * texts.length) ** 2
    parts = [sp.csr_array((0, X.shape[1]), dtype=np.float32)]
    for start in range(0, len(rows), BLOCK):
        yield Progress("looking for rare terms", start, len(rows))
        block = rows[start : start + BLOCK]
        parts.append(_rarest(X[block], texts.df, enough[block]))
    return sp.vstack(parts, format="csr")


def _rarest(X: Any, df: NDArray[np.intp], enough: NDArray[np.float64]) -> Any:
    """Ones at the rarest terms of each row; the squares of the others are less than `enough`."""
    filled = np.diff(X.indptr)
    row = np.repeat(np.arange(X.shape[0]), filled)
    order = np.lexsort((X.indices, -df[X.indices], row))
    squares = np.cumsum(X.data[order].astype(np.float64) ** 2)
    before = np.concatenate([[0.0], squares])[X.indptr[:-1]]
    rest = squares - np.repeat(before, filled)
    kept = order[rest >= np.repeat(enough, filled) * (1 - 1e-9)]
    ones = np.ones(len(kept), np.float32)
    return sp.csr_array((ones, (row[kept], X.indices[kept])), shape=X.shape)


def _in_parts(rare: Any) -> Any:
    """The same with a column for each part of `TOGETHER` rows that have a term."""
    by_term = rare.tocsc()
    df = np.diff(by_term.indptr)
    place = np.arange(rare.nnz) - np.repeat(by_term.indptr[:-1], df)
    parts = -(-df // TOGETHER)
    column = np.repeat(np.cumsum(parts) - parts, df) + place // TOGETHER
    shape = (rare.shape[0], int(parts.sum()))
    return sp.csr_array((by_term.data, (by_term.indices, column)), shape=shape)


def _alike(block: Any, by_term: Any, start: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs that share a rare term and whose first is in the block at `start`."""
    shared = sp.coo_array(block @ by_term)
    first, second = shared.row + start, shared.col
    later = second > first
    return first[later].astype(np.intp), second[later].astype(np.intp)


def contradicting(pairs: Pairs, y: NDArray[np.intp]) -> NDArray[np.intp]:
    """For each row the closest near-copy with another label; -1: there is none. `y: int [n]`."""
    other = np.full(len(y), -1, np.intp)
    differs = y[pairs.first] != y[pairs.second]
    # Backwards, so that the closest pair of a row is written last and stays.
    first, second = pairs.first[differs][::-1], pairs.second[differs][::-1]
    both = np.concatenate([np.stack([first, second]), np.stack([second, first])], axis=1)
    order = np.argsort(np.tile(np.arange(len(first)), 2), kind="stable")
    other[both[0, order]] = both[1, order]
    return other

"""Texts that are nearly the same: where they carry different labels, one of them is wrong.

All pairs of a cosine of at least `threshold` are found, and compared is little: two rows of length
1 can only be that close if they share one of their rarest terms, those that remain when common
terms are left out up to a length of `threshold` (Bayardo, Ma, Srikant 2007).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

THRESHOLD = 0.8
BLOCK = 2048
"""Rows compared at once: bounds the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Near-copies, each pair once, the closest first."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    """[p] the other row, which comes later."""
    similarity: NDArray[np.float64]
    """[p] their cosine."""


def near_copies(X: Any, threshold: float = THRESHOLD) -> Pairs:
    """All pairs of rows of `X: CSR [n, columns]`, non-negative, with a cosine of `threshold`.

    Of rows that are equal, each is paired with the first only. Rows without a value have no copy.
    """
    rows, same = _distinct(X)
    unit = _unit(X[rows])
    rare = _rare_terms(unit, threshold)
    found = [_compare(unit, rare, start, threshold) for start in range(0, max(1, len(rows)), BLOCK)]
    first, second, similarity = (np.concatenate(part) for part in zip(*found, strict=True))
    copies = np.flatnonzero((same != np.arange(len(same))) & (np.diff(X.indptr) > 0))
    first = np.concatenate([same[copies], rows[first]])
    second = np.concatenate([copies, rows[second]])
    similarity = np.concatenate([np.ones(len(copies)), similarity])
    order = np.lexsort((second, first, -similarity))
    return Pairs(first[order], second[order], similarity[order])


def _distinct(X: Any) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first row of each content, and for every row the first that is equal to it."""
    seen: dict[bytes, int] = {}
    same = np.empty(X.shape[0], np.intp)
    for row, (start, end) in enumerate(zip(X.indptr[:-1], X.indptr[1:], strict=True)):
        content = X.indices[start:end].tobytes() + X.data[start:end].tobytes()
        same[row] = seen.setdefault(content, row)
    return np.fromiter(seen.values(), np.intp, len(seen)), same


def _unit(X: Any) -> Any:
    lengths = np.sqrt(np.asarray(X.multiply(X).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros(len(lengths)), where=lengths > 0)
    return sp.csr_array(sp.diags_array(scale) @ X)


def _rare_terms(unit: Any, threshold: float) -> Any:
    """Ones where a row has one of its rarest terms; the rest of it is shorter than `threshold`."""
    df = np.bincount(unit.indices, minlength=unit.shape[1])
    row = np.repeat(np.arange(unit.shape[0]), np.diff(unit.indptr))
    order = np.lexsort((unit.indices, -df[unit.indices], row))
    squares = np.cumsum(unit.data[order].astype(np.float64) ** 2)
    before = np.concatenate([[0.0], squares])[unit.indptr[:-1]]
    rest = squares - np.repeat(before, np.diff(unit.indptr))
    kept = order[rest >= threshold**2 - 1e-9]
    return sp.csr_array(
        (np.ones(len(kept), np.float32), (row[kept], unit.indices[kept])), shape=unit.shape
    )


def _compare(
    unit: Any, rare: Any, start: int, threshold: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """The pairs whose first row is in the block at `start`."""
    candidates = sp.coo_array(rare[start : start + BLOCK] @ rare.T)
    first, second = candidates.row + start, candidates.col
    later = second > first
    first, second = first[later], second[later]
    parts = [np.empty(0)]
    for begin in range(0, len(first), 16 * BLOCK):
        part = slice(begin, begin + 16 * BLOCK)
        product = unit[first[part]].multiply(unit[second[part]])
        parts.append(np.asarray(product.sum(axis=1), np.float64).ravel())
    similarity = np.minimum(np.concatenate(parts), 1.0)
    close = similarity >= threshold
    return first[close].astype(np.intp), second[close].astype(np.intp), similarity[close]


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

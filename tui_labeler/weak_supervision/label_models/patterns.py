"""Rows with the same votes are the same to a label model: it only sees the distinct patterns."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

ABSTAIN = -1
Votes: TypeAlias = NDArray[np.int16]
"""The label matrix, one function after the other: [m, n], `ABSTAIN` or the label's place."""
Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Patterns:
    """The p distinct patterns of votes of m functions among n rows, and what humans said there."""

    votes: NDArray[np.int16]
    """[p, m]"""
    counts: Floats
    """[p]: rows with each pattern."""
    row_pattern: NDArray[np.intp]
    """[n]: the pattern of each row."""
    human: tuple[NDArray[np.intp], NDArray[np.intp]]
    """Pattern and label of every row with a human label, in the order of the rows."""
    n_classes: int

    @cached_property
    def known(self) -> Floats:
        """[p, k]: how many rows of each pattern a human gave each label."""
        found = np.zeros((len(self.counts), self.n_classes))
        np.add.at(found, self.human, 1)
        return found

    @cached_property
    def fired(self) -> "sp.csr_array[np.float64, tuple[int, int]]":
        """[p, m * k]: 1 in column j * k + v where function j votes v."""
        rows, functions = np.nonzero(self.votes != ABSTAIN)
        columns = functions * self.n_classes + self.votes[rows, functions]
        shape = (len(self.votes), self.votes.shape[1] * self.n_classes)
        return sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)

    @cached_property
    def silent(self) -> NDArray[np.bool_]:
        """[p]: no function votes."""
        silent: NDArray[np.bool_] = (self.votes == ABSTAIN).all(axis=1)
        return silent

    def votes_for(self, rows: Floats) -> Floats:
        """[m, k votes, k labels]: the votes on `rows: [p, k]` rows of each label."""
        k = self.n_classes
        return np.asarray(self.fired.T @ rows).reshape(-1, k, k)

    @property
    def labelled(self) -> int:
        """How many rows have a human label."""
        return len(self.human[0])

    def seeing(self, which: NDArray[np.bool_]) -> "Patterns":
        """The same, with only some of the human labels."""
        return replace(self, human=(self.human[0][which], self.human[1][which]))

    def sample(self, size: int, rng: np.random.Generator) -> "Patterns":
        """The patterns of at most `size` random rows, and all human labels."""
        n = len(self.row_pattern)
        if n <= size:
            return self
        rows = self.row_pattern[rng.choice(n, size, replace=False)]
        counts = np.bincount(rows, minlength=len(self.counts)).astype(np.float64)
        np.maximum(counts, self.known.sum(axis=1), out=counts)
        kept = counts > 0
        place = np.cumsum(kept) - 1
        human = place[self.human[0]], self.human[1]
        return Patterns(self.votes[kept], counts[kept], place[rows], human, self.n_classes)


def patterns(L: Votes, n_classes: int, human: NDArray[np.integer] | None = None) -> Patterns:
    """Find the distinct columns of `L [m, n]`; `human: int [n]`, -1 where there is no label."""
    first, row_pattern, counts = _distinct(L)
    rows = np.empty(0, np.intp) if human is None else np.flatnonzero(human >= 0)
    labels = rows if human is None else human[rows].astype(np.intp)
    votes = np.ascontiguousarray(L[:, first].T)
    answers = row_pattern[rows], labels
    return Patterns(votes, counts.astype(np.float64), row_pattern, answers, n_classes)


def _distinct(L: Votes) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """First column, inverse and count of the distinct columns. Sorting hashes beats sorting rows.

    Two different columns with the same 64-bit hash are found out, and sorted as they are.
    """
    odd = np.random.default_rng(0).integers(0, 2**63, len(L), np.uint64) * np.uint64(2) + 1
    hashes = np.zeros(L.shape[1], np.uint64)
    for votes, factor in zip(L, odd, strict=True):
        mixed = (votes.astype(np.int64) + 2).astype(np.uint64) * factor
        hashes += mixed ^ (mixed >> np.uint64(29))
    _, first, inverse, counts = np.unique(
        hashes, return_index=True, return_inverse=True, return_counts=True
    )
    if not all(np.array_equal(votes, votes[first][inverse]) for votes in L):
        _, first, inverse, counts = np.unique(
            L, axis=1, return_index=True, return_inverse=True, return_counts=True
        )
    return first, inverse.ravel(), counts

"""The part of very many labels that models learn from: a uniform one, but no class is lost."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEAST = 100
"""Texts of each class that are drawn where there are so many."""


def drawn(
    y: NDArray[np.intp], groups: ArrayLike, n: int, rng: np.random.Generator
) -> NDArray[np.intp]:
    """About `n` rows of the labels `y: int [rows]`, in order; all where there are no more.

    Rows of one of the `groups` (copies of a text) are drawn together or not at all.
    """
    if len(y) <= n:
        return np.arange(len(y))
    _, first, member = np.unique(np.asarray(groups), return_index=True, return_inverse=True)
    shuffled = rng.permutation(len(first))
    by_class = shuffled[np.argsort(y[first][shuffled], kind="stable")]
    count = np.bincount(y[first])
    rank = np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    wanted = np.maximum(LEAST, count * n / len(y))
    chosen = np.zeros(len(first), np.bool_)
    chosen[by_class] = rank < np.repeat(wanted, count)
    return np.flatnonzero(chosen[member])

"""From a utility per row to the rows worth asking."""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Picks: TypeAlias = tuple[NDArray[np.intp], NDArray[np.floating[Any]]]
"""Row numbers, best first, and the score of each: the higher, the more is learned from it."""

Strategy = TypeVar("Strategy", bound=Callable[..., Any])


def by_probabilities(strategy: Strategy) -> Strategy:
    """Mark a strategy that asks for the rows' probabilities and how many they are, nothing else.

    It is given a matrix without values: a copy of the pool's rows is dear.
    """
    strategy.by_probabilities = True  # type: ignore[attr-defined]
    return strategy


def best(utility: NDArray[np.floating[Any]], n: int) -> Picks:
    """The `n` rows of highest `utility` (all where there are fewer), best first.

    Which of equal rows are in is as in modAL's `multi_argmax`; they come in row order.
    """
    n = min(n, len(utility))
    if n <= 0:
        return np.empty(0, np.intp), utility[:0]
    chosen = np.sort(np.argpartition(-utility, n - 1)[:n])
    rows = chosen[np.argsort(-utility[chosen], kind="stable")]
    return rows, utility[rows]

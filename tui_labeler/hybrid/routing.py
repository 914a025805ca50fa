"""Who gets an item next: kept where the machines are sure, else the LLM, else the person.

The person's time is worth what it puts right: an item's value is the probability that its present
label is wrong, times the texts that get the answer (its exact copies).
"""

import numpy as np
from numpy.typing import NDArray

from tui_labeler.hybrid.resolution import Combined


def queue(
    combined: Combined, groups: NDArray[np.intp], closed: NDArray[np.intp], n: int
) -> list[tuple[int, float]]:
    """The `n` rows to ask the person first, with the labels each answer is expected to put right.

    `groups [n]`: the first row with the text of each; only that one is asked. `closed`: rows that
    are not asked. Items with the same value come in the order of the pool.
    """
    worth = 1 - combined.probabilities.max(axis=1)
    worth *= np.bincount(groups, minlength=len(groups))
    open_rows = groups == np.arange(len(groups))
    open_rows[closed] = False
    rows = np.flatnonzero(open_rows)
    best = rows[np.argsort(-worth[rows], kind="stable")][:n]
    return [(int(row), float(worth[row])) for row in best]

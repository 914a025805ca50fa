"""Who gets an item next: kept where the machines are sure, else the LLM, else the person.

The person's time is worth what it puts right: an item's value is the probability that its present
label is wrong, times the texts that get the answer (its exact copies).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.evaluation.figure import wilson
from tui_labeler.hybrid.resolution import Combined

FEWEST = 5
USUAL = 0.1
"""Words in a larger share of all texts tell nothing."""
PURE = 0.5
WORDS = 10


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


@dataclass(frozen=True, slots=True)
class Shared:
    """A word that unsure items share and no rule covers."""

    word: str
    label: int
    """What most of them are, as far as the machines can tell."""
    items: int
    worth: float
    """Labels a rule on it is expected to put right."""


def shared_words(
    words: Any,
    terms: Sequence[str],
    combined: Combined,
    silent: NDArray[np.bool_],
    *,
    threshold: float,
) -> list[Shared]:
    """Words that would make a rule, the most valuable first: `FEWEST` unsure items or more on
    which no rule votes, mostly of one label, and not in every other text.

    A rule on a word puts right what is doubtful in its items, by as much as the lower end of the
    95 % interval of their label's share is above that label's share of all unsure items.
    `words`: CSR [n, terms], 0 where a text lacks a term; `silent [n]`: no rule votes.
    """
    sure = combined.probabilities.max(axis=1)
    rows = np.flatnonzero(silent & (sure < threshold))
    here = sp.csr_array(words[rows] > 0, dtype=np.float64)
    counts = here.sum(axis=0)
    usual = np.bincount(words.indices, minlength=words.shape[1]) > USUAL * words.shape[0]
    kept = np.flatnonzero((counts >= FEWEST) & ~usual)
    shares = (here[:, kept].T @ combined.probabilities[rows]) / counts[kept, None]
    purity, labels = shares.max(axis=1), shares.argmax(axis=1)
    usual_shares = combined.probabilities[rows].mean(axis=0) if len(rows) else shares
    doubts = here[:, kept].T @ (1 - sure[rows])
    found = []
    for at in np.flatnonzero(purity >= PURE):
        items, usual_share = int(counts[kept[at]]), float(usual_shares[labels[at]])
        above = wilson(float(purity[at]) * items, items)[0] - usual_share
        if above > 0:
            worth = float(doubts[at]) * above / (1 - usual_share)
            found.append(Shared(terms[int(kept[at])], int(labels[at]), items, worth))
    return sorted(found, key=lambda one: (-one.worth, one.word))[:WORDS]

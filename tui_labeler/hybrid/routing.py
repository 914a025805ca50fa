"""Who gets an item next: kept where the machines are sure, else the LLM, else the person.

The person's time is worth what it puts right: an item's value is the probability that its present
label is wrong, times the texts that get the answer (its exact copies).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_labeler.estimators.seen_rows import presence
from tui_labeler.evaluation.figure import wilson
from tui_labeler.features.mapped import give_back
from tui_labeler.hybrid.resolution import Combined

FEWEST = 5
USUAL = 0.1
"""Words in a larger share of all texts tell nothing."""
PURE = 0.5
WORDS = 10
AT_ONCE = 20_000
"""Texts whose words are counted at once."""


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
    X: Any,
    columns: slice,
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
    `columns` of X, CSR [n, columns], are the words `terms`; `silent [n]`: no rule votes.
    """
    sure = combined.probabilities.max(axis=1)
    unsure = silent & (sure < threshold)
    doubt = np.where(unsure, 1 - sure, 0)
    told = np.column_stack([np.ones(len(sure)), unsure, doubt, combined.probabilities])
    told[~unsure, 3:] = 0
    texts, counts, doubts, *by_label = _per_word(X, columns, told).T
    kept = np.flatnonzero((counts >= FEWEST) & (texts <= USUAL * len(sure)))
    shares = np.stack(by_label, axis=1)[kept] / counts[kept, None]
    purity, labels = shares.max(axis=1), shares.argmax(axis=1)
    usual_shares = told[:, 3:].sum(axis=0) / max(1, int(unsure.sum()))
    found = []
    for at in np.flatnonzero(purity >= PURE):
        items, usual_share = int(counts[kept[at]]), float(usual_shares[labels[at]])
        above = wilson(float(purity[at]) * items, items)[0] - usual_share
        if above > 0:
            worth = float(doubts[kept[at]]) * above / (1 - usual_share)
            found.append(Shared(terms[int(kept[at])], int(labels[at]), items, worth))
    return sorted(found, key=lambda one: (-one.worth, one.word))[:WORDS]


def _per_word(X: Any, columns: slice, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sums of `values [n, m]` over the texts with each word [words, m], some texts at a time:
    a million are larger than the memory."""
    sums = np.zeros((columns.stop - columns.start, values.shape[1]))
    for start in range(0, X.shape[0], AT_ONCE):
        words = presence(X[start : start + AT_ONCE][:, columns])
        sums += words.T @ values[start : start + AT_ONCE]
        give_back(X)
    return sums

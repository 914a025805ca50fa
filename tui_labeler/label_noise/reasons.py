"""Why a label is suspected, by whom, and how suspicious that makes it.

The model, the labeling functions, the LLM and near-copies are witnesses of different worth. What
each one's word is worth is learned from how often it agrees with the labels, as if those were
right: a witness that contradicts at random says nothing (naive Bayes; Dawid & Skene 1979 without
the iterations). The words of labeling functions count half, because functions resemble each other.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tui_labeler.label_noise.confident import Checked
from tui_labeler.label_noise.error_rate import chance_of_error

REASONS = ("model", "functions", "llm", "near-copy", "inconsistent", "hasty")
"""What may speak against a label; the names of the CLI contract."""
FUNCTIONS_COUNT = 0.5
HINT = 0.5
"""What a hint without a label of its own leaves of the odds that the label is right."""
WORTH_A_LOOK = 0.15
"""A label is looked at where about one such doubt of the model in seven finds an error."""
SMOOTHING = 1.0
ABSTAIN = -1


@dataclass(frozen=True, slots=True, eq=False)
class Witnesses:
    """What others than the model say about n labels. What is absent is None or False."""

    functions: NDArray[np.integer] | None = None
    """[n, m] the vote of each labeling function; -1: it abstains."""
    llm: NDArray[np.integer] | None = None
    """[n] the LLM's label; -1: none."""
    copies: NDArray[np.integer] | None = None
    """[n] the label of the closest near-copy that has another label; -1: none."""
    inconsistent: NDArray[np.bool_] | None = None
    """[n] the person gave this text different labels."""
    hasty: NDArray[np.bool_] | None = None
    """[n] answered much too fast."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """The final word on n labels."""

    quality: NDArray[np.float64]
    """[n] in [0, 1]; its order is the ranking, worst first."""
    suggested: NDArray[np.intp]
    """[n] the class most probable by all witnesses."""
    confidence: NDArray[np.float64]
    """[n] how probable that is."""
    suspected: NDArray[np.bool_]
    """[n] worth a look."""
    against: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    """Reason -> [n] whether it holds."""


def weigh(
    y: NDArray[np.intp], pred_probs: NDArray[np.float64], checked: Checked, others: Witnesses
) -> Verdict:
    """Put all witnesses together on labels `y: int [n]`; `pred_probs [n, k]` are the model's."""
    log_p = np.log(np.clip(pred_probs, 1e-9, None))
    k = pred_probs.shape[1]
    if others.functions is not None:
        for votes in others.functions.T:
            log_p += FUNCTIONS_COUNT * log_worth(votes, y, k)[votes]
    if others.llm is not None:
        log_p += log_worth(others.llm, y, k)[others.llm]
    shares = np.exp(log_p - log_p.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    doubted = checked.is_issue.copy()
    rows_checked = np.flatnonzero(checked.checked)
    chance = chance_of_error(y[rows_checked], pred_probs[rows_checked])
    doubted[rows_checked] &= chance >= WORTH_A_LOOK
    against = _against(y, doubted, checked, others)
    hints = sum(against[name].astype(int) for name in ("near-copy", "inconsistent", "hasty"))
    right = shares[rows, y]
    quality = right * HINT**hints / (right * HINT**hints + 1 - right)
    quality[~checked.checked] = 1.0
    suggested = np.where(checked.checked, shares.argmax(axis=1), y).astype(np.intp)
    contradicted = (against["functions"] | against["llm"]) & (suggested != y)
    suspected = against["model"] | against["near-copy"] | against["inconsistent"] | contradicted
    return Verdict(quality, suggested, shares[rows, suggested], suspected, against)


def log_worth(votes: NDArray[np.integer], y: NDArray[np.intp], k: int) -> NDArray[np.float64]:
    """Log likelihood ratio [k + 1, k] of each vote (rows; the last: it abstains) for each class."""
    table = np.full((k + 1, k), SMOOTHING)
    spoken = votes != ABSTAIN
    np.add.at(table, (votes[spoken], y[spoken]), 1.0)
    table[k] = 0.0
    likelihood = table[:k] / np.maximum(np.bincount(y, minlength=k) + SMOOTHING, 1.0)
    worth = np.zeros((k + 1, k))
    worth[:k] = np.log(likelihood / likelihood.mean(axis=1, keepdims=True))
    return worth


def _against(
    y: NDArray[np.intp], doubted: NDArray[np.bool_], checked: Checked, others: Witnesses
) -> dict[str, NDArray[np.bool_]]:
    nobody = np.zeros(len(y), np.bool_)
    found = {
        "model": doubted,
        "functions": nobody if others.functions is None else outvoted(others.functions, y),
        "llm": nobody if others.llm is None else (others.llm != ABSTAIN) & (others.llm != y),
        "near-copy": nobody if others.copies is None else others.copies != ABSTAIN,
        "inconsistent": nobody if others.inconsistent is None else others.inconsistent,
        "hasty": nobody if others.hasty is None else others.hasty,
    }
    return {name: found[name] & checked.checked for name in REASONS}


def outvoted(votes: NDArray[np.integer], y: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether fewer functions vote for the label `y [n]` than for some other; `votes [n, m]`."""
    k = int(max(votes.max(initial=0), y.max(initial=0))) + 1
    tally = np.zeros((len(y), k), np.int32)
    rows, functions = np.nonzero(votes != ABSTAIN)
    np.add.at(tally, (rows, votes[rows, functions]), 1)
    own = tally[np.arange(len(y)), y]
    fewer: NDArray[np.bool_] = own < tally.max(axis=1)
    return fewer


def as_bits(verdict: Verdict) -> NDArray[np.uint8]:
    """The reasons that hold [n]: a bit for each of `REASONS`, the first is the lowest."""
    bits = np.zeros(len(verdict.quality), np.uint8)
    for place, name in enumerate(REASONS):
        bits |= verdict.against[name].astype(np.uint8) << place
    return bits

"""Expectation maximisation over vote patterns: three views of what a function's vote depends on.

Dawid & Skene 1979 with abstention as an outcome, the same with abstention ignored, and one
accuracy per function, which is the data programming of Ratner et al. 2016 (Snorkel's kind).
Human labels are clamped. Only the first learns the balance of the labels: without what silence
tells, a learned balance runs to one label. All three can collapse where functions are one-sided
and rarely fire: `auto` watches for that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.special import softmax

from tui_labeler.weak_supervision.label_models.model import LabelModel, balance_of, silent_row
from tui_labeler.weak_supervision.label_models.patterns import Floats, Patterns
from tui_labeler.weak_supervision.label_models.voting import (
    ACCURACY,
    accuracies_of,
    majority_vote,
)

ROUNDS = 100
TOLERANCE = 1e-2
"""The largest change of a log weight that counts as none."""
HUMAN_ROWS = 5.0
"""So many rows is a human label worth."""
BALANCE_ROWS = 10.0
"""So many rows is the balance worth that is known without EM."""
TABLE_ROWS = 100.0
"""So many rows of each label are the tables of an unknown function worth."""
ROWS = 20_000
"""The parameters are learned from at most so many rows; all rows are predicted."""

Maximise: TypeAlias = Callable[[Patterns, Floats, Floats], tuple[Floats, Floats]]
"""(patterns, rows of each label [p, k], balance) -> bias [k], weights [m * k, k]"""


@dataclass(frozen=True, slots=True)
class Fit:
    """The parameters of EM."""

    bias: Floats
    weights: Floats
    balance: Floats


def dawid_skene(patterns: Patterns, balance: Floats | None = None) -> LabelModel:
    """A table P(vote or abstention | label) per function: that it keeps silent tells, too."""
    return _model("dawid_skene", patterns, _with_abstention, balance)


def dawid_skene_votes(patterns: Patterns, balance: Floats | None = None) -> LabelModel:
    """A table P(vote | label, it votes) per function: silence tells nothing."""
    return _model("dawid_skene_votes", patterns, _votes_only, balance_of(patterns, balance))


def data_programming(patterns: Patterns, balance: Floats | None = None) -> LabelModel:
    """One accuracy per function."""
    return _model("data_programming", patterns, _one_accuracy, balance_of(patterns, balance))


def _model(name: str, patterns: Patterns, maximise: Maximise, balance: Floats | None) -> LabelModel:
    sample = patterns.sample(ROWS, np.random.default_rng(0))
    fit = _expectation_maximisation(sample, maximise, balance)
    return LabelModel(name, fit.bias, fit.weights, fit.balance, silent_row(patterns, fit.balance))


def _expectation_maximisation(patterns: Patterns, maximise: Maximise, given: Floats | None) -> Fit:
    """From the majority vote until nothing moves. A balance that is given stays."""
    balance = balance_of(patterns, given)
    unlabelled = np.maximum(patterns.counts - patterns.known.sum(axis=1), 0)[:, None]
    clamped = HUMAN_ROWS * patterns.known
    proba = majority_vote(patterns, given).pattern_proba(patterns)
    prior = (BALANCE_ROWS + HUMAN_ROWS * patterns.labelled) * balance
    weights = np.zeros((patterns.fired.shape[1], patterns.n_classes))
    for _ in range(ROUNDS):
        rows = proba * unlabelled + clamped
        if given is None:
            shares = (proba * unlabelled).sum(axis=0) + prior
            balance = shares / shares.sum()
        bias, after = maximise(patterns, rows, balance)
        proba = softmax(bias + patterns.fired @ after, axis=1)
        if np.abs(after - weights).max(initial=0) < TOLERANCE:
            break
        weights = after
    return Fit(bias, after, balance)


def _tables(patterns: Patterns, rows: Floats) -> tuple[Floats, Floats]:
    """Smoothed rows in which a function votes [m, k votes, k labels] or keeps silent [m, k]."""
    k = patterns.n_classes
    voted = patterns.votes_for(rows)
    total = rows.sum(axis=0)
    often = voted.sum(axis=2) / total.sum()
    believed = np.where(np.eye(k, dtype=bool), ACCURACY, (1 - ACCURACY) / (k - 1))
    expected = often[:, :, None] * believed * k
    silent = np.maximum(1 - often.sum(axis=1), 1e-6)[:, None]
    scale = TABLE_ROWS / (expected.sum(axis=1) + silent)
    smooth_voted = voted + expected * scale[:, None, :] + 1e-6
    quiet = np.maximum(total - voted.sum(axis=1), 0) + silent * scale + 1e-6
    return smooth_voted, quiet


def _with_abstention(patterns: Patterns, rows: Floats, balance: Floats) -> tuple[Floats, Floats]:
    voted, quiet = _tables(patterns, rows)
    total = voted.sum(axis=1) + quiet
    silence = np.log(quiet / total)
    weights = np.log(voted / total[:, None, :]) - silence[:, None, :]
    return np.log(balance) + silence.sum(axis=0), weights.reshape(-1, patterns.n_classes)


def _votes_only(patterns: Patterns, rows: Floats, balance: Floats) -> tuple[Floats, Floats]:
    voted, _ = _tables(patterns, rows)
    weights = np.log(voted / voted.sum(axis=1, keepdims=True))
    return np.log(balance), weights.reshape(-1, patterns.n_classes)


def _one_accuracy(patterns: Patterns, rows: Floats, balance: Floats) -> tuple[Floats, Floats]:
    k = patterns.n_classes
    accuracy = accuracies_of(patterns, rows)
    odds = np.log(accuracy) - np.log((1 - accuracy) / (k - 1))
    return np.log(balance), np.kron(odds[:, None], np.eye(k))

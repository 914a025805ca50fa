"""Majority vote, plain and weighted: the baselines that are hard to beat."""

import numpy as np

from tui_labeler.weak_supervision.label_models.model import LabelModel, balance_of, silent_row
from tui_labeler.weak_supervision.label_models.patterns import Floats, Patterns

ACCURACY = 0.7
"""What a function is taken to be before anything is known about it; Snorkel's default too."""
PRIOR_VOTES = 10.0
"""So many votes is that belief worth."""


def majority_vote(patterns: Patterns, balance: Floats | None = None) -> LabelModel:
    """One vote per function; the probabilities are those of equal accuracies of `ACCURACY`."""
    accuracies = np.full(patterns.votes.shape[1], ACCURACY)
    return one_coin("majority_vote", patterns, accuracies, balance, bias=False)


def weighted_vote(patterns: Patterns, balance: Floats | None = None) -> LabelModel:
    """Each vote weighs the log odds of its function's accuracy.

    The accuracy is against human labels, and where there are none, against the majority vote.
    """
    if patterns.labelled:
        truth = patterns.known
    else:
        proba = majority_vote(patterns, balance).pattern_proba(patterns)
        truth = proba * patterns.counts[:, None]
    return one_coin("weighted_vote", patterns, accuracies_of(patterns, truth), balance)


def accuracies_of(patterns: Patterns, truth: Floats) -> Floats:
    """[m]: the share of right votes given `truth: [p, k]` rows of each label, shrunk."""
    agreeing = patterns.votes_for(truth)
    right = np.trace(agreeing, axis1=1, axis2=2) + ACCURACY * PRIOR_VOTES
    found: Floats = right / (agreeing.sum(axis=(1, 2)) + PRIOR_VOTES)
    return found


def one_coin(
    name: str,
    patterns: Patterns,
    accuracies: Floats,
    balance: Floats | None,
    *,
    bias: bool = True,
) -> LabelModel:
    """The model of functions that are right with `accuracies [m]`, whatever the label."""
    k = patterns.n_classes
    shares = balance_of(patterns, balance)
    odds = np.log(accuracies) - np.log((1 - accuracies) / (k - 1))
    return LabelModel(
        name=name,
        bias=np.log(shares) if bias else np.zeros(k),
        weights=np.kron(odds[:, None], np.eye(k)),
        balance=shares,
        silent=silent_row(patterns, shares),
    )

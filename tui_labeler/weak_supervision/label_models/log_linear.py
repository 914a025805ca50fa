"""What human labels teach about votes: regression that starts from the majority vote, not from 0.

Without human labels it *is* the majority vote; with many it is a logistic regression on the votes
and abstentions. In between the penalty on the distance from the majority vote decides (a Gaussian
prior around it, as in the transfer learning of Chelba & Acero 2004).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp

from tui_labeler.weak_supervision.label_models.model import LabelModel, balance_of, silent_row
from tui_labeler.weak_supervision.label_models.patterns import ABSTAIN, Floats, Patterns
from tui_labeler.weak_supervision.label_models.voting import majority_vote

PENALTY = 2.0
BIAS_PENALTY = 0.1
ROUNDS = 200


def log_linear(patterns: Patterns, balance: Floats | None = None) -> LabelModel:
    """Weights of votes and of abstentions, as near to the majority vote as the labels allow."""
    shares = balance_of(patterns, balance)
    start = majority_vote(patterns, balance)
    moved, bias, columns = _moved(patterns, start)
    weights = start.weights.copy()
    m, k = patterns.votes.shape[1], patterns.n_classes
    silence = np.zeros((m, k))
    silence[columns[columns >= m * k] - m * k] = moved[columns >= m * k]
    voted = columns < m * k
    weights[columns[voted]] += moved[voted]
    weights -= np.repeat(silence, k, axis=0)
    return LabelModel(
        name="log_linear",
        bias=bias + silence.sum(axis=0),
        weights=weights,
        balance=shares,
        silent=silent_row(patterns, shares),
    )


def _moved(patterns: Patterns, start: LabelModel) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """How far each outcome's weights move from `start`, the bias, and which outcomes these are.

    An outcome is a vote (its column of `fired`) or an abstention (after those).
    """
    k = patterns.n_classes
    rows = np.flatnonzero(patterns.known.any(axis=1))
    known, total = patterns.known[rows], patterns.known[rows].sum(axis=1)
    fired = patterns.fired[rows]
    outcomes = np.hstack([fired.toarray(), patterns.votes[rows] == ABSTAIN])
    columns = np.flatnonzero(outcomes.any(axis=0))
    X = outcomes[:, columns]
    offset = fired @ start.weights

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights, bias = flat[:-k].reshape(-1, k), flat[-k:]
        scores = offset + X @ weights + bias
        norm = logsumexp(scores, axis=1, keepdims=True)
        wrong = np.exp(scores - norm) * total[:, None] - known
        value = (total * norm[:, 0]).sum() - (known * scores).sum()
        value += PENALTY / 2 * (weights**2).sum() + BIAS_PENALTY / 2 * (bias**2).sum()
        slopes = [
            (X.T @ wrong + PENALTY * weights).ravel(),
            wrong.sum(axis=0) + BIAS_PENALTY * bias,
        ]
        return value, np.concatenate(slopes)

    found = minimize(
        loss,
        np.zeros((len(columns) + 1) * k),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": ROUNDS},
    ).x
    return found[:-k].reshape(-1, k), found[-k:], columns

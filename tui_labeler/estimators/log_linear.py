"""Several opinions become one: a logarithmic opinion pool, weighed on labels held out.

The pool's log probability of a class is the weighted sum of the members' (Genest & Zidek,
"Combining Probability Distributions", Statistical Science 1986). Each member is calibrated by a
temperature (Guo, Pleiss, Sun & Weinberger 2017); the weights minimise the log loss of predictions
out of fold (stacking, Wolpert 1992), never below 0 and drawn towards equality while labels are few;
a last temperature calibrates the whole. A member that misleads gets weight 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import log_softmax

SMOOTHING = 1e-3
"""Share of the class frequencies mixed into every member, so that none can rule out a class."""
PULL = 10.0
"""Strength of the pull towards equal weights, in labels."""
SHARPEST, FLATTEST = 5.0, 1e-3
"""Limits of a temperature's inverse."""
NEGLIGIBLE = 0.01
"""A smaller share of the weights is none: that member need not be asked."""

Array = NDArray[np.float64]
Scores: TypeAlias = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Combination:
    """A weight per member; calibrated members and the temperature of the whole are in it."""

    weights: tuple[float, ...]
    prior: Array
    """Class frequencies [k]."""

    def log_probabilities(self, parts: Sequence[Scores | None], rows: int) -> Array:
        """Log probabilities [rows, k] of the members' `parts`; None where the weight is 0."""
        total = np.zeros((rows, len(self.prior)))
        for weight, part in zip(self.weights, parts, strict=True):
            if part is not None:
                total += weight * smoothed(part, self.prior)
        if not any(self.weights):
            total += np.log(self.prior)
        pooled: Array = log_softmax(total, axis=1)
        return pooled


def smoothed(log_scores: Scores, prior: Array) -> Array:
    """Log probabilities [n, k], none of them -inf. A row of equal scores stays so."""
    p = np.exp(log_softmax(log_scores.astype(np.float64), axis=1))
    found: Array = np.log((1 - SMOOTHING) * p + SMOOTHING * prior)
    return found


def equal(members: int, prior: Array) -> Combination:
    """What is used where no label can be held out."""
    return Combination((1 / max(1, members),) * members, prior)


def combine(
    parts: Sequence[Scores], y: NDArray[np.intp], weight: Array, prior: Array
) -> Combination:
    """The best pool of the members' `parts`, log probabilities out of fold [n, k] of classes `y`.

    `weight` [n]: how much each row counts.
    """
    targets = _hedged(y, weight, len(prior))
    logs = np.stack([smoothed(part, prior) for part in parts])
    sharpness = np.array([_temperature(each, targets) for each in logs])
    logs *= sharpness[:, None, None]
    shares = _weigh(logs, targets)
    shares[(shares < NEGLIGIBLE * shares.sum()) | (sharpness < 2 * FLATTEST)] = 0
    final = shares * sharpness * _temperature(np.tensordot(shares, logs, 1), targets)
    return Combination(tuple(final.tolist()), prior)


def _hedged(y: NDArray[np.intp], weight: Array, k: int) -> Array:
    """How much each row counts for each class [n, k]: a little for those it is not.

    Without it, a few labels that happen to be told apart would call for boundless certainty
    (Platt, "Probabilistic Outputs for Support Vector Machines", 1999).
    """
    others = 1 / (weight.sum() + 2)
    shares = np.full((len(y), k), others / (k - 1))
    shares[np.arange(len(y)), y] = 1 - others
    return shares * weight[:, None]


def _temperature(logits: Array, targets: Array) -> float:
    """What to multiply `logits` by for the smallest log loss."""

    def loss(log: float) -> float:
        return float(-(targets * log_softmax(logits * np.exp(log), axis=1)).sum())

    bounds = (np.log(FLATTEST), np.log(SHARPEST))
    return float(np.exp(minimize_scalar(loss, bounds=bounds, method="bounded").x))


def _weigh(logs: Array, targets: Array) -> Array:
    """Weights [members] of the smallest log loss; a convex problem."""
    even = np.full(len(logs), 1 / len(logs))
    observed = np.tensordot(logs, targets, 2)
    rows = targets.sum(axis=1, keepdims=True)

    def loss(w: Array) -> tuple[float, Array]:
        log_p = log_softmax(np.tensordot(w, logs, 1), axis=1)
        expected = np.tensordot(logs, np.exp(log_p) * rows, 2)
        value = -(targets * log_p).sum() + PULL / 2 * ((w - even) ** 2).sum()
        return value, expected - observed + PULL * (w - even)

    found = minimize(loss, even, jac=True, bounds=[(0, None)] * len(logs), method="L-BFGS-B")
    weights: Array = found.x if found.x.sum() > 0 else even
    return weights

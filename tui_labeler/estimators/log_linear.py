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
        if not self.weights:
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
    logs = [smoothed(part, prior) for part in parts]
    sharpness = np.array([_temperature(each, y, weight) for each in logs])
    logs = [each * sharp for each, sharp in zip(logs, sharpness, strict=True)]
    shares = _weigh(np.stack(logs), y, weight)
    shares[shares < NEGLIGIBLE * shares.sum()] = 0
    whole = np.tensordot(shares, np.stack(logs), 1)
    final = shares * sharpness * _temperature(whole, y, weight)
    return Combination(tuple(final.tolist()), prior)


def _loss(logits: Array, y: NDArray[np.intp], weight: Array) -> float:
    chosen = log_softmax(logits, axis=1)[np.arange(len(y)), y]
    return float(-(weight * chosen).sum())


def _temperature(logits: Array, y: NDArray[np.intp], weight: Array) -> float:
    """What to multiply `logits` by for the smallest log loss."""
    bounds = (np.log(FLATTEST), np.log(SHARPEST))
    found = minimize_scalar(
        lambda log: _loss(logits * np.exp(log), y, weight), bounds=bounds, method="bounded"
    )
    return float(np.exp(found.x))


def _weigh(logs: Array, y: NDArray[np.intp], weight: Array) -> Array:
    """Weights [members] of the smallest log loss; a convex problem."""
    members, n, _ = logs.shape
    even = np.full(members, 1 / members)
    chosen = logs[:, np.arange(n), y] @ weight

    def loss(w: Array) -> tuple[float, Array]:
        log_p = log_softmax(np.tensordot(w, logs, 1), axis=1)
        expected = np.tensordot(logs, np.exp(log_p) * weight[:, None], 2)
        value = -(weight * log_p[np.arange(n), y]).sum() + PULL / 2 * ((w - even) ** 2).sum()
        return value, expected - chosen + PULL * (w - even)

    found = minimize(loss, even, jac=True, bounds=[(0, None)] * members, method="L-BFGS-B")
    weights: Array = found.x if found.x.sum() > 0 else even
    return weights

"""Naive Bayes that learns from unlabelled texts by expectation maximisation.

Nigam, McCallum, Thrun & Mitchell, "Text Classification from Labeled and Unlabeled Documents using
EM", Machine Learning 39 (2000). A text is the set of its terms; an unlabelled text counts less
than a labelled one. The terms of a text are no independent witnesses, so its class may be guessed
from a power of their likelihood: guesses that stay in doubt lead EM to better optima (Ueda &
Nakano, "Deterministic annealing EM algorithm", Neural Networks 11, 1998). The folds of a
cross-validation share the texts without labels, so all are learned at once: one product with the
wide sparse matrix serves them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_labeler.features.tfidf import Matrix

POOL_WEIGHT = np.float32(0.2)
"""What an unlabelled text counts."""
SMOOTHING = np.float32(0.1)
"""Texts in which every term is imagined beside those seen, for each class."""
NOTHING = np.float32(1e-6)
"""Smaller probabilities are 0: processors multiply the smallest numbers ten times slower."""
NARROW = 12
"""Columns up to which a sparse product is faster scattered over its rows than gathered in each."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NaiveBayes:
    """A multinomial model of `k` classes; a class it never saw has probability 0."""

    log_likelihood: Array
    """[terms, k]"""
    log_prior: Array
    """[k]"""

    def log_joint(self, texts: Matrix) -> Array:
        """Log probability of class and terms [n, k] for `presence` [n, terms]."""
        found: Array = texts @ self.log_likelihood + self.log_prior
        return found


@dataclass(frozen=True, slots=True)
class Guessing:
    """How EM goes."""

    sharpness: float
    """The power of the likelihood a text is guessed by; 1: as naive Bayes has it."""
    rounds: int


def learn(
    labelled: Matrix,
    targets: Sequence[Array],
    pool: Matrix,
    guessing: Guessing,
    start: Sequence[Array] | None = None,
    by_term: Any = None,
) -> list[NaiveBayes]:
    """One model for each of `targets`, float32 [n, k]: what rows of `labelled` count per class.

    `labelled`, `pool`: `presence` of terms in texts with and without labels; `by_term`: the pool's
    as CSC, where it is at hand. `start`: for each model, the class probabilities [pool, k] it
    begins with; None: those of its labelled texts. The models' own are as sharp as its guesses.
    """
    k = targets[0].shape[1]
    Y = np.hstack(targets)
    counts, shares = labelled.T @ Y, Y.sum(axis=0)
    absent = shares == 0
    sharpness = np.float32(guessing.sharpness)
    guess = None if start is None else np.hstack(start)
    by_term = pool.tocsc() if by_term is None else by_term
    terms = (pool if Y.shape[1] <= NARROW else by_term).T
    for _ in range(guessing.rounds):
        log_likelihood, log_prior = _maximise(counts, shares, absent, terms, guess)
        log_likelihood *= sharpness
        joint = by_term @ log_likelihood
        joint += sharpness * log_prior
        guess = _per_model(joint, k)
    log_likelihood, log_prior = _maximise(counts, shares, absent, terms, guess)
    columns = [slice(first, first + k) for first in range(0, Y.shape[1], k)]
    return [
        NaiveBayes(sharpness * log_likelihood[:, each], sharpness * log_prior[each])
        for each in columns
    ]


def _per_model(joint: Array, k: int) -> Array:
    """Class probabilities of log joints [pool, models x k], one after the other as they stand."""
    classes = joint.reshape(-1, k).T.copy()
    classes -= classes.max(axis=0)
    np.exp(classes, out=classes)
    classes /= classes.sum(axis=0)
    classes[classes < NOTHING] = 0
    found: Array = np.ascontiguousarray(classes.T).reshape(joint.shape)
    return found


def _maximise(
    counts: Array, shares: Array, absent: NDArray[np.bool_], terms: Any, guess: Array | None
) -> tuple[Array, Array]:
    """The most probable model, given what the labels count and the guesses on the pool; `terms`
    [terms, pool]."""
    if guess is None:
        found = counts.copy()
    else:
        found = terms @ guess
        found *= POOL_WEIGHT
        found += counts
        shares = shares + POOL_WEIGHT * guess.sum(axis=0)
    found += SMOOTHING
    found /= found.sum(axis=0)
    log_prior = np.where(absent, -np.inf, np.log(shares + 1))
    return np.log(found, out=found), log_prior.astype(np.float32)

"""Uncertainty sampling: ask where the model is least sure (Lewis & Gale 1994; Settles 2009).

The picks are those of modAL's `margin_sampling`, `uncertainty_sampling` and `entropy_sampling`.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

from tui_labeler.active_learning.picking import Picks, best, by_probabilities
from tui_labeler.estimators.classifier import Classifier


@by_probabilities
def margin(classifier: Classifier, X_pool: Any, n_instances: int = 1, **_: Any) -> Picks:
    """Smallest lead of the first class over the second. Score: 1 - lead."""
    probabilities = classifier.predict_proba(X_pool)
    if probabilities.shape[1] == 1:
        return best(np.zeros(len(probabilities)), n_instances)
    rows, behind = best(_behind(probabilities), n_instances)
    return rows, 1 + behind


@by_probabilities
def least_confident(classifier: Classifier, X_pool: Any, n_instances: int = 1, **_: Any) -> Picks:
    """Smallest probability of the most probable class. Score: 1 - that."""
    return best(1 - classifier.predict_proba(X_pool).max(axis=1), n_instances)


@by_probabilities
def entropy(classifier: Classifier, X_pool: Any, n_instances: int = 1, **_: Any) -> Picks:
    """Largest entropy of the class probabilities. Score: the entropy in nats."""
    probabilities = classifier.predict_proba(X_pool)
    shares = probabilities / probabilities.sum(axis=1, keepdims=True)
    return best(entr(shares).sum(axis=1), n_instances)


def _behind(probabilities: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """How far the second class is behind the first: 0 or less."""
    ordered = np.partition(-probabilities, 1, axis=1)
    lead: NDArray[np.floating[Any]] = ordered[:, 0] - ordered[:, 1]
    return lead

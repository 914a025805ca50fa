"""Uncertain, and in the midst of the data: an odd text teaches little about the others."""

from typing import Any

import numpy as np

from tui_labeler.active_learning.nearness import squared_lengths
from tui_labeler.active_learning.picking import Picks, best
from tui_labeler.estimators.classifier import Classifier


def density(classifier: Classifier, X_pool: Any, n_instances: int = 1, **_: Any) -> Picks:
    """Information density (Settles & Craven 2008): uncertainty x mean similarity.

    The mean cosine similarity of a row to the whole pool is its product with the pool's mean, so
    no pairs are compared. Score: (1 - lead of the first class) x mean similarity.
    """
    probabilities = np.sort(classifier.predict_proba(X_pool), axis=1)
    lead = probabilities[:, -1] - probabilities[:, -2] if probabilities.shape[1] > 1 else 1.0
    lengths = np.sqrt(squared_lengths(X_pool))
    scale = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    similarity = scale * (X_pool @ (X_pool.T @ scale)) / max(1, len(scale))
    return best((1 - lead) * similarity, n_instances)

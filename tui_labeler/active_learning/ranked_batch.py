"""Ranked batch-mode sampling: uncertain, and far from what is labelled or already in the batch."""

from typing import Any

import numpy as np

from tui_labeler.active_learning.nearness import Distances
from tui_labeler.active_learning.picking import Picks


def ranked_batch(classifier: Any, X_pool: Any, n_instances: int = 1, **_: Any) -> Picks:
    """The picks of modAL's `uncertainty_batch_sampling` (Cardoso et al. 2017), in their order.

    modAL compares the pool with all labelled rows again for every pick; here the distance to the
    nearest is kept, and each pick only brings it down. Without labelled rows (a classifier that is
    no modAL learner) the first row of the pool is the first pick. Score: 1 - probability of the
    most probable class, as modAL returns it; the order is that of the batch.
    """
    uncertainty = 1 - np.asarray(classifier.predict_proba(X_pool), float).max(axis=1)
    distances = Distances(X_pool)
    known = getattr(classifier, "X_training", None)
    known = X_pool[:0] if known is None else known
    nearest, n_known = distances.to_nearest(known), known.shape[0]
    free = len(uncertainty)
    n_picks = min(n_instances, free)
    picks = np.empty(n_picks, np.intp)
    taken = np.zeros(free, bool)
    for place in range(n_picks):
        alpha = (free - place) / (free + n_known)
        far = 1 - 1 / (1 + np.sqrt(nearest))
        score = alpha * far + (1 - alpha) * uncertainty
        score[taken] = -np.inf
        picks[place] = pick = int(score.argmax())
        taken[pick] = True
        nearest = np.minimum(nearest, distances.to_row(pick))
    return picks, uncertainty[picks]

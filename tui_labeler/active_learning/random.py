"""Random picks: the honest baseline, and a fair way to begin."""

from typing import Any

import numpy as np

from tui_labeler.active_learning.picking import Picks, best, by_probabilities


@by_probabilities
def random(
    classifier: Any,
    X_pool: Any,
    n_instances: int = 1,
    *,
    rng: np.random.Generator | None = None,
    **_: Any,
) -> Picks:
    """Rows in random order; the classifier is not looked at. Score: the random number."""
    rng = np.random.default_rng(0) if rng is None else rng
    return best(rng.random(X_pool.shape[0]), n_instances)

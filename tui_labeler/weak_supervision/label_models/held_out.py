"""What label models say about rows whose human label they did not see."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from tui_labeler.weak_supervision.label_models.model import LabelModel
from tui_labeler.weak_supervision.label_models.patterns import Floats, Patterns

FOLDS = 5
Fit: TypeAlias = Callable[[Patterns, Floats | None], LabelModel]


def cross_validated(fit: Fit, patterns: Patterns, balance: Floats | None = None) -> Floats:
    """[human labels, k]: the probabilities of each row with a human label, out of fold."""
    where, _ = patterns.human
    folds = np.random.default_rng(0).permutation(len(where)) % FOLDS
    proba = np.empty((len(where), patterns.n_classes))
    for fold in range(min(FOLDS, len(where))):
        out = folds == fold
        seen = patterns.seeing(~out)
        proba[out] = fit(seen, balance).pattern_proba(seen)[where[out]]
    return proba

"""A cold start that meets every label early: by what rules, an LLM or given labels say."""

from typing import Any

import numpy as np

from tui_labeler.active_learning.evidence import Evidence
from tui_labeler.active_learning.picking import Picks
from tui_labeler.active_learning.random import random


def stratified(
    classifier: Any,
    X_pool: Any,
    n_instances: int = 1,
    *,
    rng: np.random.Generator | None = None,
    evidence: Evidence | None = None,
    **_: Any,
) -> Picks:
    """Rows dealt from every label in turn, the rarest first; within a label at random.

    A row's label is the one most opinions are for. Rows nobody spoke about come last; without
    evidence it is `random`. The classifier is not looked at. Score: the share of opinions for the
    label.
    """
    if evidence is None or not evidence.spoken.any():
        return random(classifier, X_pool, n_instances, rng=rng)
    rng = np.random.default_rng(0) if rng is None else rng
    size, silent = evidence.opinions.shape
    label = np.where(evidence.spoken, evidence.opinions.argmax(axis=1), silent)
    members = np.bincount(label, minlength=silent + 1)
    shuffled = rng.permutation(size)
    turn = np.empty(size, np.intp)
    for stratum in np.unique(label):
        rows = shuffled[label[shuffled] == stratum]
        turn[rows] = np.arange(len(rows))
    order = np.lexsort((shuffled, members[label], turn, label == silent))[:n_instances]
    return order, evidence.opinions.max(axis=1, initial=0.0)[order]

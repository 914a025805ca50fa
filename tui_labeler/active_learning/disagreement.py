"""Ask where the model and the others (rules, an LLM, given labels) contradict each other."""

from typing import Any

import numpy as np
from scipy.special import rel_entr

from tui_labeler.active_learning.evidence import Evidence
from tui_labeler.active_learning.picking import Picks, best, by_probabilities
from tui_labeler.active_learning.uncertainty import margin
from tui_labeler.estimators.classifier import Classifier


@by_probabilities
def disagreement(
    classifier: Classifier,
    X_pool: Any,
    n_instances: int = 1,
    *,
    evidence: Evidence | None = None,
    **_: Any,
) -> Picks:
    """Largest Jensen-Shannon divergence of the model's probabilities from the evidence.

    Rows nobody spoke about have divergence 0; where nobody spoke at all it is `margin`.
    Score: the divergence in bits, from 0 to 1.
    """
    if evidence is None or not evidence.spoken.any():
        return margin(classifier, X_pool, n_instances)
    known = getattr(classifier, "estimator", classifier).classes_
    model = np.zeros(evidence.opinions.shape)
    model[:, known] = classifier.predict_proba(X_pool)
    mean = (model + evidence.opinions) / 2
    both = rel_entr(model, mean).sum(axis=1) + rel_entr(evidence.opinions, mean).sum(axis=1)
    return best(np.where(evidence.spoken, both / np.log(4), 0.0), n_instances)

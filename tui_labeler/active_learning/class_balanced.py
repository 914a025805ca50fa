"""Rare classes first: each place of a batch is for the class that has the fewest labels so far."""

from typing import Any

import numpy as np

from tui_labeler.active_learning.picking import Picks, by_probabilities
from tui_labeler.active_learning.uncertainty import margin

UNCERTAIN = 20


@by_probabilities
def class_balanced(classifier: Any, X_pool: Any, n_instances: int = 1, **_: Any) -> Picks:
    """Of the uncertain rows the most likely of the class that is short of labels, class by class.

    Uncertain are the `UNCERTAIN` rows of smallest lead for each row asked: among all rows the
    surest ones would be asked, which teach nothing. A pick counts with its probabilities towards
    the classes, so a batch is shared out among those that are short. After class-balanced active
    learning (Bengar et al. 2022), made greedy. Score: the probability of the class it is asked for.
    """
    probabilities = np.asarray(classifier.predict_proba(X_pool), float)
    counts = _counts(classifier)
    uncertain, _scores = margin(classifier, X_pool, UNCERTAIN * n_instances)
    free = np.full(probabilities.shape, -1.0)
    free[uncertain] = probabilities[uncertain]
    n = min(n_instances, len(free))
    picks, scores = np.empty(n, np.intp), np.empty(n)
    for place in range(n):
        wanted = int(counts.argmin())
        picks[place] = pick = int(free[:, wanted].argmax())
        scores[place] = probabilities[pick, wanted]
        counts += probabilities[pick]
        free[pick] = -1
    return picks, scores


def _counts(classifier: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Labels per class so far; of a classifier that is no modAL learner, none."""
    labels = getattr(classifier, "y_training", None)
    if labels is None:
        return np.zeros(len(classifier.classes_))
    return np.array([(labels == c).sum() for c in classifier.estimator.classes_], float)

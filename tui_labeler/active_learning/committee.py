"""Query by committee: ask where models trained on the same labels disagree (Seung et al. 1992).

The members are logistic regressions, each with its own random weights on the labelled rows (the
Bayesian bootstrap, Rubin 1981), so that no member misses a class.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr, rel_entr

from tui_labeler.active_learning.picking import Picks, best
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression

MEMBERS = 8
Opinions: TypeAlias = NDArray[np.floating[Any]]
"""[members, rows, classes]: the probabilities of every member."""


def vote_entropy(
    classifier: Any,
    X_pool: Any,
    n_instances: int = 1,
    *,
    rng: np.random.Generator | None = None,
    **_: Any,
) -> Picks:
    """Largest entropy of the members' votes (Dagan & Engelson 1995). Score: in nats."""
    return best(entropy_of_votes(opinions(classifier, X_pool, rng)), n_instances)


def max_disagreement(
    classifier: Any,
    X_pool: Any,
    n_instances: int = 1,
    *,
    rng: np.random.Generator | None = None,
    **_: Any,
) -> Picks:
    """Largest Kullback-Leibler divergence of a member from the mean, as modAL's. Score: in nats."""
    return best(largest_divergence(opinions(classifier, X_pool, rng)), n_instances)


def bald(
    classifier: Any,
    X_pool: Any,
    n_instances: int = 1,
    *,
    rng: np.random.Generator | None = None,
    **_: Any,
) -> Picks:
    """Largest mutual information of label and member (Houlsby et al. 2011). Score: in nats."""
    return best(mutual_information(opinions(classifier, X_pool, rng)), n_instances)


def opinions(classifier: Any, X_pool: Any, rng: np.random.Generator | None) -> Opinions:
    """What a committee trained on the learner's labels says; a classifier alone is its own."""
    X = getattr(classifier, "X_training", None)
    if X is None:
        return np.asarray(classifier.predict_proba(X_pool))[None]
    rng = np.random.default_rng(0) if rng is None else rng
    weights = rng.exponential(size=(MEMBERS, X.shape[0]))
    members = [
        SeenColumnsLogisticRegression().fit(X, classifier.y_training, weight) for weight in weights
    ]
    return np.stack([member.predict_proba(X_pool) for member in members])


def entropy_of_votes(opinions: Opinions) -> NDArray[np.float64]:
    """The entropy of the members' votes per row, in nats [rows]."""
    votes = opinions.argmax(axis=2)
    shares = np.stack([(votes == label).mean(axis=0) for label in range(opinions.shape[2])], axis=1)
    found: NDArray[np.float64] = entr(shares).sum(axis=1)
    return found


def largest_divergence(opinions: Opinions) -> NDArray[np.float64]:
    """The largest divergence of a member from the mean per row, in nats [rows]."""
    found: NDArray[np.float64] = rel_entr(opinions, opinions.mean(axis=0)).sum(axis=2).max(axis=0)
    return found


def mutual_information(opinions: Opinions) -> NDArray[np.float64]:
    """Entropy of the mean less the mean entropy per row, in nats [rows]."""
    mean = entr(opinions.mean(axis=0)).sum(axis=1)
    found: NDArray[np.float64] = mean - entr(opinions).sum(axis=2).mean(axis=0)
    return found

"""The learner is a modAL `ActiveLearner`; this is the only module that imports modAL.

It is built anew for every retrain, because `fit` and `teach` of modAL 0.4.2 fail with
scikit-learn 1.8 and later. `query` also hides a strategy's error and calls it again, takes two
returned indices for (indices, scores) and stops at `n_instances` above the pool's size:
`_Asked` stands between it and the strategy.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from modAL.models import ActiveLearner
from numpy.typing import ArrayLike, NDArray

from tui_labeler.active_learning.evidence import Evidence
from tui_labeler.active_learning.nearness import near_copies_last
from tui_labeler.active_learning.picking import Picks
from tui_labeler.errors import JobError
from tui_labeler.estimators.classifier import Classifier
from tui_labeler.estimators.remembering import Remembering


def learn(
    estimator: Classifier, strategy: Callable[..., Any], X: Any, y: NDArray[np.intp]
) -> ActiveLearner:
    """A learner trained on `X [n, columns]`, `y: int [n]` that asks by `strategy`."""
    return ActiveLearner(Remembering(estimator), _Asked(strategy), X_training=X, y_training=y)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How many rows are ranked, and what a strategy may ask for by name."""

    n: int
    batch: int
    """So many are asked together: the strategy chooses them as one batch, the others after it."""
    rng: np.random.Generator
    evidence: Evidence | None = None
    """On every row of the pool."""


def rank(
    learner: ActiveLearner, X: Any, candidates: ArrayLike, wanted: Wanted
) -> list[tuple[int, float]]:
    """The rows among `candidates` (rows of the pool `X`) to ask first, best first, with scores.

    The pool is scored once. Near-copies of a better ranked row come last. Raises what the strategy
    raises, and `JobError` where its answer is not a list of different rows with a score each.
    """
    rows = np.asarray(candidates, np.intp)
    probabilities = learner.predict_proba(X)
    chosen: NDArray[np.intp] = np.empty(0, np.intp)
    scores: NDArray[Any] = np.empty(0)
    for n in (min(wanted.batch, wanted.n), wanted.n - wanted.batch):
        rest = np.setdiff1d(rows, chosen, assume_unique=True)
        if n > 0 and len(rest):
            more, their_scores = _query(learner, X, rest, probabilities, n, wanted)
            chosen, scores = np.append(chosen, more), np.append(scores, their_scores)
    order, scores = near_copies_last((np.arange(len(chosen)), scores), X[chosen])
    return list(zip(chosen[order].tolist(), scores.tolist(), strict=True))


def _query(
    learner: ActiveLearner,
    X: Any,
    rows: NDArray[np.intp],
    probabilities: NDArray[Any],
    n: int,
    wanted: Wanted,
) -> Picks:
    """`n` of `rows`, picked by the learner's strategy."""
    X_pool = X if len(rows) == X.shape[0] else _seen_by(learner.query_strategy.strategy, X, rows)
    learner.estimator.remember(X_pool, probabilities[rows])
    evidence = None if wanted.evidence is None else wanted.evidence.of(rows)
    picks, _, scores = learner.query(
        X_pool,
        return_metrics=True,
        n_instances=min(n, len(rows)),
        rng=wanted.rng,
        evidence=evidence,
    )
    if learner.query_strategy.error is not None:
        raise learner.query_strategy.error
    return rows[picks], np.asarray(scores, float)


def _seen_by(strategy: Callable[..., Any], X: Any, rows: NDArray[np.intp]) -> Any:
    if getattr(strategy, "by_probabilities", False):
        return sp.csr_array((len(rows), X.shape[1]), dtype=np.float32)
    return X[rows]


class _Asked:
    """A strategy that is called once, with the keywords it names; its error is kept."""

    def __init__(self, strategy: Callable[..., Any]) -> None:
        self.strategy = strategy
        self.error: Exception | None = None

    def __call__(
        self, classifier: Classifier, X_pool: Any, n_instances: int = 1, **offered: Any
    ) -> Picks:
        named = inspect.signature(self.strategy).parameters
        wanted = {name: value for name, value in offered.items() if name in named}
        try:
            answer = self.strategy(classifier, X_pool, n_instances=n_instances, **wanted)
            return _checked(answer, X_pool.shape[0])
        except Exception as error:
            self.error = error
            return np.empty(0, np.intp), np.empty(0)


def _checked(answer: Any, size: int) -> Picks:
    """The answer of a strategy; without scores (as before modAL 0.4.2) all scores are 0."""
    picks, scores = answer if isinstance(answer, tuple) else (answer, None)
    rows = np.asarray(picks)
    values = np.zeros(len(rows)) if scores is None else np.asarray(scores, float)
    if (
        rows.ndim != 1
        or rows.dtype.kind not in "iu"
        or values.shape != rows.shape
        or len(np.unique(rows)) != len(rows)
        or (len(rows) and not 0 <= rows.min() <= rows.max() < size)
    ):
        raise JobError(
            "the query strategy did not return different rows of the pool and a score each"
        )
    return rows.astype(np.intp), values

"""What is done with features, for `benchmarks.steps`: learn, score, hold out, choose, check."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import scipy.sparse as sp
from cleanlab.filter import find_label_issues
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from benchmarks.beside import Step
from benchmarks.rows import Row, tell
from tui_labeler.active_learning.clusters import cluster_uncertainty
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression
from tui_labeler.estimators.out_of_fold import out_of_fold
from tui_labeler.estimators.remembering import Remembering
from tui_labeler.label_noise.confident import check

LABELS, MANY, CLASSES = 1000, 5000, 4
BATCH = 50
ITERATIONS = 20
"""Of k-means over the pool, at most: to its end it would take minutes."""
EXACT = (
    "the model is scikit-learn's own. 80 times was reached by stochastic gradient descent, whose "
    "suspects are others in one of four to one of ten."
)
SCORED = (
    "one product of a sparse matrix with a column per class, on both sides; memory is its limit."
)
CLUSTERED = (
    "a singular value decomposition of 1,000 uncertain texts, then k-means in it. Greedy k-centers "
    "took 5 to 10 ms in a trial, and find the oddest of the uncertain texts."
)
ALIKE = (
    "ours is one text per cluster of the most uncertain, which are more alike than the whole pool; "
    "the other one takes what is most uncertain in each part of the pool, certain as it may be."
)
CLEANLAB = (
    "it is cleanlab that is called, and what is added (checks, quality, joint) comes on top; one "
    "never waits for it, but for held-out predictions."
)


def learning(X: sp.csr_matrix) -> Iterator[Step]:
    """What a model does."""
    rng = np.random.default_rng(0)
    labelled = np.sort(rng.choice(X.shape[0], min(MANY, X.shape[0]), replace=False))
    seen = X[labelled]
    y = (seen @ rng.normal(size=(X.shape[1], CLASSES))).argmax(axis=1)
    few = np.sort(rng.choice(len(y), min(LABELS, len(y)), replace=False))
    yield _held_out(seen[few], y[few], goal=20)
    yield _held_out(seen, y, goal=80, once=True)
    theirs, ours = (
        model.fit(seen[few], y[few]) for model in (_plain(), SeenColumnsLogisticRegression())
    )
    yield Step(
        f"the pool scored, {len(few):,} labels",
        "LogisticRegression.predict_proba",
        partial(theirs.predict_proba, X),
        partial(ours.predict_proba, X),
        2,
        limit=SCORED,
    )
    yield from choosing(X, Remembering(ours))
    yield from doubting(X.shape[0])


def _plain() -> LogisticRegression:
    return LogisticRegression(C=SeenColumnsLogisticRegression().C, max_iter=1000)


def _held_out(
    X: Any, y: NDArray[np.intp], goal: float | None = None, *, once: bool = False
) -> Step:
    return Step(
        f"held-out predictions of {len(y):,} labels",
        "cross_val_predict",
        partial(cross_val_predict, _plain(), X, y, cv=5, method="predict_proba"),
        partial(out_of_fold, SeenColumnsLogisticRegression, X, y, n_classes=CLASSES, seed=0),
        goal,
        once,
        EXACT,
    )


def choosing(X: sp.csr_matrix, model: Remembering) -> Iterator[Step]:
    """A batch of uncertain and different texts, and how it compares with the lecture's."""
    picks: dict[str, NDArray[np.intp]] = {}
    uncertain = 1 - model.predict_proba(X).max(axis=1)

    def k_means() -> None:
        kind = KMeans(BATCH, n_init=1, max_iter=ITERATIONS, random_state=0)
        cluster = kind.fit_predict(X)
        order = np.argsort(-uncertain, kind="stable")
        picks["theirs"] = order[np.unique(cluster[order], return_index=True)[1]]

    def ours() -> None:
        picks["ours"] = cluster_uncertainty(model, X, BATCH)[0]

    peer, what = f"KMeans of the pool, {ITERATIONS} rounds", f"a diverse batch of {BATCH}"
    yield Step(what, peer, k_means, ours, 1000, once=True, limit=CLUSTERED)
    theirs, mine = ([*_alike(X[picks[who]]), float(uncertain[picks[who]].mean())] for who in picks)
    for name, their, our in zip(("the most alike two", "all pairs"), theirs, mine, strict=False):
        tell(Row(f"{what}, similarity of {name}", "", our, peer, their, at_most=their, limit=ALIKE))
    certain = f"{what}, certainty", "", 1 - mine[2], peer, 1 - theirs[2]
    tell(Row(*certain, at_most=1 - theirs[2], limit=ALIKE))


def _alike(X: sp.csr_matrix) -> tuple[float, float]:
    """The largest and the mean similarity of two rows."""
    pairs = (X @ X.T).toarray()[np.triu_indices(X.shape[0], k=1)]
    return float(pairs.max()), float(pairs.mean())


def doubting(rows: int) -> Iterator[Step]:
    """Which labels are doubted."""
    rng = np.random.default_rng(0)
    given = rng.integers(CLASSES, size=rows)
    proba = rng.dirichlet(np.ones(CLASSES), rows)
    for peer, goal, jobs in (("cleanlab, one process", 5, 1), ("cleanlab, its default", 15, None)):
        theirs = partial(find_label_issues, given, proba, n_jobs=jobs)
        ours = partial(check, given, proba)
        yield Step("label issues", peer, theirs, ours, goal, limit=CLEANLAB, clock=jobs is None)

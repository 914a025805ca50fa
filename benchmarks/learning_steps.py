"""What is done with features, for `benchmarks.steps`: learn, score, hold out, choose, check."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import scipy.sparse as sp
from cleanlab.filter import find_label_issues
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from benchmarks.beside import Step
from tui_labeler.active_learning.clusters import diverse
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression
from tui_labeler.estimators.out_of_fold import out_of_fold
from tui_labeler.label_noise.confident import check

LABELS, MANY, CLASSES = 1000, 5000, 4


def learning(X: sp.csr_matrix) -> Iterator[Step]:
    """What a model does."""
    rng = np.random.default_rng(0)
    labelled = np.sort(rng.choice(X.shape[0], min(MANY, X.shape[0]), replace=False))
    seen = X[labelled]
    y = (seen @ rng.normal(size=(X.shape[1], CLASSES))).argmax(axis=1)
    few = np.sort(rng.choice(len(y), min(LABELS, len(y)), replace=False))
    yield _held_out(seen[few], y[few], goal=20)
    yield _held_out(seen, y, once=True)
    theirs, ours = (
        model.fit(seen[few], y[few]) for model in (_plain(), SeenColumnsLogisticRegression())
    )
    yield Step(
        f"the pool scored, {len(few):,} labels",
        "LogisticRegression.predict_proba",
        partial(theirs.predict_proba, X),
        partial(ours.predict_proba, X),
        2,
    )
    yield from choosing(X)


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
    )


def choosing(X: sp.csr_matrix) -> Iterator[Step]:
    """What is asked first, and which labels are doubted."""

    def k_means() -> object:
        space = TruncatedSVD(50, random_state=0).fit_transform(X)
        return KMeans(50, n_init=1, random_state=0).fit(space)

    yield Step(
        "a diverse batch of 50",
        "TruncatedSVD + KMeans",
        k_means,
        partial(diverse, None, X, 50),
        1000,
    )
    rng = np.random.default_rng(0)
    given = rng.integers(CLASSES, size=X.shape[0])
    proba = rng.dirichlet(np.ones(CLASSES), X.shape[0])
    yield Step(
        "label issues",
        "cleanlab find_label_issues",
        partial(find_label_issues, given, proba, n_jobs=1),
        partial(check, given, proba),
        5,
    )

"""A model that learns from weak labels: it can judge items on which no function fires."""

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.estimators.classifier import Classifier
from tui_labeler.evaluation.figure import Figure, share
from tui_labeler.jobs import Progress
from tui_labeler.weak_supervision.label_models.patterns import Floats

HUMAN_WEIGHT = 5.0
"""So many weak labels is a human one worth."""
NEGLIGIBLE = 0.02
"""A probability below this is no evidence for a label."""
FOLDS = 5


def train(
    make: Callable[[], Classifier],
    X: Any,
    proba: Floats,
    fires: NDArray[np.bool_],
    human: NDArray[np.integer],
) -> Classifier:
    """Fit on `proba: [n, k]` of the rows where a function `fires: [n]`, and on human labels.

    `X`: CSR [n, columns]; `human: int [n]`, -1 where there is none, replaces and outweighs the weak
    label. A row stands there once per label, weighted by its probability, which is the same as
    training on soft labels.
    """
    said = np.flatnonzero(human >= 0)
    weak = np.flatnonzero(fires & (human < 0))
    places, labels = np.nonzero(proba[weak] >= NEGLIGIBLE)
    rows = np.concatenate([weak[places], said])
    targets = np.concatenate([labels, human[said]]).astype(np.intp)
    weights = np.concatenate([proba[weak[places], labels], np.full(len(said), HUMAN_WEIGHT)])
    return make().fit(sp.csr_array(X)[rows], targets, weights)


def accuracy(
    make: Callable[[], Classifier],
    X: Any,
    proba: Floats,
    fires: NDArray[np.bool_],
    human: NDArray[np.integer],
) -> Generator[Progress, None, Figure]:
    """Accuracy on human labels: each is predicted by a model that did not see it."""
    rows = np.flatnonzero(human >= 0)
    folds = np.random.default_rng(0).permutation(len(rows)) % FOLDS
    right = 0
    for fold in range(min(FOLDS, len(rows))):
        yield Progress("training on the weak labels", fold, FOLDS)
        out = rows[folds == fold]
        seen, usable = human.copy(), fires.copy()
        seen[out], usable[out] = -1, False
        model = train(make, X, proba, usable, seen)
        found = model.classes_[model.predict_proba(sp.csr_array(X)[out]).argmax(axis=1)]
        right += int((found == human[out]).sum())
    return share(right, len(rows))

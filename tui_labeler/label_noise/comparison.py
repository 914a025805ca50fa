"""Which way of training despite noise is best here: all of them on the same held-out labels."""

from collections.abc import Generator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_labeler.estimators.out_of_fold import deal
from tui_labeler.evaluation.figure import NEEDED, Figure, share
from tui_labeler.jobs import Progress, told_as
from tui_labeler.label_noise import committee, confident
from tui_labeler.label_noise.registry import NOISE
from tui_labeler.label_noise.soft_regression import Training, fit
from tui_labeler.registry import resolve

FOLDS = 3


def compare(
    X: Any,
    y: NDArray[np.intp],
    trusted: NDArray[np.bool_],
    *,
    n_classes: int,
    seed: int,
    groups: NDArray[np.intp],
) -> Generator[Progress, None, Mapping[str, Figure]]:
    """The accuracy of each option on the `trusted [n]` rows among the labels `y [n]` of `X`.

    Folds are held out in turn, copies of a text together (`groups`); what is suspected is found
    anew among the rows that are left, so nothing is changed, removed or learned in a held-out row.
    """
    n = int(trusted.sum())
    if n < NEEDED:
        return {name: share(0, n) for name in NOISE}
    right = dict.fromkeys(NOISE, 0)
    fold = deal(y, groups, FOLDS, np.random.default_rng(seed))
    for number in range(FOLDS):
        train, test = np.flatnonzero(fold != number), np.flatnonzero((fold == number) & trusted)
        if not len(test):
            continue
        progress = Progress("comparing", number, FOLDS)
        checking = committee.held_out(
            X[train], y[train], n_classes=n_classes, seed=seed, groups=groups[train]
        )
        pred_probs = yield from told_as(progress, checking)
        checked = confident.check(y[train], pred_probs)
        plain = Training(X[train], np.eye(n_classes)[y[train]], np.ones(len(train)))
        for name in NOISE:
            yield progress
            option = resolve(NOISE, name, "way to train despite noise")
            model = fit(option(plain, checked, np.random.default_rng(seed)))
            predicted = model.predict_proba(X[test]).argmax(axis=1)
            right[name] += int((predicted == y[test]).sum())
    return {name: share(hits, n) for name, hits in right.items()}

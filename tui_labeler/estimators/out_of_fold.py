"""Predictions for labelled rows by models that never saw them."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tui_labeler.errors import JobError
from tui_labeler.estimators.classifier import Classifier, few_per_class

SAME_TEXT = "Predictions for labels that were held out need two different texts."


def out_of_fold(
    make_estimator: Callable[[], Classifier],
    X: Any,
    y: ArrayLike,
    *,
    n_classes: int,
    seed: int,
    folds: int = 5,
    sample_weight: ArrayLike | None = None,
    groups: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """Cross-validated probabilities [n, n_classes] for `X [n, columns]`, `y: int [n]`.

    The folds are stratified: the rows of each class are dealt to them in turn, so a class of two
    rows or more is in every training set. A class of one row is trained on wherever that row is
    not held out, and has probability 0 in its own row. Rows of one of the `groups` (copies of a
    text) are held out together. Each fold is a new estimator; one that holds labels out itself
    (`holds_out` is true, as for the pool estimator) is fitted once and asked for `out_of_fold_`.

    Raises `JobError` with fewer than two rows or two classes.
    """
    y = np.asarray(y, np.intp)
    if len(np.unique(y)) < 2:
        raise JobError("Predictions for labels that were held out need labels of two kinds.")
    whole = make_estimator()
    if getattr(whole, "holds_out", False):
        return _own(whole.fit(X, y, sample_weight), n_classes)
    group = np.arange(len(y)) if groups is None else np.asarray(groups)
    fold = deal(y, group, folds, np.random.default_rng(seed))
    probabilities = np.zeros((len(y), n_classes))
    for number in np.unique(fold):
        train, test = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        classes = np.unique(y[train])
        if len(classes) == 0:
            raise JobError(SAME_TEXT)
        if len(classes) == 1:
            probabilities[test, classes[0]] = 1.0
            continue
        weight = None if sample_weight is None else np.asarray(sample_weight)[train]
        with few_per_class():
            model = make_estimator().fit(X[train], y[train], weight)
        probabilities[np.ix_(test, model.classes_)] = model.predict_proba(X[test])
    return probabilities


def _own(model: Any, n_classes: int) -> NDArray[np.float64]:
    """What an estimator that holds labels out itself has predicted."""
    if model.out_of_fold_ is None:
        raise JobError(SAME_TEXT)
    probabilities = np.zeros((len(model.out_of_fold_), n_classes))
    probabilities[:, model.classes_] = model.out_of_fold_
    return probabilities


def deal(
    y: NDArray[np.intp], group: NDArray[Any], folds: int, rng: np.random.Generator
) -> NDArray[np.intp]:
    """The fold of each row: groups, shuffled and ordered by class, are dealt like cards."""
    _, first, member = np.unique(group, return_index=True, return_inverse=True)
    shuffled = rng.permutation(len(first))
    by_class = shuffled[np.argsort(y[first][shuffled], kind="stable")]
    fold = np.empty(len(first), np.intp)
    fold[by_class] = np.arange(len(first)) % folds
    return fold[member]

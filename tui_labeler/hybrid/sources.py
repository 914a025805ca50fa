"""What each machine says of the pool, as probabilities that had not seen the label they judge."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.estimators.classifier import make
from tui_labeler.estimators.out_of_fold import deal, out_of_fold
from tui_labeler.features.build import Features
from tui_labeler.hybrid.resolution import Source
from tui_labeler.label_noise.soft_regression import Training, fit
from tui_labeler.registry import resolve
from tui_labeler.weak_supervision.label_models.held_out import cross_validated
from tui_labeler.weak_supervision.label_models.patterns import patterns
from tui_labeler.weak_supervision.registry import LABEL_MODELS

RULES, MODEL, FINAL, GIVEN = "rules", "model", "final model", "given"
LEAST, MOST = 0.65, 0.95
"""What the least and the most confident label of a source count. Claimed confidences are seldom
probabilities, so only their order is believed; the weight of the source scales them all."""
FOLDS = 3
TERMS = ("words", "characters")


def rules_say(
    votes: Sequence[str], label_model: str, human: NDArray[np.intp], k: int
) -> Source | None:
    """The label model's answer to the votes in the `.npy` files `votes`; None: no function votes.

    `human: int [n]`, -1: no label. Rows with one are judged by label models that lack it.
    """
    if not votes:
        return None
    L = np.stack([np.load(path, mmap_mode="r", allow_pickle=False) for path in votes])
    seen = patterns(L, k, human)
    fitting = resolve(LABEL_MODELS, label_model, "label model")
    probabilities = np.array(fitting(seen).predict_proba(seen), np.float64)
    if len(seen.human[0]):
        probabilities[seen.human[0]] = cross_validated(fitting, seen)
    probabilities[(L < 0).all(axis=0)] = np.nan
    return Source(RULES, probabilities)


def labels_say(name: str, said: Sequence[Sequence[float | None]], n: int, k: int) -> Source:
    """Labels with a confidence: `(row, label, confidence or None)`, one per row."""
    probabilities = np.full((n, k), np.nan)
    if said:
        rows = np.array([one[0] for one in said], np.intp)
        labels = np.array([one[1] for one in said], np.intp)
        claimed = np.array([np.nan if one[2] is None else one[2] for one in said], np.float64)
        sure = np.maximum(LEAST + (MOST - LEAST) * _ranks(claimed), 1.2 / k)
        probabilities[rows] = ((1 - sure) / (k - 1))[:, None]
        probabilities[rows, labels] = sure
    return Source(name, probabilities)


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where each value stands among all, 0 to 1; equal ones, and what is not known, in the middle
    of theirs."""
    known = ~np.isnan(values)
    ranks = np.full(len(values), 0.5)
    _, group, counts = np.unique(values[known], return_inverse=True, return_counts=True)
    if len(counts):
        middle = np.cumsum(counts) - counts / 2
        ranks[known] = middle[group] / counts.sum()
    return ranks


def model_says(
    built: Features,
    rows: NDArray[np.intp],
    targets: NDArray[np.intp],
    k: int,
    *,
    estimator: str,
    parameters: Mapping[str, Any],
    seed: int,
) -> Source | None:
    """The estimator that learned from the person's labels; out of fold on these.

    None with fewer than two kinds of labels, or where nothing can be held out.
    """
    counts = np.bincount(targets, minlength=k)
    if (counts > 1).sum() < 2:
        return None
    X = built.X[rows]
    if not X.nnz:
        return None

    def new() -> Any:
        return make(estimator, parameters, seed, built)

    model = new().fit(X, targets)
    probabilities = np.zeros((built.X.shape[0], k))
    probabilities[:, model.classes_] = model.predict_proba(built.X)
    held_out = getattr(model, "out_of_fold_", None)
    if held_out is not None:
        probabilities[rows] = 0
        probabilities[np.ix_(rows, model.classes_)] = held_out
    else:
        probabilities[rows] = out_of_fold(new, X, targets, n_classes=k, seed=seed)
    return Source(MODEL, probabilities)


def final_says(
    built: Features,
    soft: NDArray[np.float64],
    weight: NDArray[np.float64],
    groups: NDArray[np.intp],
    seed: int,
) -> Source | None:
    """A linear model that learned what all said together, `soft [n, k]`; out of fold everywhere.

    What is true of many texts is learned, what a machine says against its own habit is not: where
    the two differ, somebody erred. Copies of a text (`groups [n]`) are held out together. None
    where no row counts.
    """
    X = sp.hstack(
        [built.X[:, built.ranges[name]] for name in TERMS if name in built.ranges] or [built.X],
        format="csr",
    )
    probabilities = np.full(soft.shape, np.nan)
    fold = deal(soft.argmax(axis=1).astype(np.intp), groups, FOLDS, np.random.default_rng(seed))
    for number in np.unique(fold):
        learned = np.flatnonzero((fold != number) & (weight > 0))
        if not len(learned) or not X[learned].nnz:
            return None
        model = fit(Training(X[learned], soft[learned], weight[learned]))
        held = np.flatnonzero(fold == number)
        probabilities[held] = model.predict_proba(X[held])
    return Source(FINAL, probabilities)

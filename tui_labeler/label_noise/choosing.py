"""Whether doubtful labels should count less, decided without knowing the right ones.

Where labels are few or nearly all right, the rows that a check doubts are the hard ones, and to
lose them costs more than their errors. Wrong labels themselves tell which case it is: a model that
learned despite them predicts other labels better, wrong ones among them. Measured in
`benchmarks/label_noise.py`.
"""

from collections.abc import Generator
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from tui_labeler.estimators.out_of_fold import deal
from tui_labeler.jobs import Progress, told_as
from tui_labeler.label_noise import committee, confident
from tui_labeler.label_noise.confident import Checked
from tui_labeler.label_noise.robust import discount
from tui_labeler.label_noise.soft_regression import Training, fit

ENOUGH = 300
"""With fewer labels the comparison is chance, and they are learned as they are."""
MOST = 5_000
"""Of more labels a random part is compared: enough to see what is surely better."""
FOLDS = 3
SURE = 1.0
"""Standard errors by which the discount must be better."""
SMALLEST = 1e-6


def checked_labels(
    training: Training, groups: NDArray[np.intp], seed: int
) -> Generator[Progress, None, Checked]:
    """What the committee and confident learning say about the labels of `training`.

    Raises JobError with fewer than two classes of two rows.
    """
    given, n_classes = training.targets.argmax(axis=1), training.targets.shape[1]
    pred_probs = yield from committee.held_out(
        training.X, given, n_classes=n_classes, seed=seed, groups=groups
    )
    return confident.check(given, pred_probs)


def discount_is_better(
    training: Training, groups: NDArray[np.intp], seed: int
) -> Generator[Progress, None, bool]:
    """Whether a model trained with `robust.discount` predicts held-out labels surely better.

    Better: more of them, or with less log-loss. Raises JobError as `checked_labels` does.
    """
    rng = np.random.default_rng(seed)
    if len(groups) > MOST:
        part = np.sort(rng.choice(len(groups), MOST, replace=False))
        training, groups = training[part], groups[part]
    given = training.targets.argmax(axis=1)
    n = len(given)
    if n < ENOUGH:
        return False
    fold = deal(given, groups, FOLDS, rng)
    right, log_likelihood = np.zeros(n), np.zeros(n)
    for number in range(FOLDS):
        out = fold == number
        inside = training[np.flatnonzero(~out)]
        progress = Progress("trying what doubtful labels should count", number, FOLDS)
        checked = yield from told_as(progress, checked_labels(inside, groups[~out], seed))
        rows = np.flatnonzero(out)
        for sign, learned in ((-1, inside), (1, discount(inside, checked, rng))):
            proba = fit(learned).predict_proba(training.X[rows])
            told = proba[np.arange(len(rows)), given[rows]]
            right[rows] += sign * (proba.argmax(axis=1) == given[rows])
            log_likelihood[rows] += sign * np.log(np.maximum(told, SMALLEST))
    return _surely_more(right) or _surely_more(log_likelihood)


def _surely_more(gains: NDArray[np.float64]) -> bool:
    return bool(gains.mean() > SURE * gains.std() / sqrt(len(gains)))

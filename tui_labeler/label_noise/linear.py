"""The linear model that a project ends with, trained despite noise.

What is returned is scikit-learn's own `LogisticRegression`, whose coefficients were found on soft
targets: whoever uses it needs nothing of this package.
"""

from collections.abc import Generator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from tui_labeler.errors import JobError
from tui_labeler.jobs import Progress
from tui_labeler.label_noise.choosing import checked_labels, discount_is_better
from tui_labeler.label_noise.registry import AUTO, CHOICES, NOISE, PLAIN
from tui_labeler.label_noise.soft_regression import SoftRegression, Training, fit
from tui_labeler.registry import check, resolve

C = 10.0


def train(
    training: Training,
    classes: Sequence[str],
    noise: str,
    *,
    sure: NDArray[np.bool_],
    seed: int,
    groups: NDArray[np.intp],
) -> Generator[Progress, None, LogisticRegression]:
    """Train on shares of `classes`, after the option `noise` has dealt with the doubtful ones.

    `sure [n]`: labels that `auto` leaves as they are, the person's own. `groups [n]`: rows with
    the same number are copies, and are checked without one another. Labels too few to be checked
    are learned as they are. Raises `UnknownName` for the option.
    """
    check(CHOICES, noise, "way to train despite noise")
    try:
        training = yield from _despite(noise, training, sure, groups, seed)
    except JobError:
        yield Progress("too few labels to check")
    yield Progress("training")
    return as_scikit_learn(fit(training, C), classes, seed)


def _despite(
    noise: str,
    training: Training,
    sure: NDArray[np.bool_],
    groups: NDArray[np.intp],
    seed: int,
) -> Generator[Progress, None, Training]:
    kept, option = np.zeros_like(sure), noise
    if noise == AUTO:
        kept, option = sure, PLAIN
        if not sure.all() and (yield from discount_is_better(training, groups, seed)):
            option = "discount"
    if option == PLAIN:
        return training
    checked = yield from checked_labels(training, groups, seed)
    rng = np.random.default_rng(seed)
    changed: Training = resolve(NOISE, option, "way to train despite noise")(training, checked, rng)
    return replace(changed, weight=np.where(kept, training.weight, changed.weight))


def as_scikit_learn(
    fitted: SoftRegression, classes: Sequence[str], seed: int
) -> LogisticRegression:
    """A `LogisticRegression` with the same probabilities; `classes` are in alphabetical order."""
    coef, intercept = fitted.coef.T, fitted.intercept
    if len(classes) == 2:
        coef, intercept = coef[1:] - coef[:1], intercept[1:] - intercept[:1]
    model = LogisticRegression(C=C, random_state=seed)
    model.classes_ = np.asarray(classes)
    model.coef_, model.intercept_ = coef, intercept
    model.n_features_in_ = coef.shape[1]
    return model

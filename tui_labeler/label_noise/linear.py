"""The linear model that a project ends with, trained despite noise.

What is returned is scikit-learn's own `LogisticRegression`, whose coefficients were found on soft
targets: whoever uses it needs nothing of this package.
"""

from collections.abc import Generator, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from tui_labeler.errors import JobError
from tui_labeler.jobs import Progress
from tui_labeler.label_noise import committee, confident
from tui_labeler.label_noise.registry import NOISE
from tui_labeler.label_noise.soft_regression import SoftRegression, Training, fit
from tui_labeler.registry import resolve

C = 10.0


def train(
    training: Training,
    classes: Sequence[str],
    noise: str,
    *,
    seed: int,
    groups: NDArray[np.intp],
) -> Generator[Progress, None, LogisticRegression]:
    """Train on shares of `classes`, after the option `noise` has dealt with the doubtful ones.

    `groups [n]`: rows with the same number are copies, and are checked without one another. Labels
    too few to be checked are learned as they are. Raises `UnknownName` for the option.
    """
    option = resolve(NOISE, noise, "way to train despite noise")
    if noise != "none":
        try:
            given = training.targets.argmax(axis=1)
            pred_probs = yield from committee.held_out(
                training.X, given, n_classes=len(classes), seed=seed, groups=groups
            )
            checked = confident.check(given, pred_probs)
        except JobError:
            yield Progress("too few labels to check")
        else:
            training = option(training, checked, np.random.default_rng(seed))
    yield Progress("training")
    return as_scikit_learn(fit(training, C), classes, seed)


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

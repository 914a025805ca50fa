"""Training despite noise: each option turns what a model learns from into something safer.

An option is a function of the plain training data and of what the check said about exactly those
rows, so that rows held out for evaluation are never touched. All are named in `registry.py`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tui_labeler.label_noise.confident import Checked
from tui_labeler.label_noise.noise_matrix import noise_matrix
from tui_labeler.label_noise.soft_regression import Training

SMOOTH = 0.1
"""Share of every label that is spread over all classes."""
MIX = 0.4
"""Of the Beta distribution that says how much of the other text is mixed in."""
DOUBTFUL = 0.15
"""What an issue counts when it is kept: some issues are right."""
LEAST_RIGHT = 0.2
"""A class is taken for right at least so often, however noisy it seems."""

Option: TypeAlias = Callable[[Training, Checked, np.random.Generator], Training]


def plain(training: Training, checked: Checked, rng: np.random.Generator) -> Training:
    """As if all labels were right."""
    return training


def remove(training: Training, checked: Checked, rng: np.random.Generator) -> Training:
    """Without the labels that confident learning calls issues."""
    return replace(training, weight=training.weight * ~checked.is_issue)


def discount(training: Training, checked: Checked, rng: np.random.Generator) -> Training:
    """With the issues counting little: loses less than removal where labels are clean."""
    counts = np.where(checked.is_issue, DOUBTFUL, 1.0)
    return replace(training, weight=training.weight * counts)


def relabel(training: Training, checked: Checked, rng: np.random.Generator) -> Training:
    """With the suggested labels in place of the issues."""
    targets = training.targets.copy()
    issues = np.flatnonzero(checked.is_issue)
    targets[issues] = 0
    targets[issues, checked.suggested[issues]] = 1
    return replace(training, targets=targets)


def clean_weights(training: Training, checked: Checked, rng: np.random.Generator) -> Training:
    """Without the issues, classes weighed as if none of theirs had been lost to others.

    cleanlab's `CleanLearning` (Northcutt, Jiang, Chuang 2021): 1 / P(given = k | true = k).
    """
    kept = np.diagonal(noise_matrix(checked.joint).true_to_observed)
    weight = training.weight * ~checked.is_issue
    return replace(
        training, weight=weight * (training.targets @ (1 / np.maximum(kept, LEAST_RIGHT)))
    )


def smooth(training: Training, checked: Checked, rng: np.random.Generator) -> Training:
    """Label smoothing (Szegedy et al. 2016; against noise: Lukasik et al. 2020)."""
    k = training.targets.shape[1]
    return replace(training, targets=(1 - SMOOTH) * training.targets + SMOOTH / k)


def mixup(training: Training, checked: Checked, rng: np.random.Generator) -> Training:
    """Each text mixed with another one, features and labels alike (Zhang et al. 2018)."""
    n = len(training.weight)
    share = rng.beta(MIX, MIX, n)
    share = np.maximum(share, 1 - share)
    other = rng.permutation(n)
    scaled = training.X.multiply(share[:, None]) + training.X[other].multiply(1 - share[:, None])
    column = share[:, None]
    return Training(
        X=scaled.tocsr(),
        targets=column * training.targets + (1 - column) * training.targets[other],
        weight=share * training.weight + (1 - share) * training.weight[other],
    )


def forward(training: Training, checked: Checked, rng: np.random.Generator) -> Training:
    """The model's probabilities pass through the noise before the loss (Patrini et al. 2017)."""
    return replace(training, transition=_transition(checked))


def backward(training: Training, checked: Checked, rng: np.random.Generator) -> Training:
    """The loss is what it would be on average without noise (Patrini et al. 2017).

    Its negative targets are cut at 0, which keeps the loss from falling without end.
    """
    targets = np.maximum(training.targets @ np.linalg.pinv(_transition(checked)).T, 0)
    total = targets.sum(axis=1, keepdims=True)
    return replace(training, targets=np.divide(targets, total, out=targets, where=total > 0))


def _transition(checked: Checked) -> NDArray[np.float64]:
    """True -> observed, with every class right at least `LEAST_RIGHT` of the time."""
    matrix = noise_matrix(checked.joint).true_to_observed
    own = np.diagonal(matrix)
    mixed = np.clip((LEAST_RIGHT - own) / np.maximum(1 - own, 1e-9), 0, 1)
    result: NDArray[np.float64] = matrix * (1 - mixed)[:, None] + np.diag(mixed)
    return result

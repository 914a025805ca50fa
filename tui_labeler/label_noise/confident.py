"""Confident learning on any labels: cleanlab decides which are issues, its quality ranks them.

cleanlab wants classes 0 … k-1 that all occur, finite probabilities and at least two rows of each;
what it does otherwise is an error about arrays, or nonsense without one. This is the only module
that calls it, and what it cannot check is named instead.
"""

from dataclasses import dataclass

import numpy as np
from cleanlab.count import compute_confident_joint, estimate_joint
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
from numpy.typing import ArrayLike, NDArray

from tui_labeler.errors import JobError

NEEDED = 2
"""Rows a class needs: one to learn from, one to check."""


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """What confident learning says about n labels; rows that were not checked have quality 1."""

    checked: NDArray[np.bool_]
    """[n] False: the class is too small."""
    self_confidence: NDArray[np.float64]
    """[n] cleanlab's label quality: the held-out probability of the given label."""
    suggested: NDArray[np.intp]
    """[n] the most probable class; the given one where nothing was checked."""
    confidence: NDArray[np.float64]
    """[n] the held-out probability of the suggested class."""
    is_issue: NDArray[np.bool_]
    """[n] cleanlab's decision."""
    too_small: tuple[int, ...]
    """Classes that have examples, but fewer than `NEEDED`."""
    joint: NDArray[np.float64]
    """[k, k] the estimated joint of given (rows) and true label (columns); sums to 1."""


def check(labels: ArrayLike, pred_probs: ArrayLike) -> Checked:
    """Check `labels: int [n]` by held-out `pred_probs: float [n, k]`.

    Confident learning (Northcutt, Jiang, Chuang 2021) as in `cleanlab.filter.find_label_issues`
    (`prune_by_noise_rate`) and `cleanlab.rank.get_label_quality_scores` (`self_confidence`).
    Raises `JobError` with fewer than two classes of two rows, or probabilities that are none.
    """
    y, proba = np.asarray(labels, np.intp), np.asarray(pred_probs, np.float64)
    counts = np.bincount(y, minlength=proba.shape[1])
    classes = np.flatnonzero(counts >= NEEDED)
    if len(classes) < 2:
        raise JobError("Checking labels needs two kinds of labels with two examples each.")
    rows = np.flatnonzero(counts[y] >= NEEDED)
    place = np.full(len(counts), -1)
    place[classes] = np.arange(len(classes))
    given = place[y[rows]]
    sure = _distribution(proba[np.ix_(rows, classes)])
    confident = compute_confident_joint(given, sure)
    issues = find_label_issues(given, sure, confident_joint=confident, n_jobs=1)
    result = Checked(
        checked=counts[y] >= NEEDED,
        self_confidence=np.ones(len(y)),
        suggested=y.copy(),
        confidence=np.ones(len(y)),
        is_issue=np.zeros(len(y), np.bool_),
        too_small=tuple(np.flatnonzero((counts > 0) & (counts < NEEDED)).tolist()),
        joint=np.zeros((len(counts), len(counts))),
    )
    result.self_confidence[rows] = get_label_quality_scores(given, sure)
    result.suggested[rows] = classes[sure.argmax(axis=1)]
    result.confidence[rows] = sure.max(axis=1)
    result.is_issue[rows] = issues
    result.joint[np.ix_(classes, classes)] = estimate_joint(given, sure, confident_joint=confident)
    return result


def _distribution(proba: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows that sum to 1; one without any mass (its class was never trained on) is even."""
    if not np.isfinite(proba).all() or (proba < 0).any():
        raise JobError("The model's probabilities are not numbers from 0 to 1: nothing is checked.")
    total = proba.sum(axis=1, keepdims=True)
    even = np.full_like(proba, 1 / proba.shape[1])
    shares: NDArray[np.float64] = np.divide(proba, total, out=even, where=total > 0)
    return shares

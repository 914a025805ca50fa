"""When to stop: criteria with their values, on texts drawn at random, never on those asked.

Texts a strategy asked are the hard ones: what a model makes of them says little about the rest
(Kurlandski & Bloodgood 2022). So predictions are watched on a random *stop set*, and accuracy on
the random share of the labels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import entr
from scipy.stats import t as student

from tui_labeler.active_learning.advice import MORE

STOP_SET = 1000
"""Texts that are watched."""
WINDOW = 3
"""Models whose agreement is averaged (Bloodgood & Vijay-Shanker 2009)."""
LATELY = 6
"""Models whose accuracies make the learning curve's end."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One reason to stop: its value, and from where on it says so."""

    name: str
    value: float | None
    threshold: float
    met: bool
    low: float | None = None
    """The 95 % interval of the value, where it is estimated."""
    high: float | None = None
    reason: str = ""
    """Why there is no value yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What the criteria look at, newest last."""

    probabilities: NDArray[Any]
    """The present model's on the stop set [s, k]."""
    before: NDArray[np.intp] | None
    """What the model before predicted there [s]."""
    kappas: Sequence[float]
    """Agreement of every model with the one before it, without the present one's."""
    curve: Sequence[tuple[int, float]]
    """(labels, accuracy on the random share) of every model that had one."""
    labels: int
    budget: int | None


def criteria(watched: Watched) -> list[Criterion]:
    """All criteria on one state of affairs."""
    return [
        *([_budget(watched)] if watched.budget else []),
        *on_stop_set(watched.probabilities, watched.before, watched.kappas),
        plateau(watched.curve),
        expected_gain(watched.curve),
    ]


def as_json(found: Sequence[Criterion]) -> list[dict[str, Any]]:
    """The criteria as plain values."""
    return [asdict(criterion) for criterion in found]


def _budget(watched: Watched) -> Criterion:
    assert watched.budget is not None
    spent = watched.labels / watched.budget
    return Criterion("budget", spent, 1.0, spent >= 1)


def overall_uncertainty(probabilities: NDArray[Any], threshold: float = 0.05) -> Criterion:
    """Mean entropy on the stop set as a share of the largest possible (Zhu et al. 2008)."""
    k = probabilities.shape[1]
    if k < 2 or not len(probabilities):
        return _unknown("overall_uncertainty", threshold, "needs two labels")
    value = float(entr(np.asarray(probabilities, float)).sum(axis=1).mean() / np.log(k))
    return Criterion("overall_uncertainty", value, threshold, value < threshold)


def kappa(first: ArrayLike, second: ArrayLike) -> float:
    """Cohen's kappa of two series of labels; 1 where both are constant and equal."""
    a, b = np.asarray(first), np.asarray(second)
    labels = np.union1d(a, b)
    same = float((a == b).mean())
    chance = float(sum((a == label).mean() * (b == label).mean() for label in labels))
    return 1.0 if chance == 1 else (same - chance) / (1 - chance)


def on_stop_set(
    probabilities: NDArray[Any], before: NDArray[np.intp] | None, kappas: Sequence[float]
) -> list[Criterion]:
    """Overall uncertainty, and how alike successive models predict; see `Watched`."""
    uncertainty = overall_uncertainty(probabilities)
    if before is None or not len(before):
        reason = "needs two models"
        return [
            uncertainty,
            _unknown("kappa_average", 0.99, reason),
            _unknown("classification_change", 0.005, reason),
        ]
    now = probabilities.argmax(axis=1)
    changed = float((now != before).mean())
    change = Criterion("classification_change", changed, 0.005, changed <= 0.005)
    lately = [*kappas, kappa(before, now)][-WINDOW:]
    if len(lately) < WINDOW:
        reason = f"needs {WINDOW + 1} models"
        return [uncertainty, _unknown("kappa_average", 0.99, reason), change]
    mean = float(np.mean(lately))
    return [uncertainty, Criterion("kappa_average", mean, 0.99, mean >= 0.99), change]


def plateau(curve: Sequence[tuple[int, float]], threshold: float = 0.01) -> Criterion:
    """The slope of the curve's end in accuracy per 100 labels; met when surely below."""
    return _slope("accuracy_plateau", curve, threshold, np.array, 100.0)


def expected_gain(curve: Sequence[tuple[int, float]], threshold: float = 0.005) -> Criterion:
    """What the next 50 labels bring if accuracy goes on to grow with their logarithm."""
    if not curve:
        return _unknown("expected_gain", threshold, "needs an accuracy")
    labels = curve[-1][0]
    return _slope("expected_gain", curve, threshold, np.log, float(np.log1p(MORE / labels)))


def _slope(
    name: str, curve: Sequence[tuple[int, float]], threshold: float, scale: Any, per: float
) -> Criterion:
    """Least squares through the last points; its 95 % interval by Student's t."""
    end = curve[-LATELY:]
    if len(end) < 4:
        return _unknown(name, threshold, f"needs 4 models, has {len(end)}")
    x, y = scale([float(n) for n, _ in end]), np.array([score for _, score in end])
    x = x - x.mean()
    spread = float(x @ x)
    if spread == 0:
        return _unknown(name, threshold, "needs more labels")
    slope = float(x @ y) / spread
    rest = y - y.mean() - slope * x
    free = len(end) - 2
    half = float(student.ppf(0.975, free)) * float(np.sqrt(rest @ rest / free / spread))
    value, low, high = slope * per, (slope - half) * per, (slope + half) * per
    return Criterion(name, value, threshold, high < threshold, low, high)


def _unknown(name: str, threshold: float, reason: str) -> Criterion:
    return Criterion(name, None, threshold, False, reason=reason)


def watched_from(
    now: NDArray[Any],
    before: NDArray[Any] | None,
    history: Sequence[Mapping[str, Any]],
    present: Mapping[str, Any],
) -> Watched:
    """From probabilities on the stop set and the figures of earlier models, oldest first.

    A figure has `labels`, and `accuracy` and `kappa` where they were known; `present` also
    `budget`.
    """
    known = [*history, present]
    return Watched(
        probabilities=now,
        before=None if before is None else before.argmax(axis=1),
        kappas=[figure["kappa"] for figure in history if figure.get("kappa") is not None],
        curve=[(f["labels"], f["accuracy"]) for f in known if f.get("accuracy") is not None],
        labels=present["labels"],
        budget=present.get("budget"),
    )

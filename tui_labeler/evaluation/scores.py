"""How good predictions are against a person's labels: accuracy, macro F1, per class, confusion."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tui_labeler.evaluation.figure import NEEDED, Figure, share


@dataclass(frozen=True, slots=True)
class ClassScore:
    """One class. A share of nothing is None: no item predicted, no item labelled so."""

    precision: float | None
    recall: float | None
    f1: float | None
    n: int
    """Items the person labelled so."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of predictions on a sample."""

    accuracy: Figure
    macro_f1: float | None
    """The mean F1 of the classes that were labelled or predicted; None where accuracy has none."""
    classes: tuple[ClassScore, ...]
    confusion: tuple[tuple[int, ...], ...]
    """[true class][predicted class]"""


def scores(truth: ArrayLike, predicted: ArrayLike, n_classes: int) -> Scores:
    """Score `predicted: int [n]` against `truth: int [n]`, both in 0 … `n_classes` - 1.

    The accuracy is a fair estimate for the pool if the items are a uniform sample of it and the
    predictions come from models that never saw them.
    """
    table = _confusion(np.asarray(truth, np.intp), np.asarray(predicted, np.intp), n_classes)
    right = np.diagonal(table)
    classes = tuple(
        ClassScore(_ratio(hit, said), _ratio(hit, true), _ratio(2 * hit, said + true), int(true))
        for hit, said, true in zip(right, table.sum(axis=0), table.sum(axis=1), strict=True)
    )
    n = int(table.sum())
    known = [score.f1 for score in classes if score.f1 is not None]
    return Scores(
        accuracy=share(int(right.sum()), n),
        macro_f1=sum(known) / len(known) if n >= NEEDED else None,
        classes=classes,
        confusion=tuple(map(tuple, table.tolist())),
    )


def calibration_error(confidence: ArrayLike, right: ArrayLike, bins: int = 10) -> float:
    """Mean distance of confidence and share that is right, over bins of equally many items
    (adaptive calibration error: Nixon et al. 2019). `confidence: float [n]`, `right: bool [n]`.
    """
    c, hit = np.asarray(confidence, float), np.asarray(right, float)
    order = np.argsort(c, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return float(sum(abs(c[part].mean() - hit[part].mean()) * len(part) for part in parts) / len(c))


def _confusion(
    truth: NDArray[np.intp], predicted: NDArray[np.intp], n_classes: int
) -> NDArray[np.intp]:
    cells = np.bincount(truth * n_classes + predicted, minlength=n_classes**2)
    return cells.reshape(n_classes, n_classes)


def _ratio(part: int, whole: int) -> float | None:
    return float(part / whole) if whole else None

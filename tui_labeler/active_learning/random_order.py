"""What random order would have done and needed: an estimate, from the random share alone.

The random share of the labels is what random order would have asked. Models learn from parts of it
and are judged on the rest; accuracy is taken to grow with the logarithm of the labels.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

NEEDED = 40
"""Random answers below which parts of them are too small to learn from."""
PARTS = (0.25, 0.45, 0.7)
REPEATS = 3
DRAWS = 500
"""Bootstrap samples behind the band."""
BAND = (2.5, 97.5)
POINTS = 12
"""Of the curve."""

Line: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class RandomOrder:
    """The labels random order needs for the present accuracy, with a 95 % band."""

    needs: float | None
    low: float | None = None
    high: float | None = None
    labels: int = 0
    """How many there were when it was estimated."""
    reason: str = ""
    """Why there is no estimate."""
    curve: tuple[tuple[float, ...], ...] = ()
    """Labels, the accuracy random order has with them, and its 95 % band."""

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the estimate is made from."""

    X: Any
    """The random share of the labelled rows [n, columns]."""
    y: NDArray[np.intp]
    labels: int
    """All there are."""
    accuracy: float
    """Of the present model, out of fold on the random share."""
    pool: int
    """No order needs more labels than there are texts."""


def random_order(
    known: Known, fit: Callable[[Any, NDArray[np.intp]], Any], rng: np.random.Generator
) -> RandomOrder:
    """`fit(X, y)`: a model with `predict`, as the present one."""
    n = len(known.y)
    if n < NEEDED:
        return RandomOrder(None, reason=f"needs {NEEDED} random")
    sizes, scores = [], []
    for size in (round(n * part) for part in PARTS for _ in range(REPEATS)):
        order = rng.permutation(n)
        learned, judged = order[:size], order[size:]
        if len(np.unique(known.y[learned])) > 1:
            predicted = fit(known.X[learned], known.y[learned]).predict(known.X[judged])
            sizes.append(size)
            scores.append(float((predicted == known.y[judged]).mean()))
    if len(set(sizes)) < len(PARTS):
        return RandomOrder(None, reason="nearly one label")
    return _extrapolated(known, sizes, scores, rng)


def _extrapolated(
    known: Known, sizes: Sequence[int], scores: Sequence[float], rng: np.random.Generator
) -> RandomOrder:
    """Where the line through the scores reaches the present accuracy, and the line up to the
    present labels; for the bands pairs are drawn anew, and the accuracy within its standard
    error."""
    x, y = np.log(sizes), np.asarray(scores)
    line = _line(x, y)
    needs = _crossing(line, known.accuracy)
    if needs is None:
        return RandomOrder(None, reason="no growth yet")
    error = np.sqrt(known.accuracy * (1 - known.accuracy) / len(known.y))
    errors = rng.normal(0, error, DRAWS)
    lines = [_line(x[rows], y[rows]) for rows in rng.integers(len(x), size=(DRAWS, len(x)))]
    found = []
    for drawn, wrong in zip(lines, errors, strict=True):
        crossing = _crossing(drawn, known.accuracy + wrong)
        found.append(known.pool if crossing is None else min(crossing, known.pool))
    low, high = np.percentile(found, BAND)
    labels = np.unique(np.geomspace(min(sizes), known.labels, POINTS).round().astype(int))
    table = np.array(
        [_at(drawn, labels) + wrong for drawn, wrong in zip(lines, errors, strict=True)]
    )
    band = np.percentile(table, BAND, axis=0)
    accuracies = np.clip([_at(line, labels), *band], 0, 1).T.round(4)
    curve = tuple((int(n), *row) for n, row in zip(labels, accuracies.tolist(), strict=True))
    return RandomOrder(min(needs, known.pool), float(low), float(high), known.labels, curve=curve)


def _line(x: NDArray[Any], y: NDArray[Any]) -> Line:
    """Least squares: a point of the line, and its slope; 0 where all x are the same."""
    spread = float(((x - x.mean()) ** 2).sum())
    slope = float((x - x.mean()) @ y) / spread if spread else 0.0
    return float(x.mean()), float(y.mean()), slope


def _at(line: Line, labels: NDArray[Any]) -> NDArray[Any]:
    """The accuracy with so many labels."""
    x, y, slope = line
    found: NDArray[Any] = y + slope * (np.log(labels) - x)
    return found


def _crossing(line: Line, accuracy: float) -> float | None:
    """The labels at which the line reaches `accuracy`; None where it does not rise."""
    x, y, slope = line
    if slope <= 0:
        return None
    return float(np.exp(min(50.0, x + (accuracy - y) / slope)))

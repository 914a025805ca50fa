"""Confidence that means what it says: fitted on items where right and wrong are known.

Plain Python: a few hundred validated items, and it runs where no numpy is loaded.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import exp, log
from typing import TypeAlias

from tui_labeler.evaluation.figure import Figure, share, wilson

Calibrator: TypeAlias = Callable[[float], float]
Point: TypeAlias = tuple[float, bool]
"""A confidence, and whether the label was right."""

PLATT_NEEDS = 30
ISOTONIC_NEEDS = 500
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
THRESHOLD_NEEDS = 20
_EDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of a reliability table: confidence in [low, high), the last one closed."""

    low: float
    high: float
    mean: float | None
    """Mean confidence."""
    right: Figure


def reliability(points: Sequence[Point], bins: Sequence[float] = BINS) -> tuple[Bin, ...]:
    """The share that was right, by confidence."""
    rows = []
    for low, high in pairwise(bins):
        last = high == bins[-1]
        inside = [(c, right) for c, right in points if low <= c < high or (last and c == high)]
        mean = sum(c for c, _ in inside) / len(inside) if inside else None
        right = share(sum(right for _, right in inside), len(inside), needed=1)
        rows.append(Bin(low, high, mean, right))
    return tuple(rows)


def log_loss(points: Sequence[Point]) -> float:
    """The mean log loss of the confidences, in nats; clipped at one in a million."""
    clipped = ((min(1 - _EDGE, max(_EDGE, c)), right) for c, right in points)
    return -sum(log(c if right else 1 - c) for c, right in clipped) / len(points)


def calibrate(points: Sequence[Point]) -> tuple[Calibrator, str] | None:
    """A map from confidence to the chance of being right, and its name; None: too few points.

    Platt's sigmoid from 30 points, isotonic regression from 500 (below, it overfits: Niculescu-
    Mizil and Caruana 2005, "Predicting good probabilities with supervised learning").
    """
    if len(points) < PLATT_NEEDS or len({right for _, right in points}) < 2:
        return None
    if len(points) >= ISOTONIC_NEEDS:
        return isotonic(points), "isotonic"
    return platt(points), "Platt"


def platt(points: Sequence[Point]) -> Calibrator:
    """sigmoid(a · logit(confidence) + b) by Newton's method, targets smoothed as in Platt 1999.

    A weak prior holds `a` near 1, so that confidences that are all alike leave it there. Never
    decreasing: where less confident labels are right more often, every label gets the mean.
    """
    n_right = sum(right for _, right in points)
    n_wrong = len(points) - n_right
    goals = {True: (n_right + 1) / (n_right + 2), False: 1 / (n_wrong + 2)}
    data = [(_logit(confidence), goals[right]) for confidence, right in points]
    a, b = _newton(data, fixed=None)
    if a < 0:
        a, b = _newton(data, fixed=0.0)
    return lambda confidence: _sigmoid(a * _logit(confidence) + b)


def _newton(data: Sequence[tuple[float, float]], fixed: float | None) -> tuple[float, float]:
    """The slope (or `fixed`) and the offset with the least log loss."""
    a, b = (1.0 if fixed is None else fixed), 0.0
    for _ in range(50):
        gradient_a, gradient_b = (a - 1.0 if fixed is None else 0.0), 0.0
        aa, ab, bb = 1.0, 0.0, 1e-9
        for x, goal in data:
            p = _sigmoid(a * x + b)
            weight = p * (1 - p)
            gradient_b += p - goal
            bb += weight
            if fixed is None:
                gradient_a += (p - goal) * x
                aa += weight * x * x
                ab += weight * x
        determinant = aa * bb - ab * ab
        step_a = (bb * gradient_a - ab * gradient_b) / determinant
        step_b = (aa * gradient_b - ab * gradient_a) / determinant
        step_a, step_b = max(-2.0, min(2.0, step_a)), max(-2.0, min(2.0, step_b))
        a, b = a - step_a, b - step_b
        if abs(step_a) + abs(step_b) < 1e-9:
            break
    return a, b


def isotonic(points: Sequence[Point]) -> Calibrator:
    """The best non-decreasing step function (pool adjacent violators), smoothed by one item."""
    blocks: list[list[float]] = []
    for confidence, same in groupby(sorted(points), key=lambda point: point[0]):
        found = [right for _, right in same]
        blocks.append([confidence, float(sum(found)), float(len(found))])
        while len(blocks) > 1 and (blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]):
            _, hits, count = blocks.pop()
            blocks[-1][1] += hits
            blocks[-1][2] += count
    starts = [start for start, _, _ in blocks]
    values = [(hits + 0.5) / (count + 1) for _, hits, count in blocks]
    for at in range(1, len(values)):
        values[at] = max(values[at], values[at - 1])
    return lambda confidence: values[max(0, bisect_right(starts, confidence) - 1)]


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which confidence on labels are good enough, as far as validated items can tell."""

    value: float | None
    precision: Figure
    """Of the validated items at or above it."""
    reason: str = ""


def lowest_threshold(points: Sequence[Point], wanted: float) -> Threshold:
    """The lowest confidence at which the interval of the precision lies above `wanted`.

    The lower end of the interval counts and not the estimate: the best of many estimates is too
    good. Value None, with the reason, where no confidence has that.
    """
    best: Threshold | None = None
    candidates = sorted({confidence for confidence, _ in points})
    for value in candidates:
        kept = [right for confidence, right in points if confidence >= value]
        if len(kept) < THRESHOLD_NEEDS:
            break
        if wilson(sum(kept), len(kept))[0] >= wanted:
            best = Threshold(value, share(sum(kept), len(kept), needed=1))
            break
    if best is not None:
        return best
    everything = share(sum(right for _, right in points), len(points), needed=1)
    if len(points) < THRESHOLD_NEEDS:
        reason = f"{len(points)} validated items, needs {THRESHOLD_NEEDS}"
    else:
        reason = f"no confidence has a precision that is surely {wanted:.0%} or more"
    return Threshold(None, everything, reason)


def _logit(share: float) -> float:
    share = min(1 - _EDGE, max(_EDGE, share))
    return log(share / (1 - share))


def _sigmoid(x: float) -> float:
    if x >= 0:
        return 1 / (1 + exp(-x))
    power = exp(x)
    return power / (1 + power)

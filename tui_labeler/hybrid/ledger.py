"""What labels cost: arithmetic on money that was paid and time that was measured.

Imports nothing heavy. Money is US dollars, time is seconds of the person's work.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log1p, sqrt
from statistics import fmean, stdev

from tui_labeler.evaluation.figure import NEEDED, Z_95, Figure

SIZES = (1_000, 10_000, 100_000)
"""Items of the what-if table."""
MORE = 100
"""Labels whose cost and gain are told."""


@dataclass(frozen=True, slots=True)
class Price:
    """What the person's work costs. With neither price only time is told."""

    per_hour: float | None = None
    per_label: float | None = None
    """Used where there is no price per hour."""

    def of(self, seconds: float | None, labels: float) -> float | None:
        """The cost of work that took `seconds` and gave `labels`."""
        if self.per_hour is not None:
            return None if seconds is None else seconds * self.per_hour / 3600
        return None if self.per_label is None else labels * self.per_label

    @property
    def known(self) -> bool:
        """Whether work has a price."""
        return self.per_hour is not None or self.per_label is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one stage got from one source, and what that took."""

    stage: str
    """`label`, `validate`, `clean`, `llm`, `rules`, `import`."""
    source: str
    """`person`, or the name of a model, a file or the functions."""
    labels: int
    seconds: float | None = None
    """None: not measured."""
    paid: float | None = 0.0
    """To others than the person; None: the price is not known."""
    work: float | None = None
    """The price of the seconds; None: not known."""

    @property
    def cost(self) -> float | None:
        """Work and what was paid; None where one of them is not known."""
        return None if self.work is None or self.paid is None else self.work + self.paid

    @property
    def per_thousand(self) -> float | None:
        """The cost of 1,000 such labels."""
        return None if self.cost is None or not self.labels else 1000 * self.cost / self.labels


def priced(line: Line, price: Price) -> Line:
    """The line with the price of its work; work that was not measured has none."""
    if line.seconds is None:
        return line
    return replace(line, work=price.of(line.seconds, line.labels) if line.seconds else 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to label a whole data set: what it costs once, what each item costs."""

    name: str
    accuracy: Figure
    share: float = 1.0
    """Of the items that get a label."""
    seconds: float | None = 0.0
    """Of the person, once; None: not measured."""
    labels: int = 0
    """Made in that time."""
    seconds_per_item: float = 0.0
    paid_per_item: float | None = 0.0
    """None: the price is not known."""


@dataclass(frozen=True, slots=True)
class Projection:
    """A way on so many items."""

    items: int
    seconds: float | None
    cost: float | None
    """None where a price or the time is not known."""


def project(way: Way, items: int, price: Price) -> Projection:
    """What `way` costs on `items`: what it cost once, and each item's price times their number."""
    seconds = None if way.seconds is None else way.seconds + items * way.seconds_per_item
    by_hand = items if way.seconds_per_item else 0
    work = 0.0 if seconds == 0 else price.of(seconds, way.labels + by_hand)
    if seconds is None:
        return Projection(items, None, None)
    if work is None or way.paid_per_item is None:
        return Projection(items, seconds, None)
    return Projection(items, seconds, work + items * way.paid_per_item)


def speed(spent: Sequence[float]) -> Figure:
    """Mean seconds per label with its 95 % interval (normal), from those `spent` on each label."""
    n = len(spent)
    if n < NEEDED:
        return Figure(None, None, None, n, f"n {n}, needs {NEEDED}")
    mean, half = fmean(spent), Z_95 * stdev(spent) / sqrt(n)
    return Figure(mean, max(0.0, mean - half), mean + half, n)


def gain(criterion: Figure, criterion_labels: int, labels: int) -> Figure:
    """What `MORE` labels beyond `labels` bring, from what `criterion_labels` would.

    Both rest on an accuracy that grows with the logarithm of the labels (as in
    `active_learning.stopping.expected_gain`), so that one is a multiple of the other.
    """
    if criterion.value is None or criterion.low is None or criterion.high is None or not labels:
        return replace(criterion, reason=criterion.reason or "needs a model with an accuracy")
    times = log1p(MORE / labels) / log1p(criterion_labels / labels)
    value, low, high = (times * one for one in (criterion.value, criterion.low, criterion.high))
    return Figure(value, low, high, criterion.n)


def dollars(amount: float | None) -> str:
    """`$12.30`, `$12,300`; a dash where the price is not known."""
    if amount is None:
        return "—"
    if amount >= 10_000:
        return f"${amount:,.0f}"
    return f"${amount:,.4f}" if 0 < amount < 0.01 else f"${amount:,.2f}"


def hours(seconds: float | None) -> str:
    """`40 s`, `12 min`, `3.5 h`; a dash where it was not measured."""
    if seconds is None:
        return "—"
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:,.1f} h"


def points(change: Figure) -> str:
    """`+1.2 points (-0.4 to 2.8)`; the reason where it is not known."""
    if change.value is None or change.low is None or change.high is None:
        return f"— ({change.reason})"
    return f"{100 * change.value:+.1f} points ({100 * change.low:+.1f} to {100 * change.high:+.1f})"

"""A number one may quote: its value, its 95 % interval and how many items it rests on."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

Z_95 = 1.959963984540054
NEEDED = 20
"""Below this many items a share is not shown."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate, or the reason why there is none yet."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """The object of the CLI contract; the reason is None where there is a value."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "n": self.n,
            "reason": self.reason or None,
        }


def wilson(right: float, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927).

    >>> [round(bound, 3) for bound in wilson(57, 62)]
    [0.825, 0.965]
    """
    if n == 0:
        return 0.0, 1.0
    share, spread = right / n, Z_95**2 / n
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 / (1 + spread) * sqrt(share * (1 - share) / n + spread / (4 * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def share(right: int, n: int, *, needed: int = NEEDED) -> Figure:
    """`right` of `n` as a figure; below `needed` items only the reason."""
    if n < needed:
        return Figure(None, None, None, n, f"n {n}, needs {needed}")
    low, high = wilson(right, n)
    return Figure(right / n, low, high, n)

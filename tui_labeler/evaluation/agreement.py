"""How well two annotators agree: the share with its Wilson interval, and Cohen's kappa."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

from tui_labeler.evaluation.figure import Z_95, Figure, share, wilson


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on some items, with 95 % intervals."""

    figure: Figure
    kappa: float | None = None
    kappa_low: float | None = None
    kappa_high: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The object of the CLI contract."""
        figure = self.figure.as_json()
        return {
            "agreement": figure.pop("value"),
            **figure,
            "kappa": self.kappa,
            "kappa_low": self.kappa_low,
            "kappa_high": self.kappa_high,
        }


def agreement(pairs: Sequence[tuple[Hashable, Hashable]]) -> Agreement:
    """Agreement of two annotators over `pairs` (one's label, the other's).

    Kappa is None where chance alone would agree always (one label only). Its interval: Fleiss,
    Cohen and Everitt 1969, "Large sample standard errors of kappa and weighted kappa".
    """
    n = len(pairs)
    if n == 0:
        return Agreement(Figure(None, None, None, 0, "nothing validated yet"))
    figure = share(sum(one == other for one, other in pairs), n, needed=1)
    cells = Counter(pairs)
    rows, columns = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    labels = rows.keys() | columns.keys()
    observed = sum(cells[name, name] for name in labels) / n
    expected = sum(rows[name] * columns[name] for name in labels) / n**2
    if expected >= 1:
        return Agreement(figure)
    kappa = (observed - expected) / (1 - expected)
    spread = _spread(cells, rows, columns, n, kappa, expected)
    low, high = max(-1.0, kappa - Z_95 * spread), min(1.0, kappa + Z_95 * spread)
    return Agreement(figure, kappa, low, high)


def _spread(
    cells: Counter[tuple[Hashable, Hashable]],
    rows: Counter[Hashable],
    columns: Counter[Hashable],
    n: int,
    kappa: float,
    expected: float,
) -> float:
    """The standard error of kappa."""
    first = second = 0.0
    for (one, other), count in cells.items():
        margins = (columns[one] + rows[other]) / n
        if one == other:
            first += count / n * (1 - margins * (1 - kappa)) ** 2
        else:
            second += count / n * margins**2
    inside = first + (1 - kappa) ** 2 * second - (kappa - expected * (1 - kappa)) ** 2
    return sqrt(max(0.0, inside) / n) / (1 - expected)


def more_needed(right: int, n: int, target: float, most: int = 100_000) -> int | None:
    """How many more items it takes, at the same rate, until the interval clears `target`.

    0: it does already. None: at this rate never (or not within `most`).
    """
    if n and wilson(right, n)[0] >= target:
        return 0
    if not n or right / n <= target:
        return None
    rate, low, high = right / n, n, most
    if wilson(ceil(rate * most), most)[0] < target:
        return None
    while low < high:
        middle = (low + high) // 2
        if wilson(int(rate * middle), middle)[0] >= target:
            high = middle
        else:
            low = middle + 1
    return low - n

"""A curve with its band in a few cells: half blocks for the line, dots for the interval."""

from collections.abc import Sequence
from itertools import pairwise

from textual.content import Content

from tui_labeler.evaluation.figure import Figure

SCALE = 7
"""Cells of the scale at the left."""
BLOCKS = "▁▂▃▄▅▆▇█"


def plot(points: Sequence[tuple[int, Figure]], width: int, height: int) -> list[Content]:
    """`height` lines: the curve, and the labels below it. Needs two points."""
    rows, columns = height - 2, width - SCALE - 1
    first, last = points[0][0], points[-1][0]
    values = [figure for _, figure in points]
    low = min(figure.low or 0.0 for figure in values)
    high = max(figure.high or 1.0 for figure in values)
    across = [_at(points, first + (last - first) * c / max(1, columns - 1)) for c in range(columns)]

    def row(value: float) -> int:
        return round((2 * rows - 1) * (high - value) / max(high - low, 1e-9))

    lines = []
    for line in range(rows):
        scale = f"{high - (high - low) * (2 * line + 0.5) / (2 * rows):4.0%} │"
        cells: list[tuple[str, str]] = [(f"{scale:>{SCALE}}", "$muted")]
        for value, below, above in across:
            here = row(value)
            if here // 2 == line:
                cells.append(("▀▄"[here % 2], "$model"))
            elif row(above) // 2 <= line <= row(below) // 2:
                cells.append(("·", "$muted"))
            else:
                cells.append((" ", ""))
        lines.append(Content.assemble(*cells))
    lines.append(Content.styled(" " * (SCALE - 1) + "└" + "─" * columns, "$muted"))
    ends = f"{first:,}".ljust(columns - len(f"{last:,}")) + f"{last:,}"
    lines.append(Content.styled(" " * SCALE + ends, "$muted"))
    return lines


def _at(points: Sequence[tuple[int, Figure]], labels: float) -> tuple[float, float, float]:
    """Value, low and high between the two nearest points."""
    for (n, a), (m, b) in pairwise(points):
        if n <= labels <= m:
            part = (labels - n) / max(1, m - n)
            pairs = ((a.value, b.value), (a.low, b.low), (a.high, b.high))
            value, low, high = ((x or 0) + part * ((y or 0) - (x or 0)) for x, y in pairs)
            return value, low, high
    figure = points[-1][1]
    return figure.value or 0, figure.low or 0, figure.high or 0


def bars(values: Sequence[float], width: int) -> str:
    """The last `width` values as blocks, the largest the highest."""
    shown = list(values)[-width:]
    top = max(shown, default=0) or 1
    return "".join(BLOCKS[min(7, int(8 * value / top))] for value in shown)

"""A curve with its band in a few cells: half blocks for the line, dots for the interval.

An estimate to compare it with is drawn behind it: dashes for the line, colons for the interval.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

from textual.content import Content

from tui_labeler.evaluation.figure import Figure

SCALE = 7
"""Cells of the scale at the left."""
BAND = "· 95 % interval"
ESTIMATE = "╌ random order, est."
BLOCKS = "▁▂▃▄▅▆▇█"


Points: TypeAlias = Sequence[tuple[int, Figure]]
"""Labels, and the accuracy with them, in order."""


def plot(points: Points, width: int, height: int, estimate: Points = ()) -> list[Content]:
    """`height` lines: the curve, and the labels below it. Needs two points.

    `estimate`: the accuracy in random order, drawn where it has points.
    """
    rows, columns = height - 2, width - SCALE - 1
    first, last = points[0][0], points[-1][0]
    values = [figure for _, figure in (*points, *estimate)]
    low = min(figure.low or 0.0 for figure in values)
    high = max(figure.high or 1.0 for figure in values)
    across = [first + (last - first) * c / max(1, columns - 1) for c in range(columns)]

    def row(value: float) -> int:
        return round((2 * rows - 1) * (high - value) / max(high - low, 1e-9))

    lines = []
    for line in range(rows):
        scale = f"{high - (high - low) * (2 * line + 0.5) / (2 * rows):4.0%} │"
        cells: list[tuple[str, str]] = [(f"{scale:>{SCALE}}", "$muted")]
        for labels in across:
            value, below, above = map(row, _at(points, labels))
            if value // 2 == line:
                cells.append(("▀▄"[value % 2], "$model"))
            elif (behind := _behind(estimate, labels, line, row)) != " ":
                cells.append((behind, "$rules"))
            else:
                cells.append(("·" if above // 2 <= line <= below // 2 else " ", "$muted"))
        lines.append(Content.assemble(*cells))
    lines.append(Content.styled(" " * (SCALE - 1) + "└" + "─" * columns, "$muted"))
    begin, end = f"{first:,}", f"{last:,}"
    room = columns - len(begin) - len(end)
    ends = (" " * SCALE + begin, "$muted"), (end, "$muted")
    lines.append(Content.assemble(ends[0], _legend(bool(estimate), room), ends[1]))
    return lines


def _legend(estimate: bool, room: int) -> Content:
    """What dots and dashes are, as far as there is room."""
    band, dashes = Content.styled(BAND, "$muted"), Content.styled(ESTIMATE, "$rules")
    wanted = [band + "   " + dashes, dashes] if estimate else [band]
    legend = next((one for one in wanted if one.cell_length < room - 1), Content())
    space = room - legend.cell_length
    return legend.pad(space // 2, space - space // 2)


def _behind(estimate: Points, labels: float, line: int, row: Callable[[float], int]) -> str:
    """What a cell shows of the estimate."""
    if not estimate or not estimate[0][0] <= labels <= estimate[-1][0]:
        return " "
    value, below, above = (row(each) // 2 for each in _at(estimate, labels))
    return "╌" if value == line else ":" if above <= line <= below else " "


def _at(points: Points, labels: float) -> tuple[float, float, float]:
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

"""Plots as SVG: colours are CSS variables of the page, so that they follow light and dark."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import TypeAlias

from tui_labeler.evaluation.figure import Figure
from tui_labeler.text import one_line

WIDTH = 680
GUTTER = 170
"""Room for names at the left of bars."""
ROW = 30
NAME = 24
_Scale: TypeAlias = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Series:
    """A curve: `(labels, score)`, labels ascending, each score with its interval if it has one."""

    name: str
    colour: str
    points: Sequence[tuple[int, Figure]]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A horizontal bar; `remark` stands at its end."""

    name: str
    length: float
    colour: str
    remark: str


def safe(text: str, limit: int | None = None) -> str:
    """Text from outside as text, in one line."""
    return escape(one_line(text, limit))


def curves(series: Sequence[Series], *, height: int = 280) -> str:
    """Scores from their lowest to their highest over the number of labels; at least one point."""
    figures = [figure for one in series for _, figure in one.points]
    low = min(_bound(figure, figure.low) for figure in figures)
    high = max(_bound(figure, figure.high) for figure in figures)
    low, high = max(0.0, low - 0.02), min(1.0, high + 0.02)
    most = max(labels for one in series for labels, _ in one.points)
    left, right, top, bottom = 48, WIDTH - 120, 10, height - 30

    def x(labels: float) -> float:
        return left + (right - left) * labels / most

    def y(score: float) -> float:
        return bottom - (bottom - top) * (score - low) / (high - low)

    parts = []
    for score in _ticks(low, high):
        parts.append(_line(left, y(score), right, y(score), "rule"))
        parts.append(_text(left - 8, y(score) + 4, f"{score:.0%}", "end"))
    parts += [_text(x(n), height - 10, f"{n:,.0f}", "middle") for n in _ticks(0, most)]
    parts.append(_text(right + 24, height - 10, "labels"))
    for one in series:
        parts += _curve(one, x, y)
    ends = sorted(((y(_value(one.points[-1][1])), one) for one in series), key=lambda end: end[0])
    parts += _names(ends, right + 12)
    return _svg(parts, height, "Learning curves: " + ", ".join(one.name for one in series))


def _curve(one: Series, x: _Scale, y: _Scale) -> Iterator[str]:
    banded = [(n, f) for n, f in one.points if f.low is not None and f.high is not None]
    if len(banded) > 1:
        over = [f"{x(n):.1f},{y(f.high or 0):.1f}" for n, f in banded]
        under = [f"{x(n):.1f},{y(f.low or 0):.1f}" for n, f in reversed(banded)]
        around = " ".join((*over, *under))
        yield f'<polygon class="band" fill="var(--{one.colour})" points="{around}"/>'
    line = " ".join(f"{x(n):.1f},{y(_value(f)):.1f}" for n, f in one.points)
    dashes = ' stroke-dasharray="5 4"' if one.dashed else ""
    yield f'<polyline class="curve" stroke="var(--{one.colour})"{dashes} points="{line}"/>'
    labels, figure = one.points[-1]
    end = f'cx="{x(labels):.1f}" cy="{y(_value(figure)):.1f}"'
    yield f'<circle r="3.5" {end} fill="var(--{one.colour})"/>'


def _names(ends: Sequence[tuple[float, Series]], left: float) -> Iterator[str]:
    """The curves' names at their ends, none over another."""
    last = 0.0
    for height, one in ends:
        last = max(height, last + 15)
        yield _text(left, last + 4, one.name, "start", one.colour)


def intervals(rows: Sequence[tuple[str, Figure, str]]) -> str:
    """Each `(name, share, colour)` as a dot with its interval, from 0 to 100 %."""
    height = ROW * len(rows) + 34
    left, right = GUTTER, WIDTH - 110

    def x(share: float) -> float:
        return left + (right - left) * share

    parts = []
    for step in range(5):
        parts.append(_line(x(step / 4), 6, x(step / 4), height - 26, "rule"))
        parts.append(_text(x(step / 4), height - 8, f"{step / 4:.0%}", "middle"))
    for place, (name, figure, colour) in enumerate(rows):
        middle = 20 + ROW * place
        parts.append(_text(left - 12, middle + 4, name, "end", "fg"))
        if figure.value is None or figure.low is None or figure.high is None:
            parts.append(_text(left + 8, middle + 4, f"— {figure.reason}"))
            continue
        parts.append(
            f'<path class="whisker" stroke="var(--{colour})" '
            f'd="M{x(figure.low):.1f} {middle}H{x(figure.high):.1f}"/>'
            f'<circle r="5" cx="{x(figure.value):.1f}" cy="{middle}" fill="var(--{colour})"/>'
        )
        parts.append(_text(right + 14, middle + 4, f"{figure.value:.1%}  n {figure.n:,}"))
    return _svg(parts, height, "Shares with their 95 % intervals")


def bars(rows: Sequence[Bar], *, most: float | None = None) -> str:
    """Horizontal bars on one scale that ends at `most`, or at the longest bar."""
    height = ROW * len(rows) + 10
    scale = most or max((bar.length for bar in rows), default=0.0) or 1.0
    left, right = GUTTER, WIDTH - 150
    parts = []
    for place, bar in enumerate(rows):
        y = 6 + ROW * place
        parts.append(_text(left - 12, y + 17, bar.name, "end", "fg"))
        parts.append(_box(left, y + 5, right - left, 16, "track"))
        parts.append(_box(left, y + 5, (right - left) * bar.length / scale, 16, bar.colour))
        parts.append(_text(right + 12, y + 17, bar.remark))
    return _svg(parts, height, "Bars: " + ", ".join(f"{b.name} {b.remark}" for b in rows))


def heatmap(labels: Sequence[str], shares: Sequence[Sequence[float]]) -> str:
    """`shares[row][column]`, each row summing to 1: the row's label is true."""
    k = len(labels)
    cell = min(64, (WIDTH - GUTTER - 20) // max(1, k))
    top = 34
    parts = [_text(GUTTER, 12, "observed →"), _text(GUTTER - 12, 26, "true ↓", "end")]
    for place, name in enumerate(labels):
        middle = cell * place + cell / 2
        parts.append(_text(GUTTER - 12, top + middle + 4, name, "end", "fg"))
        parts.append(_text(GUTTER + middle, 28, one_line(name, max(3, cell // 8)), "middle"))
    for row, line in enumerate(shares):
        for column, share in enumerate(line):
            colour = "person" if row == column else "bad"
            x, y = GUTTER + cell * column, top + cell * row
            shade = f' fill-opacity="{min(1.0, share):.2f}"'
            parts.append(_box(x + 1, y + 1, cell - 2, cell - 2, "track"))
            parts.append(_box(x + 1, y + 1, cell - 2, cell - 2, colour, shade))
            if cell >= 30:
                inside = "on" if share > 0.55 else "fg"
                parts.append(
                    _text(x + cell / 2, y + cell / 2 + 4, f"{share:.0%}", "middle", inside)
                )
    return _svg(parts, top + cell * k + 6, "Noise matrix: " + ", ".join(labels))


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers from `low` to `high`, three to six of them."""
    step = 10.0 ** floor(log10(high - low))
    step = next(step / part for part in (1, 2, 5, 10) if (high - low) * part / step >= 3)
    return [place * step for place in range(ceil(low / step), floor(high / step + 1e-9) + 1)]


def _bound(figure: Figure, bound: float | None) -> float:
    return _value(figure) if bound is None else bound


def _value(figure: Figure) -> float:
    return figure.value or 0.0


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {place} stroke="var(--{colour})"/>'


def _box(x: float, y: float, width: float, height: float, colour: str, more: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} rx="2" fill="var(--{colour})"{more}/>'


def _text(x: float, y: float, text: str, anchor: str = "start", colour: str = "muted") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="var(--{colour})"'
    return f"<text {place}>{safe(text, NAME)}</text>"


def _svg(parts: Sequence[str], height: float, title: str) -> str:
    head = f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" xmlns="http://www.w3.org/2000/svg">'
    return f"{head}<title>{safe(title, 300)}</title>" + "".join(parts) + "</svg>"

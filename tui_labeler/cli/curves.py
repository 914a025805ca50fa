"""Learning curves as text for a terminal, and as one SVG file written by hand."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TypeAlias

from tui_labeler.tables import atomic_write

Curve: TypeAlias = Sequence[tuple[int, float]]
"""`(labels, score)`, labels ascending."""

MARKS = "●○▲△■□◆◇"
COLOURS = ("#0b62c4", "#8a5a00", "#7a3fd1", "#0b6e5e", "#b8202b", "#5b6470")


def drawn(curves: Mapping[str, Curve], *, width: int = 72, height: int = 16) -> str:
    """The curves as lines of characters, with the scale at the left and the names below."""
    low, high = _scores(curves)
    most = max(labels for curve in curves.values() for labels, _ in curve)
    grid = [[" "] * width for _ in range(height)]
    for mark, curve in reversed(list(zip(MARKS, curves.values(), strict=False))):
        for labels, score in curve:
            column = round((width - 1) * labels / most)
            row = round((height - 1) * (high - score) / (high - low))
            grid[row][column] = mark
    lines = [
        f"{high - (high - low) * row / (height - 1):6.1%} │{''.join(cells).rstrip()}"
        for row, cells in enumerate(grid)
    ]
    lines.append(" " * 7 + "└" + "─" * width)
    lines.append(f"{'0':>8}{f'{most:,} labels':>{width}}")
    lines.append("        " + "   ".join(f"{m} {n}" for m, n in zip(MARKS, curves, strict=False)))
    return "\n".join(lines)


def _scores(curves: Mapping[str, Curve]) -> tuple[float, float]:
    """The range of scores, never empty."""
    found = [score for curve in curves.values() for _, score in curve]
    low, high = min(found), max(found)
    return (low, high) if high > low else (low - 0.01, high + 0.01)


def write_svg(curves: Mapping[str, Curve], path: Path, *, title: str) -> None:
    """Write the curves to an SVG file that needs nothing else."""
    low, high = _scores(curves)
    most = max(labels for curve in curves.values() for labels, _ in curve)
    left, top, width, height = 60, 40, 560, 300

    def point(labels: int, score: float) -> str:
        x = left + width * labels / most
        y = top + height * (high - score) / (high - low)
        return f"{x:.1f},{y:.1f}"

    parts = [f'<text x="{left}" y="24" font-size="15">{escape(title)}</text>']
    for step in range(5):
        score = low + (high - low) * step / 4
        y = point(0, score).split(",")[1]
        parts.append(f'<path d="M{left} {y}H{left + width}" stroke="#d5dbe3"/>')
        parts.append(f'<text x="{left - 8}" y="{y}" text-anchor="end">{score:.0%}</text>')
        x = left + width * step / 4
        parts.append(f'<text x="{x}" y="360" text-anchor="middle">{most * step // 4:,}</text>')
    parts.append(f'<text x="{left + width}" y="378" text-anchor="end">labels</text>')
    for number, (name, curve) in enumerate(curves.items()):
        colour = COLOURS[number % len(COLOURS)]
        line = " ".join(point(labels, score) for labels, score in curve)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
            f'<text x="640" y="{top + 20 * number}" fill="{colour}">{escape(name)}</text>'
        )
    body = "\n".join(parts)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="390" '
        'font-family="sans-serif" font-size="12" fill="#24292f">\n'
        f'<rect width="800" height="390" fill="white"/>\n{body}\n</svg>\n'
    )
    with atomic_write(path) as file:
        file.write(svg.encode())

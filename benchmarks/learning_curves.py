"""Finished runs of `benchmarks.active_learning`, and the table they make."""

import json
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

BY_F1 = ("hate_offensive",)
"""Sets judged by macro F1: most rows are of one class."""
BEST = "best with all labels"
"""The entry that learns from every label."""
SHORT = (10,) * 20 + (50,) * 4
"""Batches of a run; the CPU seconds in the table are of such runs."""


def read(results: Path) -> list[dict[str, Any]]:
    """The finished runs."""
    return (
        [json.loads(line) for line in results.read_text().splitlines()] if results.exists() else []
    )


def table(results: Path) -> None:
    """Labels needed for 90, 95 and 98 % of the best score, area to 400, scores on the way."""
    found = read(results)
    for name in dict.fromkeys(line["set"] for line in found):
        here = [line for line in found if line["set"] == name]
        at = 2 if name in BY_F1 else 1
        best = [point[at] for line in here if line["entry"] == BEST for point in line["curve"]]
        if not best:
            continue
        print(f"\n{name}: best with all labels {max(best):.3f}{' (macro F1)' if at == 2 else ''}\n")
        print(
            "| entry | seeds | 90 % | 95 % | 98 % | area to 400 "
            "| at 20 | at 50 | at 200 | at 400 | at 2,000 | cpu s |"
        )
        print("|" + "---|" * 12)
        for entry in dict.fromkeys(line["entry"] for line in here if line["entry"] != BEST):
            print(_row(entry, [line for line in here if line["entry"] == entry], max(best), at))


def _row(entry: str, lines: list[dict[str, Any]], best: float, at: int) -> str:
    curve = _mean_curve(lines, at)
    needs = [
        next((str(n) for n, score in curve if score >= share * best), f"> {curve[-1][0]}")
        for share in (0.9, 0.95, 0.98)
    ]
    short = [(n, score) for n, score in curve if n <= 400]
    area = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairwise(short))
    width = short[-1][0] - short[0][0]
    at_labels = dict(curve)
    cells = [entry, str(len({line["seed"] for line in lines})), *needs]
    cells.append(f"{area / width if width else 0:.3f}")
    cells += [f"{at_labels[n]:.3f}" if n in at_labels else "—" for n in (20, 50, 200, 400, 2000)]
    cells.append(f"{fmean(line['cpu'] for line in lines if line['labels'] == sum(SHORT)):.0f}")
    return "| " + " | ".join(cells) + " |"


def _mean_curve(lines: list[dict[str, Any]], at: int) -> list[tuple[int, float]]:
    """The mean at every number of labels over the seeds that went so far; of each seed the longest
    run counts."""
    longest = {line["seed"]: line for line in sorted(lines, key=lambda line: line["labels"])}
    found: dict[int, list[float]] = {}
    for line in longest.values():
        for point in line["curve"]:
            found.setdefault(point[0], []).append(point[at])
    return [(labels, fmean(scores)) for labels, scores in sorted(found.items())]

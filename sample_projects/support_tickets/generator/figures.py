"""The figures of the README, measured: how hard the task is, how often the labellers err.

python figures.py           a table
python figures.py --json    one object
"""

from collections import Counter
from typing import Any

import numpy as np
from build import PROJECT, load_handwritten
from generator_common.measuring import figures_of, read, report


def measure() -> dict[str, Any]:
    rows = read(PROJECT / "tickets.csv")
    answers = read(PROJECT / "llm_labels.csv")
    labels = np.array([row["label"] for row in read(PROJECT / "gold.csv")])
    handwritten = {ticket.text for ticket in load_handwritten()}
    return {
        **figures_of([row["text"] for row in rows], labels, handwritten),
        "channels": dict(Counter(row["channel"] for row in rows).most_common()),
        **_labeller_figures(rows, answers, labels),
    }


def _labeller_figures(
    rows: list[dict[str, str]], answers: list[dict[str, str]], labels: np.ndarray
) -> dict[str, Any]:
    given = np.array([row["given_label"] for row in rows])
    llm = np.array([row["label"] for row in answers])
    confidence = np.array([float(row["confidence"]) for row in answers])
    confusions = Counter(
        f"{right} for {wrong}:"
        for right, wrong in zip(given.tolist(), labels.tolist(), strict=True)
        if right != wrong
    )
    rare = labels == "SAFETY"
    return {
        "given_errors": (given != labels).mean(),
        "given_usual_errors": dict(confusions.most_common(4)),
        "llm_accuracy": (llm == labels).mean(),
        "llm_recall_of_safety": (llm == labels)[rare].mean(),
        "llm_confidence": {
            "right": confidence[llm == labels].mean(),
            "wrong": confidence[llm != labels].mean(),
            "auroc": _auroc(confidence, llm == labels),
        },
    }


def _auroc(scores: np.ndarray, positive: np.ndarray) -> float:
    """The chance that a positive has the higher score; ties count one half."""
    differences = scores[positive][:, None] - scores[~positive][None, :]
    return float((differences > 0).mean() + 0.5 * (differences == 0).mean())


if __name__ == "__main__":
    report(measure, __doc__)

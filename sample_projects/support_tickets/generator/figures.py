"""The figures of the README, measured: how hard the task is, how often the labellers err.

python figures.py           a table
python figures.py --json    one object
"""

import statistics
from collections import Counter
from typing import Any

import numpy as np
from build import PROJECT, load_handwritten
from generator_common.measuring import (
    accuracy_figures,
    first_likeness,
    read,
    repetition_figures,
    report,
)
from generator_common.novelty import words


def measure() -> dict[str, Any]:
    rows = read(PROJECT / "tickets.csv")
    answers = read(PROJECT / "llm_labels.csv")
    labels = np.array([row["label"] for row in read(PROJECT / "gold.csv")])
    texts = [row["text"] for row in rows]
    handwritten = {ticket.text for ticket in load_handwritten()}
    by_hand = np.array([text in handwritten for text in texts])
    groups = first_likeness(texts)
    is_copy = groups != np.arange(len(texts))
    lengths = [len(words(text)) for text in texts]
    originals = [text for text, copied in zip(texts, is_copy, strict=True) if not copied]
    return {
        "rows": len(rows),
        "handwritten": len(handwritten),
        "labels": dict(Counter(labels.tolist()).most_common()),
        "channels": dict(Counter(row["channel"] for row in rows).most_common()),
        "copies": int(is_copy.sum()),
        "copy_share": is_copy.mean(),
        "words": {
            "shortest": min(lengths),
            "median": statistics.median(lengths),
            "longest": max(lengths),
        },
        "rows_with_a_newline": sum("\n" in text for text in texts),
        "rows_beyond_ascii": sum(not text.isascii() for text in texts),
        **_labeller_figures(rows, answers, labels),
        **accuracy_figures(texts, labels, groups, by_hand),
        **repetition_figures(originals),
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

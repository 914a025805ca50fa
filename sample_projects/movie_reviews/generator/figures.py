"""The figures of the README, measured: how hard the task is, what decides it, what repeats.

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
    rows = read(PROJECT / "reviews.csv")
    labels = np.array([row["label"] for row in read(PROJECT / "gold.csv")])
    texts = [row["text"] for row in rows]
    handwritten = {review.text for review in load_handwritten()}
    by_hand = np.array([text in handwritten for text in texts])
    groups = first_likeness(texts)
    is_copy = groups != np.arange(len(texts))
    lengths = [len(words(text)) for text in texts]
    originals = [text for text, copied in zip(texts, is_copy, strict=True) if not copied]
    return {
        "rows": len(rows),
        "handwritten": len(handwritten),
        "labels": dict(Counter(labels.tolist())),
        "without_rating": sum(not row["rating"] for row in rows),
        "copies": int(is_copy.sum()),
        "copy_share": is_copy.mean(),
        "words": {
            "shortest": min(lengths),
            "median": statistics.median(lengths),
            "longest": max(lengths),
        },
        "rows_with_a_newline": sum("\n" in text for text in texts),
        "rows_beyond_ascii": sum(not text.isascii() for text in texts),
        **accuracy_figures(texts, labels, groups, by_hand),
        **repetition_figures(originals),
    }


if __name__ == "__main__":
    report(measure, __doc__)

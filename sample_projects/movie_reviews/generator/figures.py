"""The figures of the README, measured: how hard the task is, what decides it, what repeats.

python figures.py           a table
python figures.py --json    one object
"""

from typing import Any

import numpy as np
from build import PROJECT, load_handwritten
from generator_common.measuring import figures_of, read, report


def measure() -> dict[str, Any]:
    rows = read(PROJECT / "reviews.csv")
    labels = np.array([row["label"] for row in read(PROJECT / "gold.csv")])
    handwritten = {review.text for review in load_handwritten()}
    return {
        **figures_of([row["text"] for row in rows], labels, handwritten),
        "without_rating": sum(not row["rating"] for row in rows),
    }


if __name__ == "__main__":
    report(measure, __doc__)

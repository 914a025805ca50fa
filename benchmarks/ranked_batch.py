"""Ranked batch of 50 beside modAL's, in one run: the same picks, and how many times faster.

    python -m benchmarks.ranked_batch [--rows 10000] [--runs 5]

Random sparse texts, 200 labels in 4 classes. modAL's time grows with rows x labels x picks.
"""

import argparse
from statistics import median
from time import process_time
from typing import Any

import numpy as np
import scipy.sparse as sp
from modAL.batch import uncertainty_batch_sampling

from benchmarks.rows import Row, tell
from tui_labeler.active_learning.learner import learn
from tui_labeler.active_learning.ranked_batch import ranked_batch
from tui_labeler.active_learning.uncertainty import margin
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression

LABELS = 200
PICKS = 50


def main() -> None:
    """Print the medians of both, their spread and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    told = parser.parse_args()
    rng = np.random.default_rng(0)
    shape = (told.rows + LABELS, 50_000)
    X: Any = sp.random_array(shape, density=40 / 50_000, rng=rng, format="csr")
    learner = learn(SeenColumnsLogisticRegression(), margin, X[:LABELS], np.arange(LABELS) % 4)
    pool = sp.csr_matrix(X[LABELS:])
    learner.predict_proba(pool)
    times: dict[str, list[float]] = {"modAL": [], "ours": []}
    picks = set()
    for _ in range(told.runs):
        for name, strategy in (("modAL", uncertainty_batch_sampling), ("ours", ranked_batch)):
            started = process_time()
            chosen, _ = strategy(learner, pool, n_instances=PICKS)
            times[name].append(process_time() - started)
            picks.add(tuple(chosen.tolist()))
    for name, taken in times.items():
        print(f"{name:6} {median(taken):8.3f} s CPU  ({min(taken):.3f} to {max(taken):.3f})")
    ratio = median(times["modAL"]) / median(times["ours"])
    print(
        f"{ratio:.0f} times faster, the picks are {'the same' if len(picks) == 1 else 'DIFFERENT'}"
    )
    what = f"ranked batch of {PICKS} of {told.rows:,}, from cold"
    tell(Row(what, "s", median(times["ours"]), "modAL", median(times["modAL"]), times=50))


if __name__ == "__main__":
    main()

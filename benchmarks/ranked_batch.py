"""A ranked batch beside modAL's, in one run: the same picks, and how many times faster.

    python -m benchmarks.ranked_batch [--rows 10000] [--labels 200] [--picks 50] [--runs 5]

Random sparse texts, labels in 4 classes. modAL's time grows with rows x labels x picks; it
runs once.
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

FEW, COLD, KEPT = 200, 50, {200: 200, 1000: 1000}
"""Labels of the plain case; how many times faster a first round is to be; labels -> a later one."""
LIMIT = (
    "nothing is kept between rounds, so a later one costs what the first does: the nearest label "
    "of each row. A strategy has modAL's signature, and the rows it is given change each round."
)


def main() -> None:
    """Print the medians of both, their spread and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--labels", type=int, default=FEW)
    parser.add_argument("--picks", type=int, default=50)
    parser.add_argument("--runs", type=int, default=5)
    told = parser.parse_args()
    rng = np.random.default_rng(0)
    shape = (told.rows + told.labels, 50_000)
    X: Any = sp.random_array(shape, density=40 / 50_000, rng=rng, format="csr")
    learner = learn(
        SeenColumnsLogisticRegression(), margin, X[: told.labels], np.arange(told.labels) % 4
    )
    pool = sp.csr_matrix(X[told.labels :])
    learner.predict_proba(pool)
    times: dict[str, list[float]] = {"modAL": [], "ours": []}
    picks = set()
    for number in range(told.runs):
        for name, strategy in (("modAL", uncertainty_batch_sampling), ("ours", ranked_batch)):
            if name == "modAL" and number:
                continue
            started = process_time()
            chosen, _ = strategy(learner, pool, n_instances=told.picks)
            times[name].append(process_time() - started)
            picks.add(tuple(chosen.tolist()))
    for name, taken in times.items():
        print(f"{name:6} {median(taken):8.3f} s CPU  ({min(taken):.3f} to {max(taken):.3f})")
    ratio = median(times["modAL"]) / median(times["ours"])
    print(
        f"{ratio:.0f} times faster, the picks are {'the same' if len(picks) == 1 else 'DIFFERENT'}"
    )
    what = f"ranked batch of {told.picks} of {told.rows:,}, {told.labels:,} labels"
    theirs = "modAL", times["modAL"]
    if told.labels == FEW:
        tell(Row.of(f"{what}, first round", "s", times["ours"], theirs, times=COLD))
    goal = KEPT.get(told.labels)
    tell(Row.of(f"{what}, a later round", "s", times["ours"], theirs, times=goal, limit=LIMIT))


if __name__ == "__main__":
    main()

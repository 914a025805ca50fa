"""Retrain and re-rank a pool beside scikit-learn's plain logistic regression on the same X:

    python -m benchmarks.retrain [--rows 100000] [--labels 1000] [--runs 3]

Texts as sparse TF-IDF rows: words from a Zipf law, their pairs, and words that speak for one of
four classes. Both learn from the same labelled rows with the same penalty and give the
probabilities of the whole pool; ours also ranks it. Beside it the random forest of 100 trees that
textbooks use, once. CPU seconds of one thread.
"""

import argparse
from collections.abc import Callable
from functools import partial
from statistics import median
from time import process_time
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from benchmarks.beside import seconds
from benchmarks.rows import Row, tell
from tui_labeler.active_learning.learner import learn
from tui_labeler.active_learning.uncertainty import margin
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression

CLASSES = 4
WORDS, PAIRS = 50_000, 400_000
SPEAKING = 2_500
"""Words that speak for a class."""
BATCH = 10
GOAL_RATIO, GOAL_SAME = 30.0, 0.999
LIMIT = (
    "scikit-learn's own solver, run to its end in the span of the labelled rows, so the model is "
    "its logistic regression to rounding; what is left of a round is one product with the pool. "
    "More speed would take a looser model: the probabilities of gradient descent differ."
)


def texts(rows: int, rng: np.random.Generator) -> tuple[sp.csr_matrix, NDArray[np.int64]]:
    """X float32 [rows, words + pairs] and the true classes [rows]."""
    y = rng.integers(CLASSES, size=rows)
    lengths = np.clip(rng.lognormal(np.log(35), 0.6, rows), 10, 200).astype(np.int64)
    row = np.repeat(np.arange(rows), lengths)
    ranks = np.minimum(rng.zipf(1.3, len(row)), WORDS) - 1
    own = rng.integers(SPEAKING, size=len(row)) // CLASSES * CLASSES + y[row]
    word = np.where(rng.random(len(row)) < 0.1, own + 500, ranks)
    inside = row[1:] == row[:-1]
    pair = WORDS + (word[:-1] * 1_000_003 + word[1:])[inside] % PAIRS
    cells = (np.concatenate([row, row[1:][inside]]), np.concatenate([word, pair]))
    X = sp.csr_matrix((np.ones(len(cells[0]), np.float32), cells), (rows, WORDS + PAIRS))
    present = np.bincount(X.indices, minlength=X.shape[1])
    idf = np.log((1 + rows) / (1 + present)) + 1
    X.data = (1 + np.log(X.data)) * idf[X.indices].astype(np.float32)
    return normalize(X), y


def measured(run: Callable[[], NDArray[np.float32]]) -> tuple[float, NDArray[np.float32]]:
    """CPU seconds and the probabilities."""
    started = process_time()
    probabilities = run()
    return process_time() - started, probabilities


def refitted(X: Any, y: NDArray[np.int64], labels: int, runs: int) -> None:
    """Learning alone."""
    C = SeenColumnsLogisticRegression().C
    peers = {
        "LogisticRegression": (LogisticRegression(C=C, max_iter=1000), 100, runs),
        "RandomForest": (RandomForestClassifier(100, random_state=0), 1000, 1),
    }
    ours = [seconds(lambda: SeenColumnsLogisticRegression().fit(X, y)) for _ in range(runs)]
    for peer, (model, goal, times) in peers.items():
        theirs = [seconds(partial(model.fit, X, y)) for _ in range(times)]
        row = Row.of(
            f"refit, {labels:,} labels", "s", ours, (peer, theirs), times=goal, limit=LIMIT
        )
        print(
            f"refit alone {row.ours:8.3f} s CPU, {peer} {row.theirs:.3f} s, {row.ratio:.0f} times"
        )
        tell(row)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--labels", type=int, default=1000)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    rng = np.random.default_rng(0)
    X, y = texts(asked.rows, rng)
    labelled = rng.choice(asked.rows, asked.labels, replace=False)
    C = SeenColumnsLogisticRegression().C

    def plain() -> NDArray[np.float32]:
        model = LogisticRegression(C=C, max_iter=1000).fit(X[labelled], y[labelled])
        probabilities: NDArray[np.float32] = model.predict_proba(X)
        return probabilities

    def ours() -> NDArray[np.float32]:
        estimator = SeenColumnsLogisticRegression()
        learner = learn(estimator, margin, X[labelled], y[labelled])
        learner.query(X, n_instances=BATCH)
        probabilities: NDArray[np.float32] = learner.predict_proba(X)
        return probabilities

    with threadpool_limits(1):
        pairs = [(measured(plain), measured(ours)) for _ in range(asked.runs)]
    taken = [[pair[side][0] for pair in pairs] for side in (0, 1)]
    theirs, mine = map(median, taken)
    same = np.mean([a[1].argmax(1) == b[1].argmax(1) for a, b in pairs])
    ratio = theirs / mine
    accuracy = np.mean(pairs[0][1][1].argmax(1) == y)
    print(
        f"{asked.rows:,} rows x {X.shape[1]:,} columns, {X.nnz:,} values, {asked.labels:,} labels"
    )
    print(f"scikit-learn, fit + predict_proba     {theirs:8.3f} s CPU")
    print(f"ours, fit + predict_proba + ranking   {mine:8.3f} s CPU   accuracy {accuracy:.3f}")
    print(f"ratio {ratio:8.1f}   goal {GOAL_RATIO:.0f}{'' if ratio >= GOAL_RATIO else '  MISSED'}")
    missed = "" if same >= GOAL_SAME else "  MISSED"
    print(f"same  {same:8.2%}   goal {GOAL_SAME:.1%}{missed}")
    what = f"label to next item: fit, score and rank, {asked.labels:,} labels"
    peer = "LogisticRegression", taken[0]
    tell(Row.of(what, "s", taken[1], peer, times=GOAL_RATIO, limit=LIMIT))
    tell(Row("predictions that differ from it", "%", 100 * (1 - same), at_most=0.1))
    forest = RandomForestClassifier(100, random_state=0)
    slow = seconds(lambda: forest.fit(X[labelled], y[labelled]).predict_proba(X))
    print(f"a random forest of 100, once          {slow:8.3f} s CPU   {slow / mine:.0f} times")
    beside = "RandomForest", [slow]
    tell(Row.of(what, "s", taken[1], beside, times=300, limit=LIMIT))
    with threadpool_limits(1):
        refitted(X[labelled], y[labelled], asked.labels, asked.runs)


if __name__ == "__main__":
    main()

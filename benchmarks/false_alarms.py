"""What a young model suspects: of labels that are all right, and of labels of which 5 % are wrong.

    python -m benchmarks.false_alarms [--sets nsmc_ko,agnews,…] [--seeds 4]

"Doubted" is confident learning's decision alone, "suspected" what the Errors screen shows: the
doubts that remain when it is known how often the model is wrong itself. Labels at random.
"""

import argparse

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.datasets import Dataset, load, returned
from benchmarks.label_noise import features
from tui_labeler.label_noise import committee, confident
from tui_labeler.label_noise.reasons import Witnesses, weigh

SETS = "nsmc_ko,agnews,hate_offensive,youtube_spam,banking77"
SIZES = (60, 100, 200, 400)
RATES = (0.0, 0.05)
ROWS = 5000


def figures(data: Dataset, X: object, n: int, rate: float, seed: int) -> list[int]:
    """Doubted, wrong ones of them; suspected, wrong ones of them."""
    k, rng = len(data.labels), np.random.default_rng(seed)
    rows = rng.choice(len(data.y), n, replace=False)
    given, wrong = data.y[rows].copy(), np.zeros(n, np.bool_)
    wrong[rng.choice(n, round(rate * n), replace=False)] = True
    given[wrong] = (given[wrong] + rng.integers(1, k, wrong.sum())) % k
    proba = returned(committee.held_out(X[rows], given, n_classes=k, seed=0))  # type: ignore[index]
    checked = confident.check(given, proba)
    suspected = weigh(given, proba, checked, Witnesses()).suspected
    found = (checked.is_issue, checked.is_issue & wrong, suspected, suspected & wrong)
    return [int(which.sum()) for which in found]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", default=SETS)
    parser.add_argument("--seeds", type=int, default=4)
    words = parser.parse_args()
    print("| set | labels | wrong | doubted | … rightly | suspected | … rightly |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for name in words.sets.split(","):
        data = load(name, ROWS)
        X = features(data.texts)
        for n in SIZES:
            for rate in RATES:
                found = [figures(data, X, n, rate, seed) for seed in range(words.seeds)]
                row = " | ".join(f"{value:.1f}" for value in np.mean(found, axis=0))
                print(f"| {name} | {n} | {round(rate * n)} | {row} |", flush=True)


if __name__ == "__main__":
    with threadpool_limits(1):
        main()

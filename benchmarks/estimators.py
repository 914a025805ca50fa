"""How much estimators learn from few labels drawn at random: the figures that chose the default.

    python -m benchmarks.estimators --out estimators.jsonl

Accuracy on texts that are held out: neither labelled nor in the pool; latent dimensions are learned
without them (the vocabulary and its inverse document frequencies are those of all texts). One JSON
line per set, seed and number of labels; what stands in the file already is not computed again.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.datasets import load, returned
from tui_labeler.estimators.classifier import Classifier, make
from tui_labeler.estimators.members import members
from tui_labeler.estimators.pool import PoolEstimator
from tui_labeler.features.latent import directions, frequent, project
from tui_labeler.features.material import Material
from tui_labeler.features.registry import FEATURES
from tui_labeler.registry import resolve

SETS = ("youtube_spam", "agnews", "banking77", "hate_offensive", "nsmc_ko", "politeness_gpt4o")
LABELS = (20, 50, 100, 400)
ALL = "all"
HELD_OUT = 2000
"""Texts held out, but never more than one in five."""
SINGLE = {
    "latent": "dense",
    "EM words": "words",
    "EM characters": "characters",
}
"""Members of the pool estimator measured alone, by their title in the table."""
COLUMNS = ("LR words", "LR", *SINGLE, "pool")


@dataclass(frozen=True, slots=True)
class Split:
    """Features of a set and which rows may be learned from."""

    X: Any
    ranges: Mapping[str, slice]
    y: NDArray[np.intp]
    pool: NDArray[np.intp]
    test: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Seen:
    """The pool as estimators see it."""

    X: Any
    ranges: Mapping[str, slice]


def split(name: str) -> Split:
    """The first texts (in random order) are held out."""
    data = load(name)
    n = len(data.texts)
    test, pool = np.split(np.arange(n), [min(HELD_OUT, n // 5)])
    blocks: dict[str, Any] = {}
    for kind in ("words", "characters"):
        reading = resolve(FEATURES, kind, "kind of feature")(Material(data.texts, {}))
        blocks[kind] = returned(reading).X
    X = frequent(list(blocks.values()))
    blocks["latent"] = sp.csr_array(project(X, directions(X[pool])))
    ends = np.cumsum([0, *(block.shape[1] for block in blocks.values())])
    ranges = {kind: slice(*ends[at : at + 2]) for at, kind in enumerate(blocks)}
    return Split(sp.hstack(list(blocks.values()), format="csr"), ranges, data.y, pool, test)


def runs(name: str, seeds: int, done: set[tuple[str, int, Any]]) -> Iterator[dict[str, Any]]:
    """What is missing in `done`: set, seed, labels."""
    wanted: list[tuple[str, int, Any]] = [(name, 0, ALL)]
    wanted += [(name, seed, labels) for seed in range(seeds) for labels in LABELS]
    if set(wanted) <= done:
        return
    data = split(name)
    for key in wanted:
        if key not in done:
            with threadpool_limits(1):
                yield _run(data, *key)


def _run(data: Split, name: str, seed: int, labels: int | str) -> dict[str, Any]:
    order = np.random.default_rng(seed).permutation(data.pool)
    rows = order if labels == ALL else order[: int(labels)]
    scores: dict[str, dict[str, Any]] = {}
    for title, build in _estimators(data, seed, labels == ALL).items():
        started = time.process_time()
        model = build().fit(data.X[rows], data.y[rows])
        probabilities = model.predict_proba(data.X[data.test])
        seconds = time.process_time() - started
        scores[title] = {**_scores(data, model, probabilities), "seconds": round(seconds, 3)}
        if isinstance(model, PoolEstimator):
            scores[title] |= {"weights": model.combination_["weights"]}
    return {"set": name, "seed": seed, "labels": labels, "scores": scores}


def _estimators(data: Split, seed: int, every_label: bool) -> dict[str, Callable[[], Classifier]]:
    seen = Seen(data.X[data.pool], data.ranges)
    text = slice(0, data.ranges["characters"].stop)
    found: dict[str, Callable[[], Classifier]] = {
        "LR words": lambda: Part(data.ranges["words"], "logistic_regression"),
        "LR": lambda: Part(text, "logistic_regression"),
    }
    if not every_label:
        for title, member in SINGLE.items():
            found[title] = lambda member=member: Single(seen, member)  # type: ignore[misc]
        found["pool"] = lambda: make("pool", {}, seed, seen)
    return found


class Part:
    """An estimator that looks at some columns."""

    def __init__(self, columns: slice, name: str) -> None:
        self.columns = columns
        self.model = make(name, {}, 0)

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "Part":
        """As scikit-learn's."""
        self.model.fit(X[:, self.columns], y, sample_weight)
        self.classes_ = self.model.classes_
        return self

    def predict_proba(self, X: Any) -> NDArray[Any]:
        """As scikit-learn's."""
        return self.model.predict_proba(X[:, self.columns])


class Single(PoolEstimator):
    """The pool estimator with one member of the first stage only."""

    def __init__(self, pool: Seen, member: str) -> None:
        first, second = members(pool.ranges, (), np.empty(0, int))
        weights = [
            {name: float(name == member) for name in stage} for stage in (first, first | second)
        ]
        super().__init__(pool, combination={"weights": weights, "labels": 10**9})


def _scores(data: Split, model: Classifier, probabilities: NDArray[Any]) -> dict[str, float]:
    y = data.y[data.test]
    place = np.full(data.y.max() + 1, -1)
    place[model.classes_] = np.arange(len(model.classes_))
    known = np.flatnonzero(place[y] >= 0)
    p = np.maximum(probabilities[known, place[y[known]]].astype(float), 1e-6)
    right = model.classes_[probabilities.argmax(axis=1)] == y
    return {
        "accuracy": round(float(right.mean()), 4),
        "log_loss": round(float(-np.log(p).mean()), 4),
    }


def table(lines: list[dict[str, Any]]) -> str:
    """Mean and standard deviation over the seeds of each accuracy; a row per set and labels."""
    rows = [f"{'set':18}{'labels':>6}  " + "".join(f"{title:>15}" for title in COLUMNS)]
    for name in SETS:
        for labels in (*LABELS, ALL):
            found = [x["scores"] for x in lines if x["set"] == name and x["labels"] == labels]
            if not found:
                continue
            cells = []
            for title in COLUMNS:
                values = [x[title]["accuracy"] for x in found if title in x]
                spread = f" ±{np.std(values):.3f}" if len(values) > 1 else ""
                cells.append(f"{np.mean(values):.3f}{spread}" if values else "")
            rows.append(f"{name:18}{labels:>6}  " + "".join(f"{cell:>15}" for cell in cells))
    return "\n".join(rows)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="JSON lines; read first, appended")
    parser.add_argument("--sets", nargs="+", default=SETS, choices=SETS)
    parser.add_argument("--seeds", type=int, default=5)
    asked = parser.parse_args()
    lines = []
    if asked.out.exists():
        lines = [json.loads(line) for line in asked.out.read_text().splitlines()]
    done = {(line["set"], line["seed"], line["labels"]) for line in lines}
    with asked.out.open("a", encoding="utf-8") as file:
        for name in asked.sets:
            for line in runs(name, asked.seeds, done):
                file.write(json.dumps(line) + "\n")
                file.flush()
                lines.append(line)
    print(table(lines))


if __name__ == "__main__":
    main()

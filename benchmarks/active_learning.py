"""What active learning saves, on real data: strategies and the default against random and modAL.

    nice -n 19 python -m benchmarks.active_learning run benchmarks/active_learning.jsonl
    python -m benchmarks.active_learning table benchmarks/active_learning.jsonl

`run` writes one JSON line per finished run, the most telling runs first, and skips what stands
there already, so it can be stopped and started again. Every set is cut to a seeded 9,000 rows,
copies of a text are taken once, and 30 % is held out.
"""

import argparse
import csv
import json
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from modAL.batch import uncertainty_batch_sampling
from modAL.models import ActiveLearner
from modAL.uncertainty import uncertainty_sampling
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from benchmarks.datasets import Texts, returned
from benchmarks.learning_curves import BEST, SHORT, read, table
from tui_labeler.active_learning.held_out import hold_out
from tui_labeler.active_learning.registry import STRATEGIES
from tui_labeler.active_learning.simulation import Plan, Point, Task, measure, on_all, replay
from tui_labeler.evaluation.scores import scores
from tui_labeler.features.build import build
from tui_labeler.project.config import ActiveLearningSection, ModelSection

ROWS = 9_000
SETS = ("youtube_spam", "agnews", "banking77", "hate_offensive", "nsmc_ko")
LONG = SHORT + (50,) * 32
MODAL = {"modAL uncertainty": uncertainty_sampling, "modAL batch": uncertainty_batch_sampling}
DEFAULT, RANDOM = "default", "random"
PLAIN = "logistic_regression"
WORDS, TEXT = ("words",), ("words", "characters")


@dataclass(frozen=True)
class Entry:
    """One line of the table."""

    name: str
    strategy: str
    estimator: str
    cold_start: str = "random"
    share: float | None = 0.0


def entries() -> list[Entry]:
    """The default, random, and every other strategy on plain logistic regression."""
    asks, model = ActiveLearningSection(), ModelSection()
    found = [
        Entry(DEFAULT, asks.strategy, model.estimator, asks.cold_start, None),
        Entry(RANDOM, RANDOM, PLAIN),
        Entry("random, default model", RANDOM, model.estimator),
    ]
    found += [Entry(name, name, PLAIN) for name in STRATEGIES if name != RANDOM]
    found += [
        Entry("margin, diverse start", "margin", PLAIN, "diverse"),
        Entry("margin, random share", "margin", PLAIN, share=None),
        Entry("default, diverse start", asks.strategy, model.estimator, "diverse", None),
        Entry("default, no random share", asks.strategy, model.estimator, asks.cold_start),
    ]
    return found


@cache
def load(data: Path, name: str) -> tuple[list[str], Any, Any, Any, int]:
    """Texts, labels, rows to learn from, rows held out, number of classes."""

    def column(file: str, cell: str) -> dict[str, str]:
        with (data / name / file).open(newline="", encoding="utf-8") as opened:
            return {row["id"]: row[cell] for row in csv.DictReader(opened)}

    texts, gold = column("data.csv", "text"), column("gold.csv", "label")
    rng = np.random.default_rng(0)
    ids = [item for item in texts if item in gold]
    if len(ids) > ROWS:
        ids = [ids[row] for row in np.sort(rng.choice(len(ids), ROWS, replace=False))]
    ids = list({texts[item]: item for item in reversed(ids)}.values())[::-1]
    labels = sorted(set(gold.values()))
    y = np.array([labels.index(gold[item]) for item in ids])
    shuffled = rng.permutation(len(ids))
    n_test = round(0.3 * len(ids))
    train, test = np.sort(shuffled[n_test:]), np.sort(shuffled[:n_test])
    return [texts[item] for item in ids], y, train, test, len(labels)


@cache
def task(data: Path, name: str, features: tuple[str, ...]) -> Task:
    """A set with the features of the project."""
    texts, y, train, test, k = load(data, name)
    with tempfile.TemporaryDirectory() as folder:
        built = returned(build(Texts(texts), features, Path(folder)))
        return Task(hold_out(built.X, built.ranges, train, test), y[train], y[test], k)


def features_of(estimator: str) -> tuple[str, ...]:
    """The default model has its own features, plain regression has words."""
    return WORDS if estimator == PLAIN else tuple(ModelSection().features)


def plain_modal(data: Path, name: str, strategy: Any, seed: int) -> Iterator[Point]:
    """modAL as its documentation shows it, on TF-IDF and logistic regression."""
    texts, y, train, test, k = load(data, name)
    vectors = TfidfVectorizer().fit([texts[row] for row in train])
    X, X_test = (vectors.transform([texts[row] for row in rows]) for rows in (train, test))
    y_train, measured = y[train], Task(task(data, name, WORDS).data, y[train], y[test], k)
    asked = np.random.default_rng(seed).permutation(len(train))[: SHORT[0]].tolist()
    for size in (*SHORT[1:], 0):
        if len(set(y_train[asked])) < 2:
            yield measure(None, measured, np.asarray(asked))
            asked += [row for row in range(len(train)) if row not in asked][:size]
            continue
        learner = ActiveLearner(
            LogisticRegression(max_iter=1000),
            strategy,
            X_training=X[asked],
            y_training=y_train[asked],
        )
        predicted = learner.estimator.predict(X_test)
        yield _point(len(asked), y[test], predicted, k)
        free = np.setdiff1d(np.arange(len(train)), asked)
        if size == 0 or not len(free):
            return
        picks, _ = learner.query(X[free], n_instances=min(size, len(free)))
        asked += free[picks].tolist()


def _point(labels: int, truth: Any, predicted: Any, k: int) -> Point:
    f1 = [score.f1 for score in scores(truth, predicted, k).classes if score.f1 is not None]
    return Point(labels, float((truth == predicted).mean()), sum(f1) / len(f1))


def run_one(data: Path, name: str, entry: str, seed: int, batches: tuple[int, ...]) -> str:
    """One run as one JSON line."""
    started = time.process_time()
    with threadpool_limits(1):
        points = _points(data, name, entry, seed, batches)
    curve = [[p.labels, round(p.accuracy, 5), round(p.macro_f1, 5)] for p in points]
    line = {"set": name, "entry": entry, "seed": seed, "labels": sum(batches), "curve": curve}
    return json.dumps({**line, "cpu": round(time.process_time() - started, 1)})


def _points(data: Path, name: str, entry: str, seed: int, batches: tuple[int, ...]) -> list[Point]:
    if entry in MODAL:
        return list(plain_modal(data, name, MODAL[entry], seed))
    if entry == BEST:
        alone = plan(Entry("", RANDOM, PLAIN), 0)
        return [on_all(task(data, name, seen), alone) for seen in (WORDS, TEXT)]
    found = next(each for each in entries() if each.name == entry)
    return list(replay(task(data, name, features_of(found.estimator)), plan(found, seed, batches)))


def plan(entry: Entry, seed: int, batches: tuple[int, ...] = SHORT) -> Plan:
    """How an entry asks."""
    return Plan(
        strategy=entry.strategy,
        cold_start=entry.cold_start,
        estimator=entry.estimator,
        parameters={},
        batches=batches,
        random_share=entry.share,
        seed=seed,
    )


def order(sets: list[str]) -> Iterator[tuple[str, str, int, tuple[int, ...]]]:
    """Every run of the table, the most telling first: set, entry, seed, batches."""
    yield from ((name, BEST, 0, SHORT) for name in sets)
    others = [each.name for each in entries() if each.name not in (DEFAULT, RANDOM)]
    for entries_of, seeds, batches in (
        ((DEFAULT, RANDOM), 1, SHORT),
        (tuple(MODAL), 3, SHORT),
        ((DEFAULT, RANDOM), 5, SHORT),
        (tuple(others), 3, SHORT),
        ((RANDOM,), 5, LONG),
        ((DEFAULT,), 5, LONG),
    ):
        for seed in range(seeds):
            for name in sets:
                yield from ((name, entry, seed, batches) for entry in entries_of)


def run(results: Path, data: Path, sets: list[str], only: list[str]) -> None:
    """Run what is missing, one after the other."""
    done = {(r["set"], r["entry"], r["seed"], r["labels"]) for r in read(results)}
    for name, entry, seed, batches in order(sets):
        key = (name, entry, seed, sum(batches))
        if key in done or (only and entry not in only):
            continue
        done.add(key)
        line = run_one(data, name, entry, seed, batches)
        with results.open("a") as file:
            file.write(line + "\n")


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("act", choices=["run", "table"])
    parser.add_argument("results", type=Path)
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("TUI_LABELER_DATA") or default)
    )
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--only", default="", help="entries, with ;")
    asked = parser.parse_args()
    if asked.act == "table":
        table(asked.results)
    else:
        only = [name for name in asked.only.split(";") if name]
        run(asked.results, asked.data, asked.sets.split(","), only)


if __name__ == "__main__":
    main()

"""The steps behind the screen, each beside the library call it stands for, on real texts:

    python -m benchmarks.steps [--rows 100000] [--runs 3]

CPU seconds of one thread, median and range of the runs; both of a pair in turn. The texts are those
of all real data sets, one after the other, cut to `--rows`.
"""

import argparse
import csv
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
import pandas as pd
import scipy.sparse as sp
from cleanlab.filter import find_label_issues
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from threadpoolctl import threadpool_limits

from benchmarks.datasets import folder as data_folder
from benchmarks.rows import Row, tell
from tests.robots.projects import write_project
from tui_labeler.active_learning.clusters import diverse
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression
from tui_labeler.estimators.out_of_fold import out_of_fold
from tui_labeler.features.build import build, load
from tui_labeler.label_noise.confident import check
from tui_labeler.project import open_pool, open_project
from tui_labeler.store import Store
from tui_labeler.store.records import Act

LABELS, CLASSES = 1000, 4
SETS = ("nsmc_ko", "hate_offensive", "banking77", "noisy_agnews", "agnews", "youtube_spam")


@dataclass(frozen=True, slots=True)
class Step:
    """Something done in two ways."""

    name: str
    peer: str
    theirs: Callable[[], object]
    ours: Callable[[], object]
    goal: float | None = None
    """So many times less."""


def texts() -> Iterator[str]:
    """The texts of all sets."""
    for name in SETS:
        with (data_folder() / name / "data.csv").open(newline="", encoding="utf-8") as file:
            yield from (row["text"] for row in csv.DictReader(file))


def steps(folder: Path, rows: int) -> Iterator[Step]:
    """The pairs, each made when its turn comes."""
    told = list(islice(chain.from_iterable(iter(texts, None)), rows))
    write_project(folder, [(str(n), text) for n, text in enumerate(told)])
    project = open_project(folder)
    data, cache = project.data_file, folder / ".cache"

    def opened_anew() -> object:
        shutil.rmtree(cache, ignore_errors=True)
        return open_pool(project)

    yield Step(
        "data file, read and checked", "pandas.read_csv", partial(pd.read_csv, data), opened_anew
    )
    yield Step(
        "data file, opened again",
        "pandas.read_csv",
        partial(pd.read_csv, data),
        partial(open_pool, project),
    )
    lines = folder / "data.jsonl"
    pd.DataFrame({"text": told}).to_json(lines, orient="records", lines=True)
    yield Step(
        "first row of the texts, opened again",
        "pandas.read_json",
        partial(pd.read_json, lines, lines=True),
        lambda: open_pool(project).texts[0],
        50,
    )
    pool = open_pool(project)
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)

    def words() -> object:
        for kept in cache.glob("features-*"):
            shutil.rmtree(kept)
        return list(build(pool, ["words"], cache))

    yield Step(
        "TF-IDF of words and pairs",
        "TfidfVectorizer",
        partial(vectorizer.fit_transform, told),
        words,
        20,
    )
    X = sp.csr_matrix(vectorizer.fit_transform(told))
    sp.save_npz(folder / "x.npz", X, compressed=False)
    (kept,) = cache.glob("features-*")
    yield Step(
        "features, opened again",
        "scipy.sparse.load_npz",
        partial(sp.load_npz, folder / "x.npz"),
        partial(load, kept),
        400,
    )
    yield from learning(X)
    yield from saving(folder, told)
    yield from votes(folder, rows)


def learning(X: sp.csr_matrix) -> Iterator[Step]:
    """What is done with features."""
    rng = np.random.default_rng(0)
    labelled = np.sort(rng.choice(X.shape[0], LABELS, replace=False))
    seen = X[labelled]
    y = (seen @ rng.normal(size=(X.shape[1], CLASSES))).argmax(axis=1)
    C = SeenColumnsLogisticRegression().C
    plain = LogisticRegression(C=C, max_iter=1000)
    yield Step(
        f"held-out predictions of {LABELS:,} labels",
        "cross_val_predict",
        partial(cross_val_predict, plain, seen, y, cv=5, method="predict_proba"),
        partial(out_of_fold, SeenColumnsLogisticRegression, seen, y, n_classes=CLASSES, seed=0),
        20,
    )

    def k_means() -> object:
        space = TruncatedSVD(50, random_state=0).fit_transform(X)
        return KMeans(50, n_init=1, random_state=0).fit(space)

    yield Step(
        "a diverse batch of 50",
        "TruncatedSVD + KMeans",
        k_means,
        partial(diverse, None, X, 50),
        1000,
    )
    given = rng.integers(CLASSES, size=X.shape[0])
    proba = rng.dirichlet(np.ones(CLASSES), X.shape[0])
    yield Step(
        "label issues",
        "cleanlab find_label_issues",
        partial(find_label_issues, given, proba, n_jobs=1),
        partial(check, given, proba),
        5,
    )


def saving(folder: Path, told: list[str]) -> Iterator[Step]:
    """A label on disk."""
    frame = pd.DataFrame({"text": told, "label": ""})
    with Store.open(folder / "labels.sqlite", rescue=folder) as store:
        acts = [Act(kind="label", item="0", label="a")]
        yield Step(
            "one label, on disk",
            "DataFrame.to_csv",
            partial(frame.to_csv, folder / "copy.csv"),
            partial(store.append, acts),
            1000,
        )


def votes(folder: Path, rows: int) -> Iterator[Step]:
    """The votes of 30 functions, opened again."""
    L = np.full((rows, 30), -1)
    np.save(folder / "votes.npy", L)
    kept = [folder / f"vote-{number}.npy" for number in range(L.shape[1])]
    for path in kept:
        np.save(path, L[:, 0].astype(np.int16))
    yield Step(
        "votes of 30 functions, opened again",
        "an array of integers",
        partial(np.load, folder / "votes.npy"),
        lambda: [np.load(path, mmap_mode="r") for path in kept],
        90,
    )


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    started = process_time()
    work()
    return process_time() - started


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    print(f"{asked.rows:,} texts, CPU seconds, median of {asked.runs} (least to most)\n")
    print("| step | beside | theirs | ours | times |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as place, threadpool_limits(1):
        for step in steps(Path(place) / "project", asked.rows):
            runs = [(seconds(step.theirs), seconds(step.ours)) for _ in range(asked.runs)]
            theirs, ours = zip(*runs, strict=True)
            ratio = median(theirs) / max(median(ours), 1e-6)
            print(
                f"| {step.name} | {step.peer} | {shown(theirs)} | {shown(ours)} | {ratio:.1f} |",
                flush=True,
            )
            mine = Row(step.name, "s", median(ours), step.peer, median(theirs), times=step.goal)
            tell(mine)


def shown(taken: tuple[float, ...]) -> str:
    """Median and range."""
    return f"{median(taken):.4f} ({min(taken):.4f} to {max(taken):.4f})"


if __name__ == "__main__":
    main()

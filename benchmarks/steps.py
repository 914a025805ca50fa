"""The steps behind the screen, each beside the library call it stands for, on real texts:

    python -m benchmarks.steps [--rows 100000] [--runs 3]

CPU seconds of one thread, median and range of the runs; both of a pair in turn. The texts are those
of all real data sets, one after the other, cut to `--rows`.
"""

import argparse
import csv
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from benchmarks.beside import Step, measured
from benchmarks.datasets import folder as data_folder
from benchmarks.learning_steps import learning
from tests.robots.projects import write_project
from tui_labeler.features.build import build, load
from tui_labeler.project import open_pool, open_project
from tui_labeler.store import Store
from tui_labeler.store.records import Act

SETS = ("nsmc_ko", "hate_offensive", "banking77", "noisy_agnews", "agnews", "youtube_spam")


def texts() -> Iterator[str]:
    """The texts of all sets."""
    for name in SETS:
        with (data_folder() / name / "data.csv").open(newline="", encoding="utf-8") as file:
            yield from (row["text"] for row in csv.DictReader(file))


def steps(folder: Path, rows: int) -> Iterator[Step]:
    """The pairs, each made when its turn comes."""
    told = list(islice(chain.from_iterable(iter(texts, None)), rows))
    write_project(folder, [(str(n), text) for n, text in enumerate(told)])
    yield from reading(folder, told)
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    X = sp.csr_matrix(vectorizer.fit_transform(told))
    yield from features(folder, told, vectorizer, X)
    yield from learning(X)
    yield from saving(folder, told)
    yield from votes(folder, rows)


def reading(folder: Path, told: list[str]) -> Iterator[Step]:
    """The data file."""
    project = open_project(folder)
    data = project.data_file

    def opened_anew() -> object:
        shutil.rmtree(folder / ".cache", ignore_errors=True)
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


def features(
    folder: Path, told: list[str], vectorizer: TfidfVectorizer, X: sp.csr_matrix
) -> Iterator[Step]:
    """Features made, and opened."""
    pool, cache = open_pool(open_project(folder)), folder / ".cache"

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
    sp.save_npz(folder / "x.npz", X, compressed=False)
    (kept,) = cache.glob("features-*")
    yield Step(
        "features, opened again",
        "scipy.sparse.load_npz",
        partial(sp.load_npz, folder / "x.npz"),
        partial(load, kept),
        400,
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
            print(measured(step, asked.runs), flush=True)


if __name__ == "__main__":
    main()

"""The steps behind the screen, each beside the library call it stands for, on real texts:

    python -m benchmarks.steps [--rows 100000] [--runs 3]

CPU seconds of one thread, median and range of the runs; both of a pair in turn. The texts are those
of all real data sets, one after the other, cut to `--rows`; they are short (a median of 8 words),
so TF-IDF is measured on longer ones too: news in pairs, a median of 75 words.
"""

import argparse
import csv
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import chain, count, islice
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from benchmarks.beside import Step, measured
from benchmarks.datasets import Texts, returned
from benchmarks.datasets import folder as data_folder
from benchmarks.learning_steps import learning
from benchmarks.rows import Row, tell
from tests.robots.projects import write_project
from tui_labeler.features.build import build, load
from tui_labeler.project import open_pool, open_project
from tui_labeler.store import Store
from tui_labeler.store.records import Act
from tui_labeler.weak_supervision.vote_files import Run, VoteFiles

LONGER = 20_000
VOTED, FUNCTIONS = 1_000_000, 30
LIMITS = {
    "csv": "every row is checked (quotes, NUL, encoding, empty and equal texts and ids, numbers) "
    "and written to the cache, once; pandas checks nothing.",
    "tfidf": "words are found and numbered in numpy, the same figures as scikit-learn's; half of "
    "what is left is sorting n-grams of 64 bits, the rest scipy's compressed rows. Hashing into a "
    "fixed number of columns would save the sort, and what a column stands for.",
    "features": "their checksums are read once by each process: a model must not learn from a "
    "damaged file. After that it is the opening of mapped files.",
    "save": "one durable commit: a rollback journal and `synchronous=EXTRA`, so that project "
    "folders work on network disks and can be copied, need more than one fsync.",
    "votes": "a file per function, so that an edit writes one column; opening one takes numpy "
    "0.1 ms.",
    "bytes": "16 bits a vote, for more than 127 labels.",
}
SETS = ("nsmc_ko", "hate_offensive", "banking77", "noisy_agnews", "agnews", "youtube_spam")


def texts() -> Iterator[str]:
    """The texts of all sets."""
    for name in SETS:
        with (data_folder() / name / "data.csv").open(newline="", encoding="utf-8") as file:
            yield from (row["text"] for row in csv.DictReader(file))


def news(rows: int) -> list[str]:
    """Longer texts: pairs of news, each another one."""
    with (data_folder() / "agnews" / "data.csv").open(newline="", encoding="utf-8") as file:
        told = [row["text"] for row in csv.DictReader(file)]
    n = len(told)
    return [f"{told[at % n]} {told[(at * 7 + at // n * 13 + 1) % n]}" for at in range(rows)]


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
    yield from votes(folder)


def reading(folder: Path, told: list[str]) -> Iterator[Step]:
    """The data file."""
    project = open_project(folder)
    data = project.data_file

    def opened_anew() -> object:
        shutil.rmtree(folder / ".cache", ignore_errors=True)
        return open_pool(project)

    yield Step(
        "data file, read and checked",
        "pandas.read_csv",
        partial(pd.read_csv, data),
        opened_anew,
        2,
        limit=LIMITS["csv"],
    )
    yield Step(
        "data file, opened again",
        "pandas.read_csv",
        partial(pd.read_csv, data),
        partial(open_pool, project),
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
        limit=LIMITS["tfidf"],
    )
    longer = news(LONGER)

    def rebuilt() -> object:
        shutil.rmtree(folder / "longer", ignore_errors=True)
        return returned(build(Texts(longer), ["words"], folder / "longer"))

    yield Step(
        f"TF-IDF of words and pairs, {LONGER:,} longer texts",
        "TfidfVectorizer",
        partial(vectorizer.fit_transform, longer),
        rebuilt,
        20,
        once=True,
        limit=LIMITS["tfidf"],
    )
    sp.save_npz(folder / "x.npz", X)
    (kept,) = cache.glob("features-*")
    times = count(1)

    def by_a_new_process() -> object:
        written = next(times)  # other times than before, and not just now: checked again, once
        for file in kept.iterdir():
            os.utime(file, (written, written))
        return load(kept)

    theirs = partial(sp.load_npz, folder / "x.npz")
    for when, ours in (
        ("features, opened by a new process", by_a_new_process),
        ("features, opened again", partial(load, kept)),
    ):
        yield Step(when, "scipy.sparse.load_npz", theirs, ours, 400, limit=LIMITS["features"])


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
            limit=LIMITS["save"],
            clock=True,
        )
        with (folder / "lines").open("ab") as file:

            def line() -> None:
                file.write(b"0,a\n")
                file.flush()
                os.fsync(file.fileno())

            yield Step(
                "one label, on disk",
                "a line and fsync",
                line,
                partial(store.append, acts),
                1,
                limit=LIMITS["save"],
                clock=True,
            )


def votes(folder: Path) -> Iterator[Step]:
    """The votes of 30 functions, opened again."""
    L = np.full((VOTED, FUNCTIONS), -1)
    whole = folder / "votes.npy"
    np.save(whole, L)
    kept = VoteFiles(folder / "votes")
    keys = [f"function-{number}" for number in range(FUNCTIONS)]
    for key in keys:
        kept.save(key, Run(), L[:, 0].astype(np.int16))
    del L
    what = f"votes of {FUNCTIONS} functions on {VOTED:,} rows"
    yield Step(
        f"{what}, opened again",
        "an array of integers",
        partial(np.load, whole),
        lambda: [kept.votes(key) for key in keys],
        90,
        limit=LIMITS["votes"],
    )
    ours, theirs = (
        sum(path.stat().st_size for path in paths) / 1e6
        for paths in (map(kept.path, keys), [whole])
    )
    tell(Row(what, "MB", ours, "an array of integers", theirs, 8, limit=LIMITS["bytes"]))


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--runs", type=int, default=5)
    asked = options.parse_args()
    print(f"{asked.rows:,} texts, CPU seconds, median of {asked.runs} (least to most)\n")
    print("| step | beside | theirs | ours | times |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as place, threadpool_limits(1):
        for step in steps(Path(place) / "project", asked.rows):
            print(measured(step, asked.runs), flush=True)


if __name__ == "__main__":
    main()

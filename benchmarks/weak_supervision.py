"""How good label models are on real and synthetic votes, and how fast, with Snorkel beside them.

    python -m benchmarks.weak_supervision quality [--snorkel PYTHON] [--seeds 5]
    python -m benchmarks.weak_supervision speed [--snorkel PYTHON] [--rows 100000]

`--snorkel`: a Python of another environment in which Snorkel 0.10 is installed; it runs on the
same votes, in the same run. Accuracy is over all rows. Without human labels the largest class
stands where nothing fires, for every model, and a tie of t labels counts 1 / t where one of them is
right; with human labels each model's own answer counts. "LR" is a logistic regression on the votes
of the human-labelled rows alone. "end": TF-IDF and logistic regression trained on the weak labels.
"""

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean
from time import process_time
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from benchmarks.datasets import folder
from benchmarks.rows import Row, tell
from tui_labeler.project.rules import Rule
from tui_labeler.registry import resolve
from tui_labeler.weak_supervision.analysis import summarise
from tui_labeler.weak_supervision.downstream import train
from tui_labeler.weak_supervision.label_models.model import hard_labels
from tui_labeler.weak_supervision.label_models.patterns import patterns
from tui_labeler.weak_supervision.registry import LABEL_MODELS

SAMPLE = Path(__file__).resolve().parents[1] / "sample_projects" / "movie_reviews"
END_SEEDS = 2
GOALS = {"auto": 20, "summary": 100, "30 rules": 50, "30 Python": 1.5}
"""How the rows of `speed` begin -> so many times less than Snorkel."""
SNORKEL = """
import sys, json, time, logging
import numpy as np, torch
from snorkel.labeling.model import LabelModel
from snorkel.labeling import LFAnalysis
logging.disable(50); torch.set_num_threads(1)
found = np.load(sys.argv[1]); L = found["L"].T.astype(int); y = found["y"]; k = int(found["k"])
started = time.process_time(); model = LabelModel(cardinality=k, verbose=False)
model.fit(L, n_epochs=500, seed=0, progress_bar=False); proba = model.predict_proba(L)
fit = time.process_time() - started
started = time.process_time(); LFAnalysis(L).lf_summary(y); summary = time.process_time() - started
np.save(sys.argv[2], proba); print(json.dumps({"fit": fit, "summary": summary}))
"""
APPLY = """
import sys, json, re, time
import pandas as pd
from snorkel.labeling import PandasLFApplier, labeling_function
texts, rules = json.load(open(sys.argv[1])); frame = pd.DataFrame({"text": texts})
def make(name, pattern):
    search = re.compile(pattern).search
    @labeling_function(name=name)
    def lf(x): return 0 if search(x.text.lower()) else -1
    return lf
lfs = [make(name, pattern) for name, pattern in rules]
started = time.process_time(); PandasLFApplier(lfs).apply(frame, progress_bar=False)
print(json.dumps(time.process_time() - started))
"""


@dataclass(frozen=True, eq=False)
class Votes:
    """A label matrix [m, n] with the truth; texts where there are some."""

    name: str
    L: Any
    y: Any
    k: int
    texts: list[str] | None = None
    best: Any = None
    """The Bayes-optimal probabilities, where they are known."""


def real(name: str) -> Votes:
    """A set of the shared data with the votes of its functions."""
    place = folder() / name
    gold = {row["id"]: row["label"] for row in rows_of(place / "gold.csv")}
    texts = {row["id"]: row["text"] for row in rows_of(place / "data.csv")}
    votes = rows_of(place / "lf_votes.csv")
    labels = {label: at for at, label in enumerate(sorted(set(gold.values())))}
    names = [column for column in votes[0] if column != "id"]
    L = [[labels[row[one]] if row[one] else -1 for row in votes] for one in names]
    y = [labels[gold[row["id"]]] for row in votes]
    found = [texts[row["id"]] for row in votes]
    return Votes(name, np.array(L, np.int16), np.array(y), len(labels), found)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def synthetic(n: int, m: int, k: int, seed: int) -> Votes:
    """Independent functions: six in ten vote for one label only; accuracies 0.55 to 0.95."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, k, n)
    L, log_proba = np.full((m, n), -1, np.int16), np.zeros((n, k))
    for j in range(m):
        accuracy, fires = rng.uniform(0.55, 0.95), rng.uniform(0.05, 0.4)
        if rng.random() < 0.6:
            table = np.zeros((k, k))
            label = rng.integers(k)
            table[:, label] = fires * (1 - accuracy) / accuracy / (k - 1)
            table[label, label] = fires
        else:
            table = np.full((k, k), fires * (1 - accuracy) / (k - 1))
            np.fill_diagonal(table, fires * accuracy)
        table = np.hstack([1 - table.sum(axis=1, keepdims=True), table])
        L[j] = (rng.random(n)[:, None] > table.cumsum(axis=1)[y]).sum(axis=1) - 1
        log_proba += np.log(np.maximum(table[:, L[j] + 1].T, 1e-300))
    best = np.exp(log_proba - log_proba.max(axis=1, keepdims=True))
    best /= best.sum(axis=1, keepdims=True)
    return Votes(f"synthetic {m} × {k} #{seed}", L, y, k, None, best)


def fitted(name: str, votes: Votes, human: Any = None) -> tuple[Any, Any]:
    """Labels and probabilities of a label model."""
    seen = patterns(votes.L, votes.k, human)
    model = resolve(LABEL_MODELS, name, "label model")(seen)
    proba = model.predict_proba(seen)
    return hard_labels(proba, model.balance), proba


def on_votes(votes: Votes, rows: Any) -> Any:
    """Labels of a logistic regression on the votes and abstentions of `rows`."""
    X = np.stack([vote == votes.L for vote in range(-1, votes.k)]).reshape(-1, votes.L.shape[1]).T
    return LogisticRegression(max_iter=500).fit(X[rows], votes.y[rows]).predict(X)


def sample_project() -> Votes:
    """The votes of the sample project's own functions and rules."""
    from tui_labeler.cli.functions import run_functions
    from tui_labeler.session import Session

    with tempfile.TemporaryDirectory() as place:
        project = Path(shutil.copytree(SAMPLE, Path(place) / SAMPLE.name))
        with Session.open(project) as session:
            session.functions.trust()
            run_functions(session)
            names = session.project.label_names
            gold = {row["id"]: names.index(row["label"]) for row in rows_of(SAMPLE / "gold.csv")}
            L = np.array([list(column) for column in session.functions.columns.values()], np.int16)
            y = np.array([gold[item] for item in session.pool.ids])
            return Votes(SAMPLE.name, L, y, len(names), list(session.pool.texts))


def quality(snorkel: str | None, seeds: int) -> Iterator[str]:
    """The table of accuracies, as Markdown."""
    yield "| votes | coverage | model | 0 labels | 50 | 200 | log-loss (0) | end, 0 | 50 | 200 |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for votes in (real("youtube_spam"), real("agnews"), sample_project()):
        yield from rows_of_models(votes, snorkel, seeds)
    for m, k in ((10, 2), (10, 4), (30, 2), (30, 4)):
        for seed in (3, 4):
            yield from rows_of_models(synthetic(10_000, m, k, seed), snorkel, seeds)


def rows_of_models(votes: Votes, snorkel: str | None, seeds: int) -> Iterator[str]:
    """What every model makes of one set of votes."""
    end = EndModel(votes) if votes.texts is not None else None
    start = f"| {votes.name} | {(votes.L >= 0).any(axis=0).mean():.3f} |"
    for name in LABEL_MODELS:
        _, proba = fitted(name, votes)
        found, ends = [alone(proba, votes)], []
        if end:
            ends.append(end.right(proba, draw(votes, 0, 0)[0]))
        for n in (50, 200):
            drawn = [draw(votes, n, seed)[0] for seed in range(seeds)]
            models = [fitted(name, votes, human) for human in drawn]
            found.append(fmean(right(labels, votes) for labels, _ in models))
            if end:
                few = list(zip(models, drawn, strict=True))[:END_SEEDS]
                ends.append(fmean(end.right(model[1], human) for model, human in few))
        after = shown(ends) if end else "| |"
        yield f"{start} {name} | {shown(found)} | {loss(proba, votes):.3f} | {after} |"
    lr = [
        fmean(right(on_votes(votes, draw(votes, n, seed)[1]), votes) for seed in range(seeds))
        for n in (50, 200)
    ]
    yield f"{start} LR on their votes | | {shown(lr)} | | | | |"
    if snorkel:
        proba, _ = ask_snorkel(snorkel, votes)
        after = f"{end.right(proba, draw(votes, 0, 0)[0]):.3f}" if end else ""
        found_alone = f"{alone(proba, votes):.3f} | | | {loss(proba, votes):.3f}"
        yield f"{start} Snorkel, 500 epochs | {found_alone} | {after} | | |"
    if votes.best is not None:
        best = f"{alone(votes.best, votes):.3f} | | | {loss(votes.best, votes):.3f}"
        yield f"{start} Bayes-optimal | {best} | | | |"


def shown(figures: list[float]) -> str:
    """Cells of a table."""
    return " | ".join(f"{figure:.3f}" for figure in figures)


def alone(proba: Any, votes: Votes) -> float:
    """The accuracy of probabilities that no human label helped with."""
    best = proba >= proba.max(axis=1, keepdims=True) - 1e-9
    best[~(votes.L >= 0).any(axis=0)] = np.arange(votes.k) == np.bincount(votes.y).argmax()
    return float((best[np.arange(len(votes.y)), votes.y] / best.sum(axis=1)).mean())


class EndModel:
    """What TF-IDF and logistic regression make of weak labels."""

    def __init__(self, votes: Votes) -> None:
        assert votes.texts is not None
        read = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2)
        self.votes, self.X = votes, read.fit_transform(votes.texts)
        self.fires = (votes.L >= 0).any(axis=0)

    def right(self, proba: Any, human: Any) -> float:
        """Its accuracy over all rows."""
        made = partial(LogisticRegression, C=10, max_iter=500)
        model = train(made, self.X, proba, self.fires, human)
        best = model.classes_[model.predict_proba(self.X).argmax(axis=1)]
        return right(best, self.votes)


def draw(votes: Votes, n: int, seed: int) -> tuple[Any, Any]:
    """Human labels of `n` random rows: [rows], -1 elsewhere; and the rows."""
    rows = np.random.default_rng(seed).choice(len(votes.y), n, replace=False)
    human = np.full(len(votes.y), -1)
    human[rows] = votes.y[rows]
    return human, rows


def right(labels: Any, votes: Votes) -> float:
    """Accuracy over all rows."""
    return float((labels == votes.y).mean())


def loss(proba: Any, votes: Votes) -> float:
    """Log-loss over all rows."""
    return float(-np.log(np.maximum(proba[np.arange(len(votes.y)), votes.y], 1e-9)).mean())


def ask_snorkel(python: str, votes: Votes) -> tuple[Any, dict[str, float]]:
    """Snorkel's probabilities on the same votes, and its seconds."""
    with tempfile.TemporaryDirectory() as place:
        asked, answer = Path(place) / "votes.npz", Path(place) / "proba.npy"
        np.savez(asked, L=votes.L, y=votes.y, k=votes.k)
        command = [python, "-c", SNORKEL, str(asked), str(answer)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return np.load(answer), json.loads(done.stdout.splitlines()[-1])


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """CPU seconds, those of child processes included: the best of some runs."""
    found = []
    for _ in range(times):
        started = cpu()
        work()
        found.append(cpu() - started)
    return min(found)


def cpu() -> float:
    """Seconds this process and its ended children have computed."""
    spent = os.times()
    return process_time() + spent.children_user + spent.children_system


def speed(snorkel: str | None, rows: int) -> Iterator[str]:
    """CPU seconds, as Markdown: label model, summary with gold, rules and Python functions."""
    votes = synthetic(rows, 30, 4, 1)
    theirs, their_proba = {"fit": 0.0, "summary": 0.0}, None
    if snorkel:
        their_proba, theirs = ask_snorkel(snorkel, votes)
    yield f"| {rows:,} rows × 30 functions | CPU seconds | Snorkel | times |"
    yield "|---|---|---|---|"
    for name in ("dawid_skene", "auto"):
        yield line(f"{name}, fit and predict", seconds(partial(fitted, name, votes)), theirs["fit"])
    yield line("summary with gold", seconds(lambda: summarise(votes.L, votes.y)), theirs["summary"])
    yield from applying(snorkel, rows)
    if their_proba is not None:
        found = (fitted("auto", votes)[1], their_proba, votes.best)
        ours, snorkels, best = (loss(proba, votes) for proba in found)
        yield f"\nlog-loss: auto {ours:.4f}, Snorkel {snorkels:.4f}, best possible {best:.4f}"


def applying(snorkel: str | None, rows: int) -> Iterator[str]:
    """Rules without code and Python functions on repeated texts of agnews."""
    from tui_labeler.project import open_pool, open_project
    from tui_labeler.weak_supervision.applier import apply
    from tui_labeler.weak_supervision.corpus import TEXT, Corpus
    from tui_labeler.weak_supervision.task import Task
    from tui_labeler.weak_supervision.vote_files import VoteFiles

    base = [row["text"] for row in rows_of(folder() / "agnews" / "data.csv")]
    texts = [f"{base[at % len(base)]} {at}" for at in range(rows)]
    words = re.findall(r"[a-z]{4,}", " ".join(base[:300]).lower())
    chosen = list(dict.fromkeys(words))[:60:2]
    with tempfile.TemporaryDirectory() as place:
        project = Path(place)
        with (project / "data.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([["text"], *([text] for text in texts)])
        (project / "project.toml").write_text(
            '[project]\nname="b"\n[data]\nfile="data.csv"\ntext="text"\n'
            '[[labels]]\nname="a"\n[[labels]]\nname="b"\n'
        )
        code = ["import re", "from tui_labeler import labeling_function"]
        for at, word in enumerate(chosen):
            code += [
                f"S{at} = re.compile(r'\\b{word}\\b').search",
                "@labeling_function()",
                f"def lf_{at}(x):\n    return 0 if S{at}(x.text.lower()) else -1",
            ]
        (project / "lfs.py").write_text("\n".join(code))
        pool = open_pool(open_project(project))
        corpus = Corpus(pool, "text", project / ".cache", project)
        spent = seconds(lambda: list(corpus.prepare(TEXT)), times=1)
        yield line("word index, built once", spent, 0.0)
        theirs = 0.0
        if snorkel:
            asked = project / "asked.json"
            asked.write_text(json.dumps([texts, [(word, rf"\b{word}\b") for word in chosen]]))
            command = [snorkel, "-c", APPLY, str(asked)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            theirs = json.loads(done.stdout.splitlines()[-1])
        rules = [
            Rule(name=word, label="a", keywords=(word,))
            if at % 4
            else Rule(name=word, label="a", regex=rf"(?i)\b{word}\b")
            for at, word in enumerate(chosen)
        ]
        common: dict[str, Any] = {
            "project": project,
            "text": "text",
            "id": None,
            "labels": ["a", "b"],
            "off": frozenset(),
            "seconds_per_item": 5.0,
            "memory": 4.0,
        }
        for name, task in (
            ("30 rules (22 keywords, 8 regex)", Task(files={}, rules=rules, **common)),
            ("30 Python functions", Task(files={"lfs": project / "lfs.py"}, rules=[], **common)),
        ):
            kept = VoteFiles(project / name.split()[1])
            spent = seconds(lambda task=task, kept=kept: list(apply(task, corpus, kept)), times=1)
            yield line(f"{name}, process and files included", spent, theirs)


def line(what: str, ours: float, theirs: float) -> str:
    """A row of the table of speeds."""
    goal = next((times for start, times in GOALS.items() if what.startswith(start)), None)
    tell(Row(what, "s", ours, "Snorkel", theirs or None, times=goal))
    compared = f"{theirs:.2f} | {theirs / ours:.1f}×" if theirs else " | "
    return f"| {what} | {ours:.3f} | {compared} |"


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["quality", "speed"])
    parser.add_argument("--snorkel")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=100_000)
    asked = parser.parse_args()
    with threadpool_limits(1):
        table = (
            quality(asked.snorkel, asked.seeds)
            if asked.what == "quality"
            else speed(asked.snorkel, asked.rows)
        )
        for row in table:
            print(row, flush=True)


if __name__ == "__main__":
    main()

"""Label matrices with the truth, for the benchmarks of label models."""

import csv
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.datasets import folder
from tui_labeler.registry import resolve
from tui_labeler.weak_supervision.label_models.model import hard_labels
from tui_labeler.weak_supervision.label_models.patterns import patterns
from tui_labeler.weak_supervision.registry import LABEL_MODELS

SAMPLE = Path(__file__).resolve().parents[1] / "sample_projects" / "movie_reviews"


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

"""One retrain: learn from the labels, score the pool, rank what to ask next, watch the figures."""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_labeler.active_learning import stopping
from tui_labeler.active_learning.evidence import gather
from tui_labeler.active_learning.learner import Wanted, learn, rank
from tui_labeler.active_learning.own_strategy import strategy_called
from tui_labeler.active_learning.random_order import Known, random_order
from tui_labeler.active_learning.readings import closest, speaking_terms
from tui_labeler.errors import JobError
from tui_labeler.estimators.classifier import few_per_class, make
from tui_labeler.estimators.out_of_fold import out_of_fold
from tui_labeler.evaluation.figure import NEEDED, share
from tui_labeler.evaluation.scores import calibration_error, scores
from tui_labeler.features.build import Features
from tui_labeler.features.mapped import give_back, take, trim
from tui_labeler.project.pool import Pool
from tui_labeler.text import one_line

PREDICTIONS = "predictions.npy"
TERMS = "terms.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a retrain is asked, in rows of the pool."""

    labels: Sequence[str]
    rows: Sequence[int]
    """The labelled rows."""
    targets: Sequence[int]
    """The place in `labels` of each labelled row's label."""
    exclude: Sequence[int]
    """Rows that are not asked now. Labelled rows and copies of all these are not asked either."""
    sample: Sequence[int]
    """The labelled rows that belong to the uniform evaluation sample."""
    strategy: str
    estimator: str
    parameters: Mapping[str, Any]
    candidates: int
    """How many ranked rows are wanted."""
    batch: int
    """How many of them are asked together."""
    seed: int
    strategy_file: str | None = None
    """Where a strategy `"module:function"` stands."""
    upcoming: Sequence[int] = ()
    """Rows beside the ranked ones that may be asked next."""
    opinions: Sequence[Sequence[float]] = ()
    """What others than the model say: `(row, place in labels, weight)`."""
    history: Sequence[Mapping[str, Any]] = ()
    """`labels`, `accuracy` and `kappa` of the models so far, oldest first."""
    before: str | None = None
    """The predictions of the last of them."""
    budget: int | None = None
    random_order: bool = False
    """Whether what random order would have needed is estimated anew."""


def check_kinds(task: Task) -> None:
    """Raise JobError with fewer than two kinds of labels."""
    kinds = {task.labels[target] for target in task.targets}
    if len(kinds) < 2:
        so_far = f"Only '{one_line(kinds.pop(), 60)}'" if kinds else "No labels"
        raise JobError(f"{so_far} so far: a model needs labels of at least two kinds.")


def learn_and_rank(task: Task, pool: Pool, built: Features, out: Path) -> dict[str, Any]:
    """The values of `jobs.retrain`'s result, but for the time. Raises what it raises."""
    X = built.X
    X_labelled, y = take(X, np.asarray(task.rows)), np.asarray(task.targets, np.intp)
    if not X_labelled.nnz:
        raise JobError("No usable words in the labelled texts: a model needs words to learn from.")
    estimator = make(task.estimator, task.parameters, task.seed, built)
    learner = learn(estimator, strategy_called(task.strategy, task.strategy_file), X_labelled, y)
    trim()
    predictions = np.zeros((len(pool), len(task.labels)), np.float32)
    predictions[:, learner.estimator.classes_] = learner.predict_proba(X)
    first = np.fromiter(map(pool.copy_of, range(len(pool))), np.intp, len(pool))
    wanted = Wanted(
        n=task.candidates,
        batch=task.batch,
        rng=np.random.default_rng([task.seed, len(task.rows)]),
        evidence=gather(task.opinions, len(pool), len(task.labels)),
    )
    ranking = rank(learner, X, _candidates(task, first), wanted)
    give_back(X)
    asked_next = [*dict.fromkeys([*task.upcoming, *(row for row, _ in ranking)])]
    return {
        "predictions": _save(predictions, out),
        "closest": _readings(task, built, predictions, asked_next, out),
        "ranking": [[row, score] for row, score in ranking],
        "labels": len(task.rows),
        "estimator": task.estimator,
        **(figures := _figures(task, learner, y, built, first)),
        **_stopping(task, pool, predictions, figures),
        "random_order": _random_order(task, learner, y, built, figures),
    }


def _readings(
    task: Task, built: Features, predictions: NDArray[np.float32], rows: list[int], out: Path
) -> dict[int, list[tuple[int, float]]]:
    """Write which terms speak for which label; return the labelled rows closest to `rows`."""
    kind = next((name for name in ("words", "characters") if name in built.ranges), None)
    terms = {}
    if kind is not None:
        rng, columns = np.random.default_rng(task.seed), built.ranges[kind]
        terms = speaking_terms(built.X, columns, built.terms[kind], predictions, rng)
    written = json.dumps({"kind": kind or "words", "terms": terms})
    (out / TERMS).write_text(written, encoding="utf-8")
    return closest(built.X, rows, task.rows)


def _candidates(task: Task, first: NDArray[np.intp]) -> NDArray[np.intp]:
    """The first row of each text that may be asked. `first[r]`: the first row with r's text."""
    open_rows = first == np.arange(len(first))
    open_rows[first[[*task.rows, *task.exclude]]] = False
    return np.flatnonzero(open_rows)


def _stopping(
    task: Task, pool: Pool, predictions: NDArray[np.float32], figures: Mapping[str, Any]
) -> dict[str, Any]:
    """The stopping criteria on the end of the random order, which is asked last."""
    rows = np.asarray(pool.order[-stopping.STOP_SET :])
    now, before = predictions[rows], None
    with suppress(OSError, ValueError):
        if task.before is not None:
            before = np.load(task.before, mmap_mode="r", allow_pickle=False)[rows]
    if before is not None and before.shape != now.shape:
        before = None
    present = {
        "labels": len(task.rows),
        "accuracy": figures["accuracy"]["value"],
        "budget": task.budget,
    }
    found = stopping.criteria(stopping.watched_from(now, before, task.history, present))
    agreed = None if before is None else stopping.kappa(before.argmax(axis=1), now.argmax(axis=1))
    return {"stopping": stopping.as_json(found), "kappa": agreed}


def _figures(
    task: Task, learner: Any, y: NDArray[np.intp], built: Features, first: NDArray[np.intp]
) -> dict[str, Any]:
    """How good the model is, out of fold, on the sample; copies of a text are held out together."""
    sampled = np.isin(task.rows, task.sample)
    n = int(sampled.sum())
    if n < NEEDED:
        nothing: dict[str, Any] = {"macro_f1": None, "classes": [], "calibration": None}
        return {"accuracy": share(0, n).as_json(), **nothing}
    fitted = learner.estimator.estimator
    if getattr(fitted, "out_of_fold_", None) is not None:
        probabilities = np.zeros((len(y), len(task.labels)))
        probabilities[:, fitted.classes_] = fitted.out_of_fold_
    else:
        probabilities = out_of_fold(
            lambda: make(task.estimator, task.parameters, task.seed, built),
            built.X[np.asarray(task.rows)],
            y,
            n_classes=len(task.labels),
            seed=task.seed,
            groups=first[np.asarray(task.rows)],
        )
    p, truth = probabilities[sampled], y[sampled]
    found = scores(truth, p.argmax(axis=1), len(task.labels))
    return {
        "accuracy": found.accuracy.as_json(),
        "macro_f1": found.macro_f1,
        "classes": [[score.f1, score.n] for score in found.classes],
        "calibration": calibration_error(p.max(axis=1), p.argmax(axis=1) == truth),
    }


def _random_order(
    task: Task, learner: Any, y: NDArray[np.intp], built: Features, figures: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The estimate, by models like the present one; None where it is not wanted."""
    accuracy = figures["accuracy"]["value"]
    if not task.random_order or accuracy is None:
        return None
    sampled = np.flatnonzero(np.isin(task.rows, task.sample))
    known = Known(
        X=built.X[np.asarray(task.rows)[sampled]],
        y=y[sampled],
        labels=len(y),
        accuracy=accuracy,
        pool=built.X.shape[0],
    )
    present = learner.estimator.estimator

    def fit(X: Any, y: NDArray[np.intp]) -> Any:
        with few_per_class():
            model = make(task.estimator, task.parameters, task.seed, built, present)
            return model.fit(X, y)

    return random_order(known, fit, np.random.default_rng(task.seed)).as_json()


def _save(predictions: NDArray[np.float32], out: Path) -> str:

    out.mkdir(parents=True, exist_ok=True)
    path, unfinished = out / PREDICTIONS, out / f"{PREDICTIONS}.part"
    with unfinished.open("wb") as file:
        np.save(file, predictions, allow_pickle=False)
    os.replace(unfinished, path)
    return str(path)

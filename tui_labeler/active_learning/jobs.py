"""What the child process that learns is asked to do.

Everything heavy is imported inside the functions: the session names them without paying for it.
"""

import json
import os
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import JobError
from tui_labeler.jobs import Partial, Progress, Result, Steps
from tui_labeler.text import one_line

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tui_labeler.features.build import Features
    from tui_labeler.project.pool import Pool

PREDICTIONS = "predictions.npy"
TERMS = "terms.json"


def prepare(*, pool: str, cache: str, features: list[str]) -> Steps:
    """Build or open the features and import what a retrain needs. Result: `features`, a folder."""
    _, built = yield from _open(pool, cache, features)
    yield Progress("loading the learner")
    import tui_labeler.active_learning.learner
    import tui_labeler.estimators.logistic  # noqa: F401  (warms the process)

    yield Result({"features": str(built.folder)})


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
    upcoming: Sequence[int] = ()
    """Rows beside the ranked ones that may be asked next."""
    opinions: Sequence[Sequence[float]] = ()
    """What others than the model say: `(row, place in labels, weight)`."""
    history: Sequence[Mapping[str, Any]] = ()
    """`labels`, `accuracy` and `kappa` of the models so far, oldest first."""
    before: str | None = None
    """The predictions of the last of them."""
    budget: int | None = None


def retrain(*, pool: str, cache: str, features: list[str], out: str, **task: Any) -> Steps:
    """Learn from the labels, score the pool and rank what to ask next.

    Takes the fields of `Task` beside its own arguments. Writes `predictions.npy` to the folder
    `out`: float32 [pool, labels], 0 in the columns of labels without an example. Result:
    `predictions` (its path), `ranking` ([row, score], best first; the first of exact copies only),
    `stopping` (the criteria's values), `kappa` (agreement with the model before),
    `closest` (labelled rows and cosines near each row that may be asked next),
    `accuracy`, `macro_f1`, `classes` ([F1, n] each) and `calibration` (out of fold on the sample),
    `labels` (rows learned from),
    `estimator`, `seconds` (of CPU).

    Raises `JobError` with fewer than two kinds of labels or without words in the labelled texts.
    """
    started = time.process_time()
    asked = Task(**task)
    _check_kinds(asked)
    texts, built = yield from _open(pool, cache, features)
    yield Progress("training")
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        values = _learn(asked, texts, built, Path(out))
    yield Result({**values, "seconds": time.process_time() - started})


def simulate(
    *,
    pool: str,
    cache: str,
    features: list[str],
    rows: list[int],
    targets: list[int],
    test_rows: list[int],
    test_targets: list[int],
    labels: int,
    runs: list[tuple[str | None, int]],
    **plan: Any,
) -> Steps:
    """Replay `runs` (strategy, seed) on `rows` of the pool, measured on `test_rows`.

    Takes the other fields of `simulation.Plan` too. Strategy None: the score when all rows are
    labelled. Yields a `Partial` per run: `strategy`, `seed`, `curve`, a list of `[labels, accuracy,
    macro F1]`, and `stops`, the labels at which each stopping criterion was first met.
    """
    _, built = yield from _open(pool, cache, features)
    import numpy as np
    from threadpoolctl import threadpool_limits

    from tui_labeler.active_learning.held_out import hold_out
    from tui_labeler.active_learning.simulation import RANDOM, Plan, Task, on_all, replay

    with threadpool_limits(1):
        data = hold_out(built.X, built.ranges, np.asarray(rows), np.asarray(test_rows))
        task = Task(data, np.asarray(targets), np.asarray(test_targets), labels)
        for strategy, seed in runs:
            planned = Plan(strategy=strategy or RANDOM, seed=seed, **plan)
            points = []
            for point in [on_all(task, planned)] if strategy is None else replay(task, planned):
                points.append(point)
                yield Progress(strategy or "all labels", point.labels, sum(planned.batches))
            stops: dict[str, int] = {}
            for point in points:
                for name in point.met:
                    stops.setdefault(name, point.labels)
            curve = [[point.labels, point.accuracy, point.macro_f1] for point in points]
            yield Partial({"strategy": strategy, "seed": seed, "curve": curve, "stops": stops})
    yield Result({})


def _open(
    pool: str, cache: str, features: Sequence[str]
) -> "Generator[Progress, None, tuple[Pool, Features]]":
    from tui_labeler.features.build import build
    from tui_labeler.project.pool import load_pool

    try:
        texts = load_pool(Path(pool))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise JobError("the cached pool is damaged or gone", file=pool) from error
    built = yield from build(texts, features, Path(cache))
    return texts, built


def _check_kinds(task: Task) -> None:
    kinds = {task.labels[target] for target in task.targets}
    if len(kinds) < 2:
        so_far = f"Only '{one_line(kinds.pop(), 60)}'" if kinds else "No labels"
        raise JobError(f"{so_far} so far: a model needs labels of at least two kinds.")


def _learn(task: Task, pool: "Pool", built: "Features", out: Path) -> dict[str, Any]:
    """Everything of a retrain but the features."""
    import numpy as np

    from tui_labeler.active_learning.evidence import gather
    from tui_labeler.active_learning.learner import Wanted, learn, rank
    from tui_labeler.active_learning.registry import STRATEGIES
    from tui_labeler.estimators.classifier import make
    from tui_labeler.registry import resolve

    X = built.X
    X_labelled, y = X[np.asarray(task.rows)], np.asarray(task.targets, np.intp)
    if not X_labelled.nnz:
        raise JobError("No usable words in the labelled texts: a model needs words to learn from.")
    estimator = make(task.estimator, task.parameters, task.seed, built)
    learner = learn(estimator, resolve(STRATEGIES, task.strategy, "query strategy"), X_labelled, y)
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
    asked_next = [*dict.fromkeys([*task.upcoming, *(row for row, _ in ranking)])]
    return {
        "predictions": _save(predictions, out),
        "closest": _readings(task, built, predictions, asked_next, out),
        "ranking": [[row, score] for row, score in ranking],
        "labels": len(task.rows),
        "estimator": task.estimator,
        **(figures := _figures(task, built, y, first)),
        **_stopping(task, pool, predictions, figures),
    }


def _readings(
    task: Task, built: "Features", predictions: "NDArray[np.float32]", rows: list[int], out: Path
) -> dict[int, list[tuple[int, float]]]:
    """Write which terms speak for which label; return the labelled rows closest to `rows`."""
    import numpy as np

    from tui_labeler.active_learning.readings import closest, speaking_terms

    kind = next((name for name in ("words", "characters") if name in built.ranges), None)
    terms = {}
    if kind is not None:
        columns, rng = built.X[:, built.ranges[kind]], np.random.default_rng(task.seed)
        terms = speaking_terms(columns, built.terms[kind], predictions, rng)
    written = json.dumps({"kind": kind or "words", "terms": terms})
    (out / TERMS).write_text(written, encoding="utf-8")
    return closest(built.X, rows, task.rows)


def _candidates(task: Task, first: "NDArray[np.intp]") -> "NDArray[np.intp]":
    """The first row of each text that may be asked. `first[r]`: the first row with r's text."""
    import numpy as np

    open_rows = first == np.arange(len(first))
    open_rows[first[[*task.rows, *task.exclude]]] = False
    return np.flatnonzero(open_rows)


def _stopping(
    task: Task, pool: "Pool", predictions: "NDArray[np.float32]", figures: Mapping[str, Any]
) -> dict[str, Any]:
    """The stopping criteria on the end of the random order, which is asked last."""
    import numpy as np

    from tui_labeler.active_learning import stopping

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
    task: Task, built: "Features", y: "NDArray[np.intp]", first: "NDArray[np.intp]"
) -> dict[str, Any]:
    """Accuracy and macro F1 out of fold, on the sample; copies of a text are held out together."""
    import numpy as np

    from tui_labeler.estimators.classifier import make
    from tui_labeler.estimators.out_of_fold import out_of_fold
    from tui_labeler.evaluation.figure import NEEDED, share
    from tui_labeler.evaluation.scores import calibration_error, scores

    sampled = np.isin(task.rows, task.sample)
    n = int(sampled.sum())
    if n < NEEDED:
        nothing: dict[str, Any] = {"macro_f1": None, "classes": [], "calibration": None}
        return {"accuracy": share(0, n).as_json(), **nothing}
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


def _save(predictions: "NDArray[np.float32]", out: Path) -> str:
    import numpy as np

    out.mkdir(parents=True, exist_ok=True)
    path, unfinished = out / PREDICTIONS, out / f"{PREDICTIONS}.part"
    with unfinished.open("wb") as file:
        np.save(file, predictions, allow_pickle=False)
    os.replace(unfinished, path)
    return str(path)

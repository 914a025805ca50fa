"""What the child process that learns is asked to do.

Everything heavy is imported inside the functions: the session names them without paying for it.
"""

import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import JobError
from tui_labeler.jobs import Partial, Progress, Result, Steps

if TYPE_CHECKING:
    from tui_labeler.features.build import Features
    from tui_labeler.project.pool import Pool


def prepare(
    *,
    pool: str,
    cache: str,
    features: list[str],
    cold_start: str = "random",
    candidates: int = 0,
    labels: int = 0,
    opinions: Sequence[Sequence[float]] = (),
    seed: int = 0,
) -> Steps:
    """Build or open the features, import what a retrain needs, and rank for a cold start.

    `labels`: how many there are; `opinions`: as in `retraining.Task`. Result: `features`, a
    folder, and `ranking` as `retrain`'s, of `candidates` rows; empty for the cold start "random",
    which needs none.
    """
    texts, built = yield from _open(pool, cache, features)
    yield Progress("loading the learner")
    import tui_labeler.active_learning.learner
    import tui_labeler.estimators.logistic  # noqa: F401  (warms the process)

    ranking: list[tuple[int, float]] = []
    if cold_start != "random":
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):
            ranking = _cold_ranking(texts, built, cold_start, candidates, labels, opinions, seed)
    yield Result({"features": str(built.folder), "ranking": ranking})


def _cold_ranking(
    pool: "Pool",
    built: "Features",
    cold_start: str,
    n: int,
    labels: int,
    opinions: Sequence[Sequence[float]],
    seed: int,
) -> list[tuple[int, float]]:
    """The first `n` rows to ask; of exact copies only the first."""
    import numpy as np

    from tui_labeler.active_learning.evidence import gather
    from tui_labeler.active_learning.nearness import near_copies_last
    from tui_labeler.active_learning.registry import COLD_STARTS
    from tui_labeler.registry import resolve

    first = np.fromiter(map(pool.copy_of, range(len(pool))), np.intp, len(pool))
    rows = np.flatnonzero(first == np.arange(len(first)))
    X = built.X[rows]
    start = resolve(COLD_STARTS, cold_start, "cold start")
    evidence = gather(opinions, len(pool), labels).of(rows)
    picks = start(None, X, n, rng=np.random.default_rng(seed), evidence=evidence)
    found, scores = near_copies_last(picks, X)
    return list(zip(rows[found].tolist(), scores.tolist(), strict=True))


def retrain(*, pool: str, cache: str, features: list[str], out: str, **task: Any) -> Steps:
    """Learn from the labels, score the pool and rank what to ask next.

    Takes the fields of `retraining.Task` beside its own arguments. Writes `predictions.npy` to the
    folder `out`: float32 [pool, labels], 0 in the columns of labels without an example. Result:
    `predictions` (its path), `ranking` ([row, score], best first; the first of exact copies only),
    `stopping` (the criteria's values), `kappa` (agreement with the model before),
    `closest` (labelled rows and cosines near each row that may be asked next),
    `accuracy`, `macro_f1`, `classes` ([F1, n] each) and `calibration` (out of fold on the sample),
    `labels` (rows learned from), `random_order` (the estimate of `random_order`, where wanted),
    `estimator`, `seconds` (of CPU).

    Raises `JobError` with fewer than two kinds of labels or without words in the labelled texts.
    """
    started = time.process_time()
    from tui_labeler.active_learning.retraining import Task, check_kinds, learn_and_rank

    asked = Task(**task)
    check_kinds(asked)
    texts, built = yield from _open(pool, cache, features)
    yield Progress("training")
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        values = learn_and_rank(asked, texts, built, Path(out))
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
    strategy_files: dict[str, str] | None = None,
    **plan: Any,
) -> Steps:
    """Replay `runs` (strategy, seed) on `rows` of the pool, measured on `test_rows`.
    `strategy_files`: where strategies `"module:function"` stand.

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
            asks = strategy or RANDOM
            file = (strategy_files or {}).get(asks)
            planned = Plan(strategy=asks, strategy_file=file, seed=seed, **plan)
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

"""Replays of active learning on a gold file: which jobs there are, and what their results say."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from tui_labeler.errors import UsageError
from tui_labeler.jobs import Job
from tui_labeler.project import Pool, Project
from tui_labeler.project.locations import cache_folder
from tui_labeler.session.gold import Gold
from tui_labeler.session.own_code import trusted_strategies

PREPARE = "tui_labeler.active_learning.jobs:prepare"
SIMULATE = "tui_labeler.active_learning.jobs:simulate"
RANDOM = "random"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be replayed."""

    strategies: tuple[str, ...]
    """Random is always among them: without it there is nothing to compare with."""
    budget: int = 300
    batch: int = 10
    seeds: int = 3
    test_share: float = 0.3
    target: float = 0.95
    """Of the accuracy with all labels."""
    largest: int = 10_000
    """Larger pools are cut to so many rows."""


@dataclass(frozen=True, slots=True)
class Run:
    """One learning curve: `(labels, accuracy, macro F1)` after each batch."""

    strategy: str
    seed: int
    curve: tuple[tuple[int, float, float], ...]
    stops: Mapping[str, int]
    """Stopping criterion -> the labels at which it would have said stop."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A strategy in one line."""

    strategy: str
    labels_to_target: int | None
    """On the mean curve; None: not within the budget."""
    ratio_vs_random: float | None
    final_accuracy: float
    final_macro_f1: float


class Simulation:
    """The jobs of a request on one pool, and their results as they come in.

    Raises UsageError for too little gold, TrustError for a strategy that may not be run.
    """

    def __init__(self, project: Project, pool: Pool, gold: Gold, request: Request) -> None:
        if RANDOM not in request.strategies:
            request = replace(request, strategies=(*request.strategies, RANDOM))
        self.request = request
        self.runs: list[Run] = []
        self.full: dict[str, float] = {}
        config = project.config
        seed = config.project.seed
        rows = sorted(gold.targets)
        rng = random.Random(seed)
        self.cut = len(rows) > request.largest
        if self.cut:
            rows = sorted(rng.sample(rows, request.largest))
        unseen = set(rng.sample(rows, round(request.test_share * len(rows))))
        train = [row for row in rows if row not in unseen]
        test = sorted(unseen)
        if len({gold.targets[row] for row in train}) < 2 or not test:
            raise UsageError(
                "too few gold labels: both the pool and the held-out share need some.",
                hint=f"{len(rows):,} items have one; --test-share is {request.test_share:g}.",
            )
        self.training, self.held_out = len(train), len(test)
        self.secrets = project.secrets
        cache = cache_folder(project.folder)
        self.log = cache / "worker.log"
        self._data = {
            "pool": str(pool.folder),
            "cache": str(cache),
            "features": project.features,
        }
        share = config.active_learning.random_share
        self._common = {
            **self._data,
            "rows": train,
            "targets": [gold.targets[row] for row in train],
            "test_rows": test,
            "test_targets": [gold.targets[row] for row in test],
            "labels": len(project.label_names),
            "estimator": config.model.estimator,
            "parameters": dict(config.model.parameters),
            "cold_start": config.active_learning.cold_start,
            "batches": _batches(request.budget, request.batch),
            "random_share": None if share == "auto" else float(share),
            "strategy_files": trusted_strategies(project, request.strategies),
        }
        self._seed = seed

    def prepare_job(self, kind: str) -> Job:
        """Must have ended before the others start."""
        return Job(kind, PREPARE, self._data)

    def jobs(self, kinds: Sequence[str]) -> list[Job]:
        """One job per kind; together all runs, and the score with every label, which is the run
        of no strategy."""
        runs: list[tuple[str | None, int]] = [(None, self._seed)]
        runs += [
            (strategy, self._seed + number)
            for number in range(self.request.seeds)
            for strategy in self.request.strategies
        ]
        shares = [runs[start :: len(kinds)] for start in range(len(kinds))]
        return [
            Job(kind, SIMULATE, {**self._common, "runs": share})
            for kind, share in zip(kinds, shares, strict=True)
            if share
        ]

    def install(self, values: Mapping[str, Any]) -> None:
        """Take in one run."""
        curve = tuple((int(n), float(a), float(f)) for n, a, f in values["curve"])
        strategy = values["strategy"]
        if strategy is None:
            self.full = {"accuracy": curve[0][1], "macro_f1": curve[0][2]}
        else:
            self.runs.append(Run(strategy, values["seed"], curve, values["stops"]))
            self.runs.sort(key=lambda run: (self.request.strategies.index(run.strategy), run.seed))

    def stops(self, strategy: str) -> dict[str, tuple[float, float, int]]:
        """Criterion -> labels at which it would have stopped and the accuracy there, means over
        the runs in which it did, and how many these are."""
        found: dict[str, list[tuple[int, float]]] = {}
        for run in self.runs:
            accuracy = {labels: score for labels, score, _ in run.curve}
            for name, labels in run.stops.items():
                if run.strategy == strategy:
                    found.setdefault(name, []).append((labels, accuracy[labels]))
        return {
            name: (fmean(n for n, _ in ends), fmean(a for _, a in ends), len(ends))
            for name, ends in found.items()
        }

    def mean_curve(self, strategy: str) -> list[tuple[int, float, float]]:
        """The mean over the seeds at every number of labels."""
        curves = [run.curve for run in self.runs if run.strategy == strategy]
        return [
            (points[0][0], fmean(p[1] for p in points), fmean(p[2] for p in points))
            for points in zip(*curves, strict=True)
        ]

    def summary(self) -> list[Summary]:
        """A line per strategy, in the order asked."""
        target = self.request.target * self.full["accuracy"]
        reached = {name: _first(self.mean_curve(name), target) for name in self.request.strategies}
        random_needs = reached[RANDOM]
        lines = []
        for name in self.request.strategies:
            needs, last = reached[name], self.mean_curve(name)[-1]
            ratio = needs / random_needs if needs and random_needs else None
            lines.append(Summary(name, needs, ratio, last[1], last[2]))
        return lines

    def as_json(self) -> dict[str, Any]:
        """The object of the CLI contract."""
        return {
            "pool": self.training + self.held_out,
            "cut": self.cut,
            "full_data": self.full,
            "runs": [_run_json(run) for run in self.runs],
            "summary": [
                {
                    "strategy": line.strategy,
                    "labels_to_target": line.labels_to_target,
                    "ratio_vs_random": line.ratio_vs_random,
                }
                for line in self.summary()
            ],
        }


def _batches(budget: int, size: int) -> list[int]:
    """`budget` in batches of `size`; the last may be smaller."""
    return [min(size, budget - start) for start in range(0, budget, size)]


def _first(curve: Sequence[tuple[int, float, float]], target: float) -> int | None:
    return next((labels for labels, accuracy, _ in curve if accuracy >= target), None)


def _run_json(run: Run) -> dict[str, Any]:
    points = [{"labels": n, "accuracy": a, "macro_f1": f} for n, a, f in run.curve]
    return {
        "strategy": run.strategy,
        "seed": run.seed,
        "curve": points,
        "stops": dict(run.stops),
    }

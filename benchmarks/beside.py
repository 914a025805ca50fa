"""One thing done in two ways, ours beside that of a library: how both are measured."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

from benchmarks.rows import Row, tell


@dataclass(frozen=True, slots=True)
class Step:
    """Something done in two ways."""

    name: str
    peer: str
    theirs: Callable[[], object]
    ours: Callable[[], object]
    goal: float | None = None
    """So many times less."""
    once: bool = False
    """The peer is too slow to be repeated."""
    limit: str = ""
    """Why the goal is missed, where it is."""
    clock: bool = False
    """By the clock: what it waits for is the disk."""


def seconds(work: Callable[[], object], now: Callable[[], float] = process_time) -> float:
    """CPU seconds of one call."""
    started = now()
    work()
    return now() - started


def measured(step: Step, runs: int) -> str:
    """Do both in turn; a line of the table: CPU seconds, median and range."""
    theirs, ours = [], []
    now = perf_counter if step.clock else process_time
    for number in range(runs):
        if not (step.once and number):
            theirs.append(seconds(step.theirs, now))
        ours.append(seconds(step.ours, now))
    ratio = median(theirs) / max(median(ours), 1e-6)
    unit = "s by the clock" if step.clock else "s"
    goal = {"times": step.goal, "limit": step.limit}
    tell(Row.of(step.name, unit, ours, (step.peer, theirs), **goal))
    return f"| {step.name} | {step.peer} | {shown(theirs)} | {shown(ours)} | {ratio:.1f} |"


def shown(taken: list[float]) -> str:
    """Median and range."""
    return f"{median(taken):.4f} ({min(taken):.4f} to {max(taken):.4f})"

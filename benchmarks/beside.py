"""One thing done in two ways, ours beside that of a library: how both are measured."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time

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
    """It is too slow to be repeated."""


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    started = process_time()
    work()
    return process_time() - started


def measured(step: Step, runs: int) -> str:
    """Do both in turn; a line of the table: CPU seconds, median and range."""
    pairs = [(seconds(step.theirs), seconds(step.ours)) for _ in range(1 if step.once else runs)]
    theirs, ours = zip(*pairs, strict=True)
    ratio = median(theirs) / max(median(ours), 1e-6)
    tell(Row(step.name, "s", median(ours), step.peer, median(theirs), times=step.goal))
    return f"| {step.name} | {step.peer} | {shown(theirs)} | {shown(ours)} | {ratio:.1f} |"


def shown(taken: tuple[float, ...]) -> str:
    """Median and range."""
    return f"{median(taken):.4f} ({min(taken):.4f} to {max(taken):.4f})"

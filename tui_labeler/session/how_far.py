"""How far background work is, in a few words: its share, and the time left once one can tell."""

import time
from collections.abc import Callable

from tui_labeler.jobs import Progress
from tui_labeler.text import duration

SURE_AFTER = 1.0
"""Seconds of a step after which the time left is told."""


class HowFar:
    """Watches the steps of one job after another."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._step: Progress | None = None
        self._began = 0.0
        self._last = 0

    def words(self, progress: Progress) -> str:
        """`features 34 %, 2 min left`; without a total, what is being done."""
        now = self._clock()
        step = self._step
        if step is None or step.what != progress.what or progress.done < self._last:
            self._step = step = progress
            self._began = now
        self._last = progress.done
        if not progress.total:
            return progress.what
        share = f"{progress.what} {progress.done / progress.total:.0%}"
        done, spent = progress.done - step.done, now - self._began
        if done <= 0 or spent < SURE_AFTER:
            return share
        return f"{share}, {duration(spent / done * (progress.total - progress.done))} left"

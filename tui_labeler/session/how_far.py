"""How far background work is, in a few words: its share, and the time left once one can tell."""

import time
from collections import defaultdict
from collections.abc import Callable

from tui_labeler.jobs import Failure, Progress, Report, Result
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
        self._took: dict[str, float] = {}

    def words(self, progress: Progress) -> str:
        """`features 34 %, 2 min left`; without a total, what is being done, and how long that took
        the last time."""
        now = self._clock()
        step = self._step
        if step is None or step.what != progress.what or progress.done < self._last:
            self.ended()
            self._step = step = progress
            self._began = now
        self._last = progress.done
        if not progress.total:
            took = self._took.get(progress.what, 0.0)
            before = f", {duration(took)} last time" if took >= SURE_AFTER else ""
            return f"{progress.what}{before}"
        share = f"{progress.what} {progress.done / progress.total:.0%}"
        done, spent = progress.done - step.done, now - self._began
        if done <= 0 or spent < SURE_AFTER:
            return share
        return f"{share}, {duration(spent / done * (progress.total - progress.done))} left"

    def ended(self) -> None:
        """The last step is over."""
        if self._step is not None:
            self._took[self._step.what] = self._clock() - self._began
        self._step = None


class Messages:
    """What there is to say of the newest job of each kind."""

    def __init__(self) -> None:
        self._watched: defaultdict[str, HowFar] = defaultdict(HowFar)

    def of(self, report: Report) -> str:
        """How far the job is; why it failed; nothing where it ended well."""
        watched = self._watched[report.job.kind]
        match report.outcome:
            case Progress() as progress:
                return watched.words(progress)
            case Failure(message):
                watched.ended()
                return message
            case Result():
                watched.ended()
        return ""

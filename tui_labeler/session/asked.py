"""Background work that is done when the person asks for it, and only then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui_labeler.jobs import Failure, Job, Report, Result
from tui_labeler.session.how_far import Messages


class Asked:
    """Hands out its job once per asking. A subclass says `job` and `take_in`."""

    def __init__(self, messages: Messages) -> None:
        self.message = ""
        """How far it is, or why it failed."""
        self._messages = messages
        self._wanted = False
        self._running: Job | None = None

    def job(self) -> Job:
        """The job. Raises UsageError while there is nothing to do it with."""
        raise NotImplementedError

    def take_in(self, values: Mapping[str, Any]) -> None:
        """What the job found."""
        raise NotImplementedError

    def ask(self) -> None:
        """Do it. Raises UsageError while there is nothing to do it with."""
        self.job()
        self._wanted = self._running is None

    @property
    def busy(self) -> bool:
        """Whether it was asked for and has not ended."""
        return self._wanted or self._running is not None

    def next_job(self) -> Job | None:
        """The job, when it was asked for."""
        if not self._wanted or self._running is not None:
            return None
        self._wanted = False
        self._running = self.job()
        return self._running

    def install(self, report: Report) -> bool:
        """Take a report in; False when the job is not this part's."""
        if report.job is not self._running:
            return False
        self.message = self._messages.of(report)
        match report.outcome:
            case Failure():
                self._running = None
            case Result(values):
                self._running = None
                self.take_in(values)
        return True

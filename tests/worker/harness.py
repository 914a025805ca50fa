"""What tests of runners share: jobs by name, and waiting for reports without sleeping."""

import threading
from collections.abc import Callable
from typing import Any

from tui_labeler.jobs import Failure, Job, Outcome, Report, Result
from tui_labeler.worker.runner import Runner

PATIENCE = 30.0
"""Seconds; only a broken runner needs them."""


def job(name: str, *, kind: str = "learner", seconds: float | None = None, **arguments: Any) -> Job:
    """A job of jobs_for_tests.py."""
    return Job(kind, f"tests.worker.jobs_for_tests:{name}", arguments, seconds)


class Harness:
    """A runner under test, and everything it has reported so far."""

    def __init__(self, make: Callable[[Callable[[], None]], Runner]) -> None:
        self._changed = threading.Event()
        self.runner = make(self._changed.set)
        self.reports: list[Report] = []

    def wait(self, reached: Callable[[], bool]) -> None:
        """Take reports until `reached()`."""
        while True:
            self._changed.clear()
            self.reports += self.runner.poll()
            if reached():
                return
            assert self._changed.wait(PATIENCE), f"nothing more came after {self.reports}"

    def wait_for(self, kind: type[Outcome], of: Job) -> Any:
        """The first outcome of this class that job `of` reports."""

        def found() -> list[Outcome]:
            return [
                report.outcome
                for report in self.reports
                if report.job is of and isinstance(report.outcome, kind)
            ]

        self.wait(lambda: bool(found()))
        return found()[0]

    def run(self, job: Job) -> list[Outcome]:
        """Submit `job` and return all its outcomes, the last one a Result or Failure."""
        self.runner.submit(job)
        self.wait(lambda: not self.runner.running(job.kind))
        self.reports += self.runner.poll()
        outcomes = [report.outcome for report in self.reports if report.job is job]
        assert [isinstance(outcome, Result | Failure) for outcome in outcomes].count(True) == 1
        return outcomes

    def failure(self, job: Job) -> Failure:
        """Run a job that must fail."""
        last = self.run(job)[-1]
        assert isinstance(last, Failure), last
        return last

    def result(self, job: Job) -> Any:
        """Run a job that must not fail; the values of its result."""
        last = self.run(job)[-1]
        assert isinstance(last, Result), last
        return last.values

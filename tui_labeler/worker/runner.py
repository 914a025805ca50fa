"""What the session expects of whoever runs its jobs."""

from typing import Protocol

from tui_labeler.jobs import Job, Report

GRACE = 0.5
"""Seconds a job gets to run its `finally` blocks before its process is killed."""


class Runner(Protocol):
    """Runs jobs, one at a time per kind, and hands back what they yield.

    A job that starts ends with exactly one `Result` or `Failure`, unless it is cancelled.
    """

    def submit(self, job: Job) -> None:
        """Run `job` when its kind is free, in place of one of its function that still waits.

        Does nothing after `close`. Raises TypeError where an argument is no JSON value.
        """

    def poll(self) -> list[Report]:
        """All that came since the last call, oldest first. Never blocks."""

    def running(self, kind: str) -> bool:
        """Whether a job of this kind runs or waits.

        False only when everything the kind had to report can be polled.
        """

    def cancel(self, kind: str) -> None:
        """Stop the job of this kind, and forget those that wait.

        Returns at once. What the job yields before it ends is still reported; that it was
        stopped is not.
        """

    def close(self) -> None:
        """Stop everything, in little more than `GRACE`; `poll` still tells what came before."""

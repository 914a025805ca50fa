"""The runner of the real program: one child process per kind of job."""

import os
from collections import deque
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from time import monotonic

from tui_labeler.jobs import Job, Report
from tui_labeler.worker import launch
from tui_labeler.worker.runner import GRACE
from tui_labeler.worker.supervisor import Supervisor


class ProcessRunner:
    """A `Runner` with a warm child per kind, started at first need and again after it died.

    Its methods are called from one thread.
    `notify` is called in another thread whenever `poll` or `running` may have something new to
    say: it must neither block nor raise. `log` takes what the children print; `environment` is
    theirs, this process's own by default; `secrets` names what in it only the llm child gets.
    """

    def __init__(
        self,
        *,
        log: Path,
        notify: Callable[[], None] = lambda: None,
        environment: Mapping[str, str] | None = None,
        secrets: Collection[str] = (),
    ) -> None:
        self._log = log
        self._notify = notify
        self._environment = os.environ if environment is None else environment
        self._secrets = secrets
        self._supervisors: dict[str, Supervisor] = {}
        self._reports: deque[Report] = deque()
        self._closed = False

    def submit(self, job: Job) -> None:
        """Run `job` when its kind is free, in place of one of its function that still waits."""
        if self._closed:
            return
        if job.kind not in self._supervisors:
            start = partial(launch.start, job.kind, self._log, self._environment, self._secrets)
            self._supervisors[job.kind] = Supervisor(
                job.kind, start, self._reports.append, self._notify
            )
        self._supervisors[job.kind].submit(job)

    def poll(self) -> list[Report]:
        """All that came since the last call, oldest first. Never blocks."""
        return [self._reports.popleft() for _ in range(len(self._reports))]

    def running(self, kind: str) -> bool:
        """Whether a job of this kind runs or waits."""
        return kind in self._supervisors and self._supervisors[kind].busy()

    def cancel(self, kind: str) -> None:
        """Stop the job of this kind, and forget those that wait. Returns at once."""
        if kind in self._supervisors:
            self._supervisors[kind].cancel()

    def close(self) -> None:
        """Stop everything: children get `GRACE` to end, then they are killed; one that writes down
        the last answers of an LLM is left alone."""
        self._closed = True
        supervisors, self._supervisors = self._supervisors.values(), {}
        for supervisor in supervisors:
            supervisor.close()
        deadline = monotonic() + GRACE + 0.1
        for supervisor in supervisors:
            supervisor.join(max(0.0, deadline - monotonic()))

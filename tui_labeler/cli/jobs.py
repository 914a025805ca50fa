"""Commands that wait for background work: it runs to its end, in this process or in a child."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.cli.output import say
from tui_labeler.errors import JobError
from tui_labeler.jobs import Failure, Job, Outcome, Progress, Report, Result

if TYPE_CHECKING:
    from tui_labeler.session import Session

SOON, EVERY = 1.0, 5.0
"""Seconds after which another step is told, and the same one again."""


class Telling:
    """Says how far work is, on stderr: not so often that it is in the way."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        from tui_labeler.session.how_far import HowFar

        self._how_far, self._clock = HowFar(clock), clock
        self._said, self._at = "", -math.inf

    def __call__(self, outcome: Outcome) -> None:
        if not isinstance(outcome, Progress):
            return
        words, now = self._how_far.words(outcome), self._clock()
        if now - self._at >= (EVERY if outcome.what == self._said else SOON):
            self._said, self._at = outcome.what, now
            say(f"{words} …")


def opened(folder: str | Path, *, read_only: bool = False) -> Session:
    """The session on a project; says how far the reading of new data is. Raises what
    `Session.open` does."""
    from tui_labeler.session import Session

    return Session.open(Path(folder), read_only=read_only, told=Telling())


def run_here(job: Job) -> list[Report]:
    """Run a job in this process, to its end, and say how far it is. Returns its reports."""
    from tui_labeler.worker.twin import InProcessRunner

    runner = InProcessRunner(heard=Telling())
    runner.submit(job)
    return runner.poll()


def finish(job: Job) -> dict[str, Any]:
    """What comes of a job. Raises JobError with the sentence of a failure."""
    outcome = run_here(job)[-1].outcome
    if isinstance(outcome, Failure):
        raise JobError(outcome.message)
    assert isinstance(outcome, Result)
    return dict(outcome.values)


def hear_functions(session: Session) -> None:
    """Let labeling functions and rules vote, where there are some and they are trusted."""
    if not session.functions.busy:
        return
    question = session.functions.code.question()
    if question:
        say(f"{question}: the functions are not heard.")
        return
    from tui_labeler.cli.functions import run_functions

    run_functions(session)


def resolve_labels(session: Session) -> None:
    """Bring the resolved labels up to date. Raises JobError where that fails."""
    hear_functions(session)
    resolved = session.resolved
    if not resolved.others:
        return
    resolved.want()
    job = resolved.next_job()
    if job is None:
        return
    say("resolving the labels …")
    for report in run_here(job):
        resolved.install(report)
    if not resolved.fresh:
        raise JobError(resolved.message or "the labels could not be resolved")

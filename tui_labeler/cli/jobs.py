"""Commands that wait for background work: it runs to its end, in this process or in a child."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_labeler.cli.output import say
from tui_labeler.errors import JobError

if TYPE_CHECKING:
    from tui_labeler.session import Session


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
    from tui_labeler.worker.twin import InProcessRunner

    hear_functions(session)
    resolved = session.resolved
    if not resolved.others:
        return
    resolved.want()
    job = resolved.next_job()
    if job is None:
        return
    say("resolving the labels …")
    runner = InProcessRunner()
    runner.submit(job)
    for report in runner.poll():
        resolved.install(report)
    if not resolved.fresh:
        raise JobError(resolved.message or "the labels could not be resolved")

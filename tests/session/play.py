"""A scripted person in front of a session."""

from collections.abc import Mapping

from tui_labeler.session import Session
from tui_labeler.worker.runner import Runner


def work(session: Session, runner: Runner) -> None:
    """Run every job that is due, as a front end does."""
    while (job := session.next_job()) is not None:
        runner.submit(job)
        for report in runner.poll():
            session.install(report)


def answer(
    session: Session, gold: Mapping[str, str], count: int, runner: Runner | None = None
) -> list[str]:
    """Answer `count` items with the gold; with a runner, jobs run in between."""
    asked = []
    for _ in range(count):
        if runner is not None:
            work(session, runner)
        item = session.labelling.view().item
        if item is None:
            break
        asked.append(item.id)
        session.labelling.answer(gold[item.id])
    return asked

"""Labelling without a screen: line by line, for screen readers, TERM=dumb and scripts."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from tui_labeler.cli.output import folder_argument, say, show
from tui_labeler.errors import ExitCode, LabelerError
from tui_labeler.text import printable

SHOWN = 20_000
"""Characters of a text that are printed."""


@click.command()
@folder_argument
def ask(folder: str) -> int:
    """Label line by line: an item is printed, an answer is read."""
    from tui_labeler.session import Session
    from tui_labeler.session.views import LabelView
    from tui_labeler.worker.processes import ProcessRunner
    from tui_labeler.worker.runner import Runner
    from tui_labeler.worker.twin import InProcessRunner

    def describe(view: LabelView) -> None:
        item = view.item
        assert item is not None
        show(f"\n{item.id} · {item.position} of {item.batch_size} in this batch")
        for name, value in item.show:
            show(f"{name}: {value}")
        show(printable(item.text, SHOWN))
        for choice in view.choices:
            percent = "" if choice.probability is None else f" {choice.probability:.0%}"
            show(f"  {choice.key or '-'} {choice.name}{percent}")

    def work(session: Session, runner: Runner) -> None:
        """Start what is due and take in what is done; never waits for a child process."""
        while True:
            for report in runner.poll():
                session.install(report)
            job = session.next_job()
            if job is None:
                return
            runner.submit(job)

    def obey(session: Session, word: str) -> None:
        view, labelling = session.labelling.view(), session.labelling
        by_key = {choice.key: choice.name for choice in view.choices if choice.key}
        acts: dict[str, Callable[[], None]] = {
            "a": labelling.agree,
            "s": labelling.skip,
            "x": labelling.reject,
            "f": labelling.flag,
            "u": labelling.undo,
            "U": labelling.redo,
        }
        if word in acts:
            acts[word]()
        else:
            labelling.answer(by_key.get(word, word))

    with Session.open(Path(folder)) as session:
        runner: Runner = (
            ProcessRunner(log=session.worker_log) if sys.stdin.isatty() else InProcessRunner()
        )
        say("Answer with a key or a label: a agree, s skip, x reject, f flag, u undo, q quit.")
        try:
            while True:
                work(session, runner)
                view = session.labelling.view()
                if view.item is None:
                    say("Everything is labelled.")
                    break
                describe(view)
                line = sys.stdin.readline()
                if line.strip() == "q" or not line:
                    break
                try:
                    obey(session, line.strip())
                except LabelerError as error:
                    say(str(error))
        except KeyboardInterrupt:
            return ExitCode.INTERRUPTED
        finally:
            runner.close()
        say(session.goodbye())
    return ExitCode.OK


COMMANDS = (ask,)

"""Labelling without a screen: for screen readers, TERM=dumb and scripts."""

import sys
import time

import click

from tui_labeler.cli.jobs import opened
from tui_labeler.cli.output import folder_argument, say, show
from tui_labeler.errors import ExitCode


@click.command()
@folder_argument
def ask(folder: str) -> int:
    """Label line by line: an item is printed, an answer is read.

    The items go to stdout, everything else to stderr; type ? for the answers there are.
    """
    from tui_labeler.cli.line_by_line import LineByLine
    from tui_labeler.project.locations import state_folder
    from tui_labeler.session.recent import remember
    from tui_labeler.worker.processes import ProcessRunner
    from tui_labeler.worker.runner import Runner
    from tui_labeler.worker.twin import InProcessRunner

    waits = sys.stdin.isatty()
    with opened(folder) as session:
        secrets = session.secrets
        runner: Runner = (
            ProcessRunner(log=session.worker_log, secrets=secrets)
            if waits
            else InProcessRunner(secrets=secrets)
        )
        talk = LineByLine(session, runner, show=show, say=say)
        talk.greet()
        try:
            while talk.ask() and (line := _line(waits)) and talk.take(line):
                pass
        except KeyboardInterrupt:
            return ExitCode.INTERRUPTED
        finally:
            runner.close()
            remember(session, state_folder(), time.time())
        say(session.goodbye())
    return ExitCode.OK


def _line(waits: bool) -> str:
    """The next line with its end; "" at the end of the input."""
    if waits:
        click.echo("Answer: ", nl=False, err=True)
    return sys.stdin.readline()


COMMANDS = (ask,)

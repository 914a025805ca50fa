"""`tui-labeler DIR` opens a project; every other word is a command of one of the files beside.

No room is imported before its command runs: `--help` costs click and nothing else.
"""

import os
import signal
import sys
from pathlib import Path
from types import FrameType

import click

import tui_labeler
from tui_labeler.cli import (
    agreement,
    doctor,
    errors,
    exchange,
    functions,
    keys,
    label,
    llm,
    look,
    model,
    simulate,
    start,
    upkeep,
)
from tui_labeler.cli.examples import with_example
from tui_labeler.cli.output import report_error
from tui_labeler.errors import ExitCode, LabelerError, UsageError
from tui_labeler.registry import nearest
from tui_labeler.text import one_line

EXAMPLES = """\b
Examples:
  tui-labeler init reviews/ --data reviews.csv --labels good,bad
  tui-labeler reviews/                    label, in this terminal
  tui-labeler status reviews/             how far it is
  tui-labeler export reviews/ -o out.csv  take the labels away
"""


class Commands(click.Group):
    """A group whose fallback is the project folder: `tui-labeler DIR` is `tui-labeler open DIR`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if self.get_command(ctx, word) is not None or word.startswith("-"):
            return super().resolve_command(ctx, args)
        if Path(word).exists() or os.sep in word:
            return "open", self.get_command(ctx, "open"), args
        close = nearest(word, self.commands)
        raise UsageError(
            f'there is no command and no folder "{one_line(word, 60)}".'
            + (f' Did you mean "{close}"?' if close else ""),
            hint="All commands:  tui-labeler --help",
        )


@click.group(
    cls=Commands,
    invoke_without_command=True,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(tui_labeler.__version__, prog_name="tui-labeler")
@click.pass_context
def commands(ctx: click.Context) -> int:
    """Label texts in a terminal: the model asks what matters most.

    \b
    tui-labeler DIR    open the project folder DIR and label
    tui-labeler        the projects used lately
    """
    if ctx.invoked_subcommand is not None:
        return ExitCode.OK
    if start.has_terminal():
        return start.pick()
    click.echo(ctx.get_help(), err=True)
    return ExitCode.USAGE


for command in (
    *start.COMMANDS,
    *upkeep.COMMANDS,
    *keys.COMMANDS,
    *doctor.COMMANDS,
    *label.COMMANDS,
    *look.COMMANDS,
    *exchange.COMMANDS,
    *functions.COMMANDS,
    *llm.COMMANDS,
    *agreement.COMMANDS,
    *errors.COMMANDS,
    *model.COMMANDS,
    *simulate.COMMANDS,
):
    commands.add_command(with_example(command))


def main() -> None:
    """Run the program; every failure ends in its exit code and a sentence."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    sys.exit(run(sys.argv[1:]))


def _end(number: int, _: FrameType | None) -> None:
    """A signal ends a command as an error would: sessions are closed."""
    raise SystemExit(128 + number)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        result = commands.main(arguments, prog_name="tui-labeler", standalone_mode=False)
        return result if isinstance(result, int) else ExitCode.OK
    except LabelerError as error:
        report_error(error)
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return ExitCode.USAGE
    except click.ClickException as error:
        usage = error.ctx.get_usage() if isinstance(error, click.UsageError) and error.ctx else ""
        report_error(UsageError(error.format_message(), hint=usage))
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED

"""`tui-labeler DIR` opens a project; every other word is a command of one of the files beside.

No room is imported before its command runs: `--help` costs click and nothing else.
"""

import os
import re
import signal
import sys
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import click

import tui_labeler
from tui_labeler.cli import start
from tui_labeler.cli.examples import with_example
from tui_labeler.cli.output import report_error, say
from tui_labeler.errors import ExitCode, LabelerError, UsageError
from tui_labeler.registry import nearest
from tui_labeler.text import one_line

FILES = (
    *("start", "upkeep", "keys", "doctor", "label", "look", "exchange", "functions", "llm"),
    *("agreement", "costs", "errors", "pipeline", "model", "report", "simulate"),
)
"""The modules beside this one whose `COMMANDS` there are, in the order of the help."""
STDOUT = 1
NAME = re.compile("[a-z][a-z-]*")
"""What a command may be called; a folder with a / at its end is none, and opens at once."""
EXAMPLES = """\b
Examples:
  tui-labeler init reviews/ --data reviews.csv --labels good,bad
  tui-labeler reviews/                    label, in this terminal
  tui-labeler status reviews/             how far it is
  tui-labeler export reviews/ -o out.csv  take the labels away
"""


class Commands(click.Group):
    """A group whose fallback is the project folder: `tui-labeler DIR` is `tui-labeler open DIR`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.commands

    @cached_property
    def commands(self) -> dict[str, click.Command]:  # type: ignore[override]
        """Name -> command. Each file is loaded when all names are wanted, and not before."""
        modules = [import_module(f"tui_labeler.cli.{name}") for name in FILES]
        found = [with_example(command) for module in modules for command in module.COMMANDS]
        return {str(command.name): command for command in found}

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        named = NAME.fullmatch(word) is not None and word in self.commands
        if named or word.startswith("-"):
            return super().resolve_command(ctx, args)
        if os.path.exists(word) or os.sep in word:
            return "open", with_example(start.open_folder), args
        from tui_labeler.project.project import projects_in

        close = nearest(word, [*self.commands, *projects_in(Path())])
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


def main() -> None:
    """Run the program; every failure ends in its exit code and a sentence.

    What it writes is for the person alone, whatever their umask: labels and texts may be private.
    """
    os.umask(0o077)
    if sys.stdin is None:  # closed: nobody answers
        sys.stdin = open(os.devnull)  # noqa: SIM115
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        code = run(sys.argv[1:])
    except Exception as error:  # Python would print what texts and keys are in its message
        from tui_labeler.tui.crash import own_mistake

        report_error(own_mistake(error))
        code = ExitCode.FAILED
    sys.exit(code)


def _end(number: int, _: FrameType | None) -> None:
    """A signal ends a command as an error would: sessions are closed."""
    raise SystemExit(128 + number)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        result = commands.main(arguments, prog_name="tui-labeler", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
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
        say("Interrupted: what was saved before is kept.")
        return ExitCode.INTERRUPTED
    except OSError as error:
        return _unwritten(error)


def _unwritten(error: OSError) -> int:
    """The end of a command whose output nothing can take in. A reader that left is click's."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)
    what = one_line(str(error.filename or "the output cannot be written"))
    report_error(LabelerError(f"{what}: {error.strerror}"))
    return ExitCode.FAILED

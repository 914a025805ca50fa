"""Commands that begin something: a new project, the sample project, a session on a project."""

import gc
import os
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from tui_labeler.cli.output import folder_argument, say
from tui_labeler.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from tui_labeler.session import Session
    from tui_labeler.session.new_project import Told

DEMO = "tui-labeler-demo"


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path())
@click.option("--data", type=click.Path(), help="csv, tsv, jsonl, parquet, or .gz.")
@click.option("--text", metavar="COLUMN", help="The column to label. Guessed when left out.")
@click.option("--id", metavar="COLUMN", help="What names a row. Guessed when left out.")
@click.option("--labels", metavar="A,B", help="The labels, in order: good,bad,unclear")
@click.option("--given-labels", metavar="COLUMN", help='Labels to be checked; "" for none.')
@click.option("--in-place", is_flag=True, help="Use the data file where it is; do not copy it.")
@click.option("--no-input", is_flag=True, help="Ask nothing.")
def init(
    folder: str | None,
    data: str | None,
    text: str | None,
    id: str | None,
    labels: str | None,
    given_labels: str | None,
    in_place: bool,
    no_input: bool,
) -> int:
    """Make a project folder from a data file, and say what was guessed.

    In a terminal, what no flag says is asked, and nothing is written before the last page.
    """
    from tui_labeler.session.new_project import Told, split_labels

    told = Told(
        folder=folder,
        data=data,
        text=text,
        id=id,
        labels=None if labels is None else split_labels(labels),
        given_labels=given_labels,
        in_place=in_place,
    )
    complete = folder is not None and data is not None and labels is not None
    if not (complete or no_input) and has_terminal():
        return begin(told)
    return _create(told)


def _create(told: "Told") -> int:
    """Without questions: what no flag says is guessed."""
    from tui_labeler.cli.jobs import Telling
    from tui_labeler.project import init as project_init

    if told.folder is None or told.data is None:
        missing = "DIR" if told.folder is None else "--data"
        raise UsageError(f"{missing} is missing.", hint="tui-labeler init DIR --data FILE")
    guess = project_init.guess(
        Path(told.data),
        text=told.text,
        id=told.id,
        labels=told.labels,
        given_labels=told.given_labels,
    )
    project_init.create(
        Path(told.folder), Path(told.data), guess, in_place=told.in_place, told=Telling()
    )
    for sentence in guess.said:
        say(sentence)
    place = quote(str(told.folder))
    say(f"Made {told.folder}. Label it:  tui-labeler {place}")
    if guess.given_labels is not None:
        say(f"Which of the labels that came with it may be wrong:  tui-labeler errors {place}")
    return ExitCode.OK


def begin(told: "Told") -> int:
    """Ask what no flag says, make the project, open it."""
    from tui_labeler.project.preferences import preferences
    from tui_labeler.session.new_project import NewProject
    from tui_labeler.tui.screens.wizard import WizardScreen
    from tui_labeler.tui.start_app import StartApp, choose

    project = NewProject(told)
    app: StartApp[bool | None] = StartApp(WizardScreen(project), preferences(None, {}, os.environ))
    made, code = choose(app)
    if not made:
        say("Nothing was written.")
        return code
    say(f"Made {project.folder}.")
    return open_project_folder(project.folder)


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path())
@click.option(
    "--sample",
    type=click.Choice(["movie_reviews", "support_tickets", "spot_check"]),
    default="movie_reviews",
    show_default=True,
)
def demo(folder: str | None, sample: str) -> int:
    """Copy a sample project to DIR and open it; needs no network.

    DIR is ./tui-labeler-demo when left out, with the name of another sample behind it; a demo that
    is there already is opened. The README.md in it says what to try.
    """
    from tui_labeler.project.samples import SAMPLE

    return open_demo(folder or (DEMO if sample == SAMPLE else f"{DEMO}-{sample}"), sample)


def open_demo(folder: str = DEMO, sample: str | None = None) -> int:
    """Copy a sample project where it is not yet, and open it where there is a terminal."""
    from tui_labeler.project.locations import PROJECT_FILE
    from tui_labeler.project.samples import SAMPLE, SAMPLES, copy_sample

    target, sample = Path(folder), sample or SAMPLE
    if not (target / PROJECT_FILE).is_file():
        copy_sample(target, sample)
        say(f"{sample} is in {folder}: {SAMPLES[sample]}. Its README.md says what to try.")
    if not has_terminal():
        say(f"Label it in a terminal:  tui-labeler {quote(str(folder))}")
        return ExitCode.OK
    return open_project_folder(folder)


@click.command("open")
@folder_argument
@click.option("--read-only", is_flag=True, help="Look, change nothing, take no lock.")
@click.option("--theme", metavar="NAME", help="dark, light, contrast or terminal.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), help="auto: unless NO_COLOR is set."
)
@click.option(
    "--glyphs",
    type=click.Choice(["auto", "unicode", "safe", "ascii"]),
    help="What frames and marks are drawn with.",
)
@click.option("--mouse/--no-mouse", default=None, help="Off, the terminal itself selects text.")
def open_folder(folder: str, read_only: bool, **flags: str | bool | None) -> int:
    """Open a project and label; `tui-labeler DIR` is the short form."""
    return open_project_folder(folder, read_only=read_only, flags=flags)


def open_project_folder(
    folder: str,
    *,
    read_only: bool = False,
    flags: Mapping[str, object] | None = None,
    first: str = "label",
    numbers: str = "status",
    prepare: Callable[["Session"], None] = lambda session: None,
) -> int:
    """Open the project on the screen; returns the exit code when the person leaves.

    `first`: the screen to begin with; `numbers`: the command for where no screen can be drawn;
    `prepare`: called with the session before it is drawn.
    """
    if has_terminal():
        gc.disable()  # what is imported is no garbage; `TerminalApp.painted` enables it
    from tui_labeler.project import open_project
    from tui_labeler.project.locations import state_folder
    from tui_labeler.project.preferences import preferences
    from tui_labeler.tui.terminal import check_terminal

    project = open_project(Path(folder))
    check_terminal(folder=folder, numbers=numbers)
    from tui_labeler.cli.jobs import opened
    from tui_labeler.session.recent import remember
    from tui_labeler.tui.app import run_app
    from tui_labeler.tui.keymap import keymap, label_letters

    liked = preferences(project, flags or {}, os.environ)
    keys = keymap(liked, label_letters(project))
    session = opened(folder, read_only=read_only)
    try:
        prepare(session)
    except BaseException:
        session.close()
        raise
    remember(session, state_folder(), time.time())
    try:
        return run_app(session, liked, keymap=keys, log=session.worker_log, first=first)
    finally:
        remember(session, state_folder(), time.time())


def pick() -> int:
    """`tui-labeler` alone: the recent projects, and what is chosen there."""
    from tui_labeler.project.locations import state_folder
    from tui_labeler.project.preferences import preferences
    from tui_labeler.session.new_project import Told
    from tui_labeler.session.recent import forget, recent_projects
    from tui_labeler.tui.screens.picker import Choice, PickerScreen
    from tui_labeler.tui.start_app import StartApp, choose

    state = state_folder()
    screen = PickerScreen(
        recent_projects(state), lambda recent: forget(recent, state), datetime.now()
    )
    app: StartApp[Choice | None] = StartApp(screen, preferences(None, {}, os.environ))
    choice, code = choose(app)
    if choice is None:
        return code
    if choice == "new":
        return begin(Told())
    if choice == "demo":
        return open_demo()
    return open_project_folder(choice.folder)


def has_terminal() -> bool:
    """Whether there are keys to be read and a screen to be drawn."""
    from tui_labeler.tui.terminal import check_terminal

    try:
        check_terminal()
    except UsageError:
        return False
    return True


COMMANDS = (init, demo, open_folder)

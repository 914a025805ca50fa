"""Commands that begin something: a new project, a session on a project."""

import os
from pathlib import Path

import click

from tui_labeler.cli.output import folder_argument, say


@click.command()
@folder_argument
@click.option("--data", required=True, type=click.Path(), help="csv, tsv, jsonl, parquet, or .gz.")
@click.option("--text", help="The column to label. Guessed when left out.")
@click.option("--id", help="The column that names a row. Guessed when left out.")
@click.option("--labels", help="The labels, in order: good,bad,unclear")
@click.option("--in-place", is_flag=True, help="Use the data file where it is; do not copy it.")
@click.option("--no-input", is_flag=True, help="Ask nothing.")
def init(
    folder: str,
    data: str,
    text: str | None,
    id: str | None,
    labels: str | None,
    in_place: bool,
    no_input: bool,
) -> None:
    """Make a project folder from a data file, and say what was guessed."""
    from tui_labeler.project import init as project_init

    del no_input  # nothing is asked; the option is there for scripts
    names = None if labels is None else [name.strip() for name in labels.split(",")]
    guess = project_init.guess(Path(data), text=text, id=id, labels=names)
    project_init.create(Path(folder), Path(data), guess, in_place=in_place)
    for sentence in guess.said:
        say(sentence)
    say(f"Made {folder}. Label it:  tui-labeler {folder}")


@click.command("open")
@folder_argument
@click.option("--read-only", is_flag=True, help="Look, change nothing, take no lock.")
def open_folder(folder: str, read_only: bool) -> int:
    """Open a project and label; `tui-labeler DIR` is the short form."""
    from tui_labeler.project import open_project
    from tui_labeler.project.preferences import preferences
    from tui_labeler.tui.terminal import check_terminal

    open_project(Path(folder))
    check_terminal()
    from tui_labeler.session import Session
    from tui_labeler.tui.app import run_app

    session = Session.open(Path(folder), read_only=read_only)
    return run_app(session, preferences(session.project, {}, os.environ), log=session.worker_log)


COMMANDS = (init, open_folder)

"""Commands for the file with the work: a copy of it, and the way back in when it is locked."""

import time
from pathlib import Path
from shlex import quote

import click

from tui_labeler.cli.output import folder_argument, say, show


@click.command()
@folder_argument
def backup(folder: str) -> None:
    """Copy labels.sqlite to DIR/backups and check the copy; the last five are kept.

    Works while a session has the project open. Prints the name of the copy.
    """
    from tui_labeler.errors import UsageError
    from tui_labeler.project import open_project
    from tui_labeler.project.locations import STORE_FILE
    from tui_labeler.store import backup as copies

    path = open_project(Path(folder)).folder / STORE_FILE
    if not path.exists():
        raise UsageError("nothing was labelled yet, so there is nothing to copy.", file=folder)
    show(str(copies.backup(path, path.parent / copies.FOLDER, time.time)))


@click.command()
@folder_argument
@click.option("--force", is_flag=True, help="Take it from a session that cannot be asked.")
def unlock(folder: str, force: bool) -> None:
    """Free a project that another session has open.

    A session of yours on this machine is asked to save and quit. One on another machine, or one
    that does not answer, loses the project with --force: all it has saved is kept, and it can
    save nothing more.
    """
    from tui_labeler.project import open_project
    from tui_labeler.project.locations import STORE_FILE
    from tui_labeler.store.takeover import take_over

    path = open_project(Path(folder)).folder / STORE_FILE
    say(take_over(path, force=force))
    say(f"next: tui-labeler {quote(folder)}")


COMMANDS = (backup, unlock)

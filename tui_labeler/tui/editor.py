"""A file in the person's own editor, while the program waits."""

import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from tui_labeler.text import one_line


def edit(app: App[Any], path: Path, line: int | None = None) -> str:
    """Open `path`, at `line`, in $VISUAL, $EDITOR or vi. Returns why that failed, else ""."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    at = [] if line is None else [f"+{line}"]
    failed = ""
    try:
        with app.suspend():
            # What is raised in here would leave the screen suspended.
            failed = _run(editor, [*at, str(path)])
    except SuspendNotSupported as error:
        failed = str(error)
    return f"{one_line(editor, 40)} could not be started: {one_line(failed, 80)}" if failed else ""


def _run(editor: str, arguments: list[str]) -> str:
    try:
        subprocess.run([*shlex.split(editor), *arguments], check=False)
    except (OSError, ValueError) as error:
        return str(error)
    return ""

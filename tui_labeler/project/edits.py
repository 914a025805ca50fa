"""One way to change project.toml: comments stay, and only a valid text takes its place."""

from collections.abc import Callable

import tomlkit

from tui_labeler import tables
from tui_labeler.errors import ConfigError
from tui_labeler.project.project import Project, open_project


def edited(project: Project, edit: Callable[[tomlkit.TOMLDocument], None]) -> Project:
    """The project after `edit`. Raises ConfigError, and then the file is as it was."""
    before = project.file.read_bytes()
    document = tomlkit.parse(before.decode("utf-8-sig"))
    edit(document)
    _write(project, tomlkit.dumps(document).encode())
    try:
        return open_project(project.folder)
    except ConfigError:
        _write(project, before)
        raise


def _write(project: Project, content: bytes) -> None:
    with tables.atomic_write(project.file) as file:
        file.write(content)

"""Changes of the label set in project.toml, comments and all else kept."""

from collections.abc import Callable, Mapping
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from tui_labeler.errors import ConfigError
from tui_labeler.project.edits import edited
from tui_labeler.project.project import Project


def add_label(project: Project, label: Mapping[str, str], position: int | None = None) -> Project:
    """Write a label (`name`, `description`, `key`), at the end or at `position`."""

    def edit(labels: AoT) -> None:
        table = tomlkit.table()
        for name, value in label.items():
            if value:
                table[name] = value
        labels.insert(len(labels) if position is None else position, table)

    return _edited(project, edit)


def rename_label(project: Project, old: str, new: str) -> Project:
    """Give a label another name; its description and key stay."""

    def edit(labels: AoT) -> None:
        _find(labels, old)["name"] = new

    return _edited(project, edit)


def remove_label(project: Project, name: str) -> Project:
    """Take a label out."""
    return _edited(project, lambda labels: labels.remove(_find(labels, name)))


def describe_label(project: Project, name: str) -> tuple[dict[str, str], int]:
    """A label as `add_label` takes it, and its position."""
    for position, label in enumerate(project.config.labels):
        if label.name == name:
            described = {"name": name, "description": label.description, "key": label.key or ""}
            return described, position
    raise ConfigError(f'there is no label "{name}" any more', file=project.file)


def _find(labels: AoT, name: str) -> Table:
    for table in labels:
        if isinstance(table, Table) and table.get("name") == name:
            return table
    raise ConfigError(f'there is no [[labels]] table with the name "{name}"')


def _edited(project: Project, edit: Callable[[AoT], Any]) -> Project:
    """The project after `edit` of its labels. Raises ConfigError."""

    def edit_labels(document: tomlkit.TOMLDocument) -> None:
        labels = document.get("labels")
        if not isinstance(labels, AoT):
            raise ConfigError("the labels are not [[labels]] tables.", file=project.file)
        edit(labels)

    return edited(project, edit_labels)

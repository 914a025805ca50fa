"""Changes of [weak_supervision] in project.toml while it is open: made here, where comments and
order are kept, or in an editor."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from tui_labeler.errors import ConfigError
from tui_labeler.project.edits import edited
from tui_labeler.project.project import Project, open_project

SECTION = "weak_supervision"


def reread(project: Project) -> Project:
    """The project with the [weak_supervision] that project.toml has now.

    Raises ConfigError where the file is wrong, or differs elsewhere: all else is read at the start.
    """
    fresh = open_project(project.folder)
    ours = project.config.model_dump(exclude={SECTION})
    theirs = fresh.config.model_dump(exclude={SECTION})
    for name, section in theirs.items():
        if section != ours[name]:
            raise ConfigError(
                f"[{name}] has changed as well: open the project again.",
                file=project.file,
                line=fresh.line_of(name),
            )
    return fresh


def add_rule(project: Project, rule: Mapping[str, Any]) -> Project:
    """The project with another rule, last in the list. Raises ConfigError, changing nothing."""

    def edit(section: Table) -> None:
        rules = section.get("rules")
        if not isinstance(rules, AoT):
            rules = tomlkit.aot()
            section["rules"] = rules
        table = tomlkit.table()
        table.update(rule)
        rules.append(table)

    return _edited(project, edit)


def set_off(project: Project, names: Sequence[str]) -> Project:
    """The project with these functions and rules switched off. Raises ConfigError."""

    def edit(section: Table) -> None:
        if names:
            section["off"] = list(names)
        else:
            section.pop("off", None)

    return _edited(project, edit)


def _edited(project: Project, edit: Callable[[Table], None]) -> Project:
    """The project after `edit` of its section. Raises ConfigError."""

    def edit_section(document: tomlkit.TOMLDocument) -> None:
        section = document.get(SECTION)
        if section is None:
            section = tomlkit.table()
            document[SECTION] = section
        if not isinstance(section, Table):
            raise ConfigError(
                f"[{SECTION}] is no table of its own.",
                hint=f"Let all of [[{SECTION}.rules]] stand right below [{SECTION}].",
                file=project.file,
            )
        edit(section)

    return edited(project, edit_section)

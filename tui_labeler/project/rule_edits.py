"""Changes of [weak_supervision] in project.toml that keep its comments and its order."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from tui_labeler.errors import ConfigError
from tui_labeler.project.edits import edited
from tui_labeler.project.project import Project

SECTION = "weak_supervision"


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

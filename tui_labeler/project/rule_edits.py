"""Changes of [weak_supervision] in project.toml that keep its comments and its order."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from tui_labeler import tables
from tui_labeler.errors import ConfigError
from tui_labeler.project.project import Project, open_project

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
    before = project.file.read_bytes()
    document = tomlkit.parse(before.decode("utf-8-sig"))
    section = document.get(SECTION)
    if section is None:
        section = tomlkit.table()
        document[SECTION] = section
    if not isinstance(section, Table):
        raise ConfigError(f"[{SECTION}] is no table of its own.", file=project.file)
    edit(section)
    _write(project, tomlkit.dumps(document).encode())
    try:
        return open_project(project.folder)
    except ConfigError:
        _write(project, before)
        raise


def _write(project: Project, content: bytes) -> None:
    with tables.atomic_write(project.file) as file:
        file.write(content)

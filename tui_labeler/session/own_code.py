"""Which Python files of a project folder the program may run once they are trusted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from tui_labeler.errors import TrustError
from tui_labeler.project import Project
from tui_labeler.project.locations import state_folder
from tui_labeler.project.trust import Trust, refusal
from tui_labeler.tables.source import lies_in
from tui_labeler.text import one_line
from tui_labeler.weak_supervision.code_files import code_files

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

UNTIL_TRUSTED = "margin"


def own_strategy_file(project: Project, strategy: str) -> Path | None:
    """The file of a strategy `"module:function"`; None for a name, or where there is no file."""
    module, own, function = strategy.partition(":")
    path = project.folder / f"{module}.py"
    named = own and module.isidentifier() and function.isidentifier()
    return path if named and path.is_file() else None


def project_code(project: Project) -> list[Path]:
    """The labeling functions with the modules they import, and the strategy's file."""
    functions = project.config.weak_supervision.functions
    files = [] if functions is None else [*code_files(project.folder / functions).values()]
    strategy = own_strategy_file(project, project.config.active_learning.strategy)
    return files if strategy is None or strategy in files else [*files, strategy]


def objection(project: Project, path: Path) -> str | None:
    """Why a file of code is not run, whatever anybody says; None: nothing against it."""
    if not lies_in(path, project.folder):
        return f"{path.name} lies outside the project folder"
    return refusal(path)


def strategy_in_use(session: Session) -> tuple[str, str | None]:
    """The strategy and, of one's own, its file; another one until that file is trusted."""
    name = session.project.config.active_learning.strategy
    file = own_strategy_file(session.project, name)
    if file is not None and session.functions.code.question():
        return UNTIL_TRUSTED, None
    return name, None if file is None else str(file)


def waiting_for_trust(session: Session) -> str:
    """What to say while a strategy of one's own is not used; "" where it is, or there is none."""
    name = session.project.config.active_learning.strategy
    used, _ = strategy_in_use(session)
    return "" if used == name else f"{used} asks: {one_line(name, 40)} is not trusted yet"


def trusted_strategies(project: Project, names: Sequence[str]) -> dict[str, str]:
    """The files of the strategies of one's own among `names`. Raises TrustError for one that is
    not that of project.toml, or that was not said yes to."""
    found = {name: str(file) for name in names if (file := own_strategy_file(project, name))}
    code = project_code(project)
    for name, path in found.items():
        asked = name == project.config.active_learning.strategy
        refused = any(objection(project, file) for file in code)
        if not asked or refused or not _said_yes(project, code):
            raise TrustError(
                f'the strategy "{one_line(name, 60)}" would run as your own programs do.',
                file=Path(path),
                hint="Read it, name it in project.toml, then: "
                f"tui-labeler functions {quote(str(project.folder))} --trust",
            )
    return found


def _said_yes(project: Project, code: Sequence[Path]) -> bool:
    return Trust(state_folder()).is_trusted(project, code)

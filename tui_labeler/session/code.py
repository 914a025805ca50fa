"""Whether the code in the project folder may run, and whether it, or project.toml, has changed:
labeling functions, and the file of a query strategy of one's own.

The yes lasts for the session: a file that is edited meanwhile is loaded again without asking, as
long as nobody else could have edited it; what was loaded last is remembered at the end.
"""

from __future__ import annotations

import filecmp
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tui_labeler.errors import LabelerError, TrustError, UsageError
from tui_labeler.project.locations import state_folder
from tui_labeler.project.samples import sample_folder
from tui_labeler.project.trust import Trust
from tui_labeler.session.own_code import objection, project_code
from tui_labeler.weak_supervision.code_files import code_files

if TYPE_CHECKING:
    from tui_labeler.session.session import Session


class FunctionsCode:
    """The Python files of labeling functions and of the query strategy."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._yes = False
        self._stamps: dict[Path, tuple[int, int, int]] = {}

    @property
    def path(self) -> Path | None:
        """The functions file; None where project.toml names none."""
        name = self.session.project.config.weak_supervision.functions
        return None if name is None else self.session.project.folder / name

    def files(self) -> Mapping[str, Path]:
        """Module name -> file, the functions file first; empty without a file or without trust."""
        return {} if self.path is None or self.question() else code_files(self.path)

    def changed(self) -> bool:
        """Whether a file, a list of a rule or project.toml is not as it was at the last `seen`."""
        return self._stamped() != self._stamps

    def forget(self) -> None:
        """The yes was to other code."""
        self._yes = False

    def seen(self) -> None:
        """What is there is what runs."""
        self._stamps = self._stamped()

    def _stamped(self) -> dict[Path, tuple[int, int, int]]:
        project = self.session.project
        rules = project.config.weak_supervision.rules
        paths = [project.folder / rule.list for rule in rules if rule.list is not None]
        paths += [project.file, *self._code()]
        return {path: _stamp(path) for path in paths}

    def _code(self) -> list[Path]:
        return project_code(self.session.project)

    def _objection(self, files: list[Path]) -> tuple[Path, str] | None:
        """The first file that is not run whatever anybody says, and why."""
        project = self.session.project
        found = ((path, objection(project, path)) for path in files)
        return next(((path, reason) for path, reason in found if reason), None)

    def question(self) -> str:
        """What must be said yes to before this code runs; "": it may run. Nothing is imported.

        Code that others can change is refused, whatever was said.
        """
        files = self._code()
        if not files:
            return ""
        if against := self._objection(files):
            path, reason = against
            return f"{path.name} is not run: {reason}"
        if self._yes or _is_the_sample(files):
            return ""
        if Trust(state_folder()).is_trusted(self.session.project, files):
            self._yes = True
            return ""
        names = ", ".join(path.name for path in files)
        return f"{names} would run as your own programs do: read it first"

    def trust(self) -> None:
        """Yes, run it. Raises TrustError where others can change the files, UsageError without."""
        files = self._code()
        if not files:
            raise UsageError("project.toml names no code of this folder")
        if against := self._objection(files):
            path, reason = against
            raise TrustError(f"this is not run: {reason}.", file=path)
        Trust(state_folder()).trust(self.session.project, files)
        self._yes = True

    def remember(self) -> None:
        """At the end of the session: the yes is for what was loaded last."""
        files = self._code()
        if self._yes and files and not self.changed() and not self._objection(files):
            Trust(state_folder()).trust(self.session.project, files)


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return status.st_mtime_ns, status.st_size, status.st_ino


def _is_the_sample(files: list[Path]) -> bool:
    """Whether these are copies of the files that this program came with."""
    try:
        folder = sample_folder()
        return all(filecmp.cmp(path, folder / path.name, shallow=False) for path in files)
    except (OSError, LabelerError):
        return False

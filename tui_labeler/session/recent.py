"""The projects used lately, for `tui-labeler` alone.

One small file each in the state folder, so that two sessions never write the same one. What the
picker shows stands in them: it opens no project, of which some lie on disks that are not there.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import LabelerError
from tui_labeler.project.locations import PROJECT_FILE
from tui_labeler.tables import atomic_write

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

FOLDER = "recent"
KEPT = 50


@dataclass(frozen=True, slots=True)
class RecentProject:
    """A project as it was when it was used last."""

    folder: str
    """Absolute."""
    name: str
    labelled: int
    goal: int
    """The budget, or else the pool."""
    accuracy: float | None
    used: float
    """Seconds since 1970."""

    @property
    def found(self) -> bool:
        """Whether the project is still there."""
        return (Path(self.folder) / PROJECT_FILE).is_file()


def recent_projects(state_folder: Path) -> list[RecentProject]:
    """Newest first; a file that cannot be read is no project."""
    found = []
    for path in (state_folder / FOLDER).glob("*.json"):
        with suppress(OSError, ValueError, TypeError, AttributeError, RecursionError):
            found.append(_read(json.loads(path.read_bytes())))
    return sorted(found, key=lambda recent: -recent.used)[:KEPT]


def remember(session: Session, state_folder: Path, now: float) -> None:
    """Note that `session` is used; where that cannot be written, nobody is bothered."""
    labelled = session.state.by_label.total()
    recent = RecentProject(
        folder=os.fsencode(session.project.folder.absolute()).decode("utf-8", "surrogateescape"),
        name=session.project.name,
        labelled=labelled,
        goal=session.project.config.active_learning.budget or len(session.pool),
        accuracy=session.learning.view().accuracy.value,
        used=now,
    )
    with suppress(OSError, LabelerError):
        folder = state_folder / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        with atomic_write(folder / _file_name(recent.folder), mode=0o600) as file:
            file.write(json.dumps(asdict(recent), ensure_ascii=True).encode())
        for old in _oldest(folder):
            old.unlink(missing_ok=True)


def forget(recent: RecentProject, state_folder: Path) -> None:
    """Take a project from the list; the project itself is not touched."""
    with suppress(OSError):
        (state_folder / FOLDER / _file_name(recent.folder)).unlink(missing_ok=True)


def _file_name(folder: str) -> str:
    return blake2b(folder.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest() + ".json"


def _oldest(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.json"), key=lambda path: -path.stat().st_mtime)
    return files[KEPT:]


def _read(values: dict[str, Any]) -> RecentProject:
    """Raises TypeError, ValueError, AttributeError for what is no entry."""
    accuracy = values.get("accuracy")
    return RecentProject(
        folder=str(values.get("folder", "")),
        name=str(values.get("name", "")),
        labelled=int(values.get("labelled", 0)),
        goal=int(values.get("goal", 0)),
        accuracy=None if accuracy is None else float(accuracy),
        used=float(values.get("used", 0.0)),
    )

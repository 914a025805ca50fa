"""Code and servers of a project folder are used only after a yes, remembered outside of it.

A yes holds for a place and a content: the same files elsewhere, or other files here, ask again.
"""

import json
import os
import stat
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from tui_labeler.project.project import Project
from tui_labeler.tables import atomic_write

_SERVER = " server"


class Trust:
    """What the user said yes to, in `trust.json` of the state folder."""

    def __init__(self, state_folder: Path) -> None:
        self._file = state_folder / "trust.json"

    def is_trusted(self, project: Project, files: Iterable[Path]) -> bool:
        """Whether these files, with this content, were said yes to in this folder."""
        try:
            return self._read().get(_place(project)) == content(files)
        except OSError:
            return False

    def trust(self, project: Project, files: Iterable[Path]) -> None:
        """Remember a yes; it replaces the one before. Raises OSError, LabelerError."""
        self._write({**self._read(), _place(project): content(files)})

    def is_trusted_server(self, project: Project, address: str) -> bool:
        """Whether this folder may send its texts, and a key, to this server."""
        return self._read().get(_place(project) + _SERVER) == address

    def trust_server(self, project: Project, address: str) -> None:
        """Remember a yes to a server; it replaces the one before. Raises OSError, LabelerError."""
        known = {**self._read(), _place(project) + _SERVER: address}
        self._write(known)

    def _write(self, known: dict[str, str]) -> None:
        with atomic_write(self._file, mode=0o600) as file:
            file.write(json.dumps(known, indent=1).encode())

    def _read(self) -> dict[str, str]:
        if not self._file.is_file():
            return {}
        try:
            known = json.loads(self._file.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return known if isinstance(known, dict) else {}


def _place(project: Project) -> str:
    return os.fsencode(os.path.realpath(project.folder)).decode("utf-8", "backslashreplace")


def content(files: Iterable[Path]) -> str:
    """A hash of what stands in these files, and of where they lie. Raises OSError."""
    digest = blake2b(digest_size=32)
    for path in sorted(Path(os.path.realpath(file)) for file in files):
        content = path.read_bytes()
        name = os.fsencode(path)
        digest.update(b"%d %d " % (len(name), len(content)) + name + content)
    return digest.hexdigest()


def refusal(path: Path) -> str | None:
    """Why nobody should trust a file: others can change it. None: nothing against it.

    The folder counts too: who can write there can put another file in the place of this one.
    """
    for place in (path, path.parent):
        try:
            status = place.stat()
        except OSError as error:
            return f"{place.name} cannot be read: {error.strerror}"
        if place == path and not stat.S_ISREG(status.st_mode):
            return f"{place.name} is no file"
        if status.st_uid not in (0, os.geteuid()):
            return f"{place.name} belongs to another user"
        if status.st_mode & stat.S_IWOTH and not (place.is_dir() and status.st_mode & stat.S_ISVTX):
            return f"everybody can write to {place.name}"
    return None

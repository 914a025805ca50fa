"""Files that SQLite may open; new ones that nobody else can read, and that are there whole or not
at all.
"""

import os
import stat
import tempfile
from pathlib import Path

from tui_labeler.errors import StoreError

_COMPANIONS = ("-journal", "-wal", "-shm")
"""How the files are called that SQLite opens beside a database."""


def check_regular(path: Path) -> None:
    """Raise StoreError where SQLite would follow a link, or wait for a pipe."""
    for one in (path, *(Path(f"{path}{ending}") for ending in _COMPANIONS)):
        if os.path.lexists(one) and not stat.S_ISREG(one.lstat().st_mode):
            raise StoreError(
                "not a regular file (a symbolic link, perhaps).",
                hint="Put the file itself in the project folder."
                if one == path
                else "Move it away.",
                file=one,
            )


def private_folder(folder: Path) -> None:
    """Make `folder`, and those above it, for this user only; one that exists is left as it is."""
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def private_file(folder: Path, prefix: str, suffix: str) -> Path:
    """A new empty file of mode 0600 with a name nobody can guess."""
    descriptor, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=folder)
    os.close(descriptor)
    return Path(name)


def publish(temporary: Path, path: Path) -> None:
    """Give a finished file of the same folder its name; durable on return.

    Raises OSError.
    """
    sync(temporary)
    temporary.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """fsync a file or a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Files that are written whole or not at all: after a crash there is the old one or the new one."""

import contextlib
import fcntl
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tui_labeler.errors import LabelerError, UsageError


@contextmanager
def atomic_write(path: Path, *, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A binary file that takes the place of `path` when the block ends without an error.

    On an error the old file is as it was. The new one is at most as open as the old one and as
    `mode` less the umask, and never executable. Raises UsageError for a target that is no regular
    file or has no folder, LabelerError when the disk does not take it.
    """
    mode &= permissions(path)
    _remove_strays(path)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with _create(temporary, mode) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise LabelerError(
            f"the file cannot be written: {error.strerror or error}.",
            hint="Nothing was changed.",
            file=path,
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def permissions(path: Path) -> int:
    """What the file may be opened for at most. Raises UsageError for a target that will not do."""
    try:
        old = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        if path.parent.is_dir():
            return 0o666
        raise UsageError(
            "the folder to write to does not exist.", hint="Make it first.", file=path
        ) from None
    except (OSError, ValueError) as error:
        raise UsageError(f"the file cannot be written: {error}.", file=path) from error
    if stat.S_ISREG(old):
        return old & 0o666
    kind = {stat.S_IFDIR: "a folder", stat.S_IFLNK: "a symbolic link"}
    what = kind.get(stat.S_IFMT(old), "a pipe or a device")
    raise UsageError(f"this is {what}, and is not written over.", file=path)


def _create(path: Path, mode: int) -> BinaryIO:
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb")
    with contextlib.suppress(OSError):
        # Held for as long as it is written: no other process takes it for a stray one.
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return file


def _remove_strays(path: Path) -> None:
    """Remove what killed runs left behind for the same target."""
    ours = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}\.tmp")
    with contextlib.suppress(OSError):
        for name in filter(ours.fullmatch, os.listdir(path.parent)):
            with open(path.with_name(name), "rb", opener=_at_once) as stray:
                fcntl.flock(stray, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.unlink(stray.name)


def _at_once(path: str, flags: int) -> int:
    """Open a file: no link is followed, and no pipe is waited for."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every file system can
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

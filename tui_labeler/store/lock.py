"""One writer per project: the kernel's lock, and the message that says who has it.

The lock is flock on `labels.sqlite.lock`; the kernel frees it however its holder ends. filelock
opens that file without truncating it and closes it in forked children. Where a file system has
no flock, filelock would turn to a file whose mere existence is the lock and which outlives a
crash; SQLite's own locks do not work there either, so the store refuses instead.
"""

import errno
import shlex
import socket
import sqlite3
from datetime import datetime
from pathlib import Path

import filelock

from tui_labeler.errors import LockedError, StoreError
from tui_labeler.store import files, sittings
from tui_labeler.store.errors import words_of
from tui_labeler.store.records import Sitting
from tui_labeler.text import one_line


class Lock:
    """The right to write to one store, for this process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = filelock.FileLock(
            f"{path}.lock", timeout=0, mode=0o600, thread_local=False, fallback_to_soft=False
        )

    def acquire(self) -> None:
        """Take the lock at once or not at all.

        Raises LockedError when another session has it, and StoreError when the folder takes no
        lock.
        """
        try:
            self._lock.acquire()
        except filelock.Timeout as error:
            raise _locked(self._path, holder(self._path)) from error
        except OSError as error:
            raise _impossible(self._path, error) from error

    def release(self) -> None:
        """Let others write. The file stays: removing it would let two in."""
        self._lock.release()


def holder(path: Path) -> Sitting | None:
    """Who has the store open for writing, as it says itself; None: nobody, or it cannot be read.

    Only a lock that cannot be taken proves that the holder still runs.
    """
    try:
        files.check_regular(path)
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1)
        try:
            newest = sittings.last(connection)
        finally:
            connection.close()
    except (sqlite3.Error, StoreError):
        return None
    return newest if newest is not None and newest.ended is None else None


def _locked(path: Path, sitting: Sitting | None) -> LockedError:
    folder = one_line(shlex.quote(str(path.parent)))
    who, force = "another session", ""
    if sitting is not None:
        since = datetime.fromtimestamp(sitting.started).strftime("%Y-%m-%d %H:%M")
        user, host = one_line(sitting.user, 60), one_line(sitting.host, 60)
        who = f"{user}, pid {sitting.pid} on {host}, since {since}"
        force = "" if sitting.host == socket.gethostname() else " --force"
    return LockedError(
        f"This project is already open: {who}.",
        hint=f"Go there, or open read-only:  tui-labeler {folder} --read-only\n"
        f"If that session is dead:      tui-labeler unlock {folder}{force}",
    )


def _impossible(path: Path, error: OSError) -> StoreError:
    if error.errno in (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP):
        return StoreError(
            "this file system has no locks, so nothing would keep two sessions apart.",
            hint="Move the project to a local disk, or open it with --read-only.",
            file=path,
        )
    return StoreError(
        f"the lock beside it cannot be taken: {words_of(error)}.",
        hint="Make the folder writable, or open the project with --read-only.",
        file=path,
    )

"""Free a store that another session has open: ask that session, or take the file from it.

A session that is asked gets SIGTERM: it saves and quits. One that cannot be asked keeps its lock,
but on a lock file that has no name any more, and its next write finds that labels.sqlite is
another file (`Store` looks before each commit): it refuses and says so.
"""

import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tui_labeler.errors import LockedError, StoreError
from tui_labeler.store import backup, connection
from tui_labeler.store.errors import words_of
from tui_labeler.store.lock import Lock, holder
from tui_labeler.store.records import Sitting
from tui_labeler.text import one_line

PATIENCE = 10.0
"""Seconds a session has to save and quit."""
STEP = 0.05


def take_over(
    path: Path,
    *,
    force: bool,
    patience: float = PATIENCE,
    pause: Callable[[float], None] = time.sleep,
) -> str:
    """Free the store at `path`; returns what happened, in a sentence.

    Raises LockedError when its session cannot be asked or does not answer and `force` is not
    given, StoreError when the folder cannot be written to.
    """
    path = path.absolute()
    if _is_free(path):
        return "Nobody has this project open."
    sitting = holder(path)
    who = _name(sitting)
    if sitting is not None and _asked(sitting, path):
        for _ in range(int(patience / STEP)):
            if _is_free(path):
                return f"The session of {who} saved and quit."
            pause(STEP)
        refusal = f"the session of {who} does not answer."
    else:
        refusal = f"the session of {who} cannot be asked from here."
    if not force:
        raise LockedError(
            refusal,
            hint="Quit it there. If it is dead, or you cannot reach it, take the project from it:\n"
            "  tui-labeler unlock DIR --force\n"
            "All it has saved is kept; it can save nothing more.",
            file=path.parent,
        )
    _replace(path)
    return f"The project was taken from the session of {who}; all it had saved is kept."


def _is_free(path: Path) -> bool:
    lock = Lock(path)
    try:
        lock.acquire()
    except LockedError:
        return False
    lock.release()
    return True


def _name(sitting: Sitting | None) -> str:
    if sitting is None:
        return "somebody"
    user, host = one_line(sitting.user, 60), one_line(sitting.host, 60)
    return f"{user}, pid {sitting.pid} on {host}"


def _asked(sitting: Sitting, path: Path) -> bool:
    """Send the signal, if the process is there and ours to ask."""
    if not _can_be_asked(sitting, path):
        return False
    try:
        os.kill(sitting.pid, signal.SIGTERM)
    except OSError:
        return False
    return True


def _can_be_asked(sitting: Sitting, path: Path) -> bool:
    """Whether the sitting's pid is a process of ours on this machine that has the lock open.

    Numbers of processes are given anew; where the system does not tell which files a process
    has open, the number is believed.
    """
    if sitting.host != socket.gethostname():
        return False
    if not Path("/proc/self/fd").exists():
        return True
    try:
        links = list(Path(f"/proc/{sitting.pid}/fd").iterdir())
    except OSError:
        return False
    for link in links:
        with suppress(OSError):
            if link.samefile(f"{path}.lock"):
                return True
    return False


def _replace(path: Path) -> None:
    """Put equal files with other inodes in the place of the store and of its lock.

    No other session writes meanwhile, and afterwards none can.
    """
    opened = connection.writable(path, clock=time.time)
    try:
        with connection.transaction(opened, path, lambda: None):
            backup.renew(path)
            Path(f"{path}.lock").unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"the project cannot be taken over: {words_of(error)}.",
            file=path,
        ) from error
    finally:
        opened.close()

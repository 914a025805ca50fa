"""Sittings: who had the project open for writing. One that never ended crashed, or still runs."""

import getpass
import os
import socket
import sqlite3
from typing import Any

from tui_labeler.store.columns import moment
from tui_labeler.store.records import Sitting

_SELECT = "SELECT id, user, host, pid, started, ended FROM sitting"


def begin(connection: sqlite3.Connection, at: float) -> Sitting:
    """Insert a sitting of this process."""
    user, host, pid = _user(), socket.gethostname(), os.getpid()
    cursor = connection.execute(
        "INSERT INTO sitting (user, host, pid, started) VALUES (?, ?, ?, ?)", (user, host, pid, at)
    )
    return Sitting(int(cursor.lastrowid or 0), user, host, pid, at, None)


def end(connection: sqlite3.Connection, sitting: Sitting, at: float) -> None:
    """Note that `sitting` ended as it should."""
    connection.execute("UPDATE sitting SET ended = ? WHERE id = ?", (at, sitting.id))


def every(connection: sqlite3.Connection) -> list[Sitting]:
    """All sittings, oldest first."""
    return [_sitting(row) for row in connection.execute(f"{_SELECT} ORDER BY id").fetchall()]


def last(connection: sqlite3.Connection) -> Sitting | None:
    """The newest sitting."""
    row = connection.execute(f"{_SELECT} ORDER BY id DESC LIMIT 1").fetchone()
    return None if row is None else _sitting(row)


def _sitting(row: tuple[Any, ...]) -> Sitting:
    number, user, host, pid, started, ended = row
    ended = None if ended is None else moment(ended)
    return Sitting(number, str(user), str(host), int(pid), moment(started), ended)


def _user() -> str:
    """The user's name, or number where it has none (containers)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())

"""Small facts about the project, by name: the seed, what the pool looked like."""

import sqlite3


def get(connection: sqlite3.Connection, key: str) -> str | None:
    """The value of `key`, or None."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def put(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Set `key`, new or not."""
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))

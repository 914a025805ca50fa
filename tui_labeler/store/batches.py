"""Batches: which items were asked together, in order, and why."""

import sqlite3
from collections.abc import Sequence

from tui_labeler.store.records import Batch, BatchItem

_ITEMS = "SELECT batch, item, why, score FROM batch_item WHERE batch >= ? ORDER BY batch, position"


def add(
    connection: sqlite3.Connection,
    items: Sequence[BatchItem],
    *,
    strategy: str,
    model: int | None,
    at: float,
) -> Batch:
    """Insert a batch."""
    cursor = connection.execute(
        "INSERT INTO batch (at, strategy, model) VALUES (?, ?, ?)", (at, strategy, model)
    )
    batch = Batch(int(cursor.lastrowid or 0), at, strategy, model, tuple(items))
    connection.executemany(
        "INSERT INTO batch_item (batch, position, item, why, score) VALUES (?, ?, ?, ?, ?)",
        [(batch.id, n, one.item, one.why, one.score) for n, one in enumerate(batch.items)],
    )
    return batch


def since(connection: sqlite3.Connection, first: int) -> list[Batch]:
    """The batches with an id of at least `first`, oldest first."""
    items: dict[int, list[BatchItem]] = {}
    for batch, item, why, score in connection.execute(_ITEMS, (first,)).fetchall():
        items.setdefault(batch, []).append(BatchItem(item, why, score))
    batches = connection.execute(
        "SELECT id, at, strategy, model FROM batch WHERE id >= ? ORDER BY id", (first,)
    ).fetchall()
    return [
        Batch(number, at, strategy, model, tuple(items.get(number, ())))
        for number, at, strategy, model in batches
    ]


def last(connection: sqlite3.Connection) -> Batch | None:
    """The newest batch."""
    (newest,) = connection.execute("SELECT max(id) FROM batch").fetchone()
    return None if newest is None else since(connection, newest)[0]

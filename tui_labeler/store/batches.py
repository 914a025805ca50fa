"""Batches: which items were asked together, in order, and why."""

import sqlite3
from collections.abc import Sequence

from tui_labeler.store.records import Batch, BatchItem

_ITEMS = "SELECT batch, item, why, score FROM batch_item ORDER BY batch, position"


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


def read(connection: sqlite3.Connection) -> list[Batch]:
    """All batches, oldest first."""
    items: dict[int, list[BatchItem]] = {}
    for batch, item, why, score in connection.execute(_ITEMS).fetchall():
        items.setdefault(batch, []).append(BatchItem(item, why, score))
    batches = connection.execute("SELECT id, at, strategy, model FROM batch ORDER BY id").fetchall()
    return [
        Batch(number, at, strategy, model, tuple(items.get(number, ())))
        for number, at, strategy, model in batches
    ]

"""Annotations: what given labels, LLMs and rules say about items.

A newer one of the same source, annotator and item counts instead of the older; both are kept,
since an answer may have cost money.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from tui_labeler.store.columns import from_json, moment, share, to_json
from tui_labeler.store.records import Annotation, Source

_COLUMNS = tuple(field.name for field in fields(Annotation))
_INSERT = (
    f"INSERT INTO annotation ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
)
_NEWEST = f"""SELECT {", ".join(_COLUMNS)} FROM annotation WHERE id IN (
  SELECT max(id) FROM annotation WHERE :source IS NULL OR source = :source
  GROUP BY source, annotator, item
) ORDER BY id"""


def add(connection: sqlite3.Connection, annotations: Iterable[Annotation], at: float) -> int:
    """Insert them; one whose `at` is 0 gets `at`. Returns how many there were."""
    return connection.executemany(_INSERT, (_row(one, at) for one in annotations)).rowcount


def newest(connection: sqlite3.Connection, source: Source | None) -> Iterator[Annotation]:
    """The newest per (source, annotator, item), oldest of them first; None: of all sources."""
    rows = connection.execute(_NEWEST, {"source": source}).fetchall()
    return iter([_annotation(row) for row in rows])


def _row(one: Annotation, at: float) -> tuple[object, ...]:
    return (
        one.source,
        one.annotator,
        one.item,
        one.label,
        one.confidence,
        to_json(one.distribution),
        one.version,
        one.at or at,
    )


def _annotation(row: tuple[Any, ...]) -> Annotation:
    values = dict(zip(_COLUMNS, row, strict=True))
    given = {"confidence": share(values["confidence"]), "at": moment(values["at"])}
    shares = from_json(values["distribution"])
    if shares is not None:
        shares = {label: one for label, one in shares.items() if share(one) is not None}
    return Annotation(**values | given | {"distribution": shares})

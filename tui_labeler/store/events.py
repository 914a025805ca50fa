"""Events: what the person did, in order. Rows are only ever added."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import fields

from tui_labeler.store.columns import duration, from_json, moment, to_json
from tui_labeler.store.records import Act, Event

_ACT = tuple(field.name for field in fields(Act))
_COLUMNS = tuple(field.name for field in fields(Event))
_INSERT = f"INSERT INTO event ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM event WHERE id > ? ORDER BY id"


def add(
    connection: sqlite3.Connection, acts: Sequence[Act], session: int, at: float
) -> tuple[Event, ...]:
    """Number `acts` as one step and insert them."""
    first = last(connection) + 1
    events = tuple(
        Event(
            **{name: getattr(act, name) for name in _ACT},
            id=number,
            step=first,
            session=session,
            at=at,
        )
        for number, act in enumerate(acts, first)
    )
    connection.executemany(_INSERT, map(_row, events))
    return events


def after(connection: sqlite3.Connection, last_seen: int) -> Iterator[Event]:
    """Events with a larger id than `last_seen`, by id. Read at once, so no lock is kept."""
    return iter([_event(row) for row in connection.execute(_SELECT, (last_seen,)).fetchall()])


def last(connection: sqlite3.Connection) -> int:
    """The largest id; 0 when there is none."""
    (number,) = connection.execute("SELECT coalesce(max(id), 0) FROM event").fetchone()
    return int(number)


def _row(event: Event) -> tuple[object, ...]:
    values = {name: getattr(event, name) for name in _COLUMNS}
    return tuple((values | {"details": to_json(event.details)}).values())


def _event(row: tuple[object, ...]) -> Event:
    values: dict[str, object] = dict(zip(_COLUMNS, row, strict=True))
    values["blind"] = bool(values["blind"])
    values["details"] = from_json(values["details"])  # type: ignore[arg-type]
    values["at"] = moment(values["at"])
    values["seconds"] = duration(values["seconds"])
    return Event(**values)  # type: ignore[arg-type]

"""Models: when the learner was trained, on how much, and what it scored."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from tui_labeler.store.columns import from_json, to_json
from tui_labeler.store.records import Model

_SELECT = "SELECT id, at, labels, estimator, figures FROM model"


def add(
    connection: sqlite3.Connection,
    *,
    labels: int,
    estimator: str,
    figures: Mapping[str, Any],
    at: float,
) -> Model:
    """Insert a model."""
    cursor = connection.execute(
        "INSERT INTO model (at, labels, estimator, figures) VALUES (?, ?, ?, ?)",
        (at, labels, estimator, to_json(figures)),
    )
    return Model(int(cursor.lastrowid or 0), at, labels, estimator, figures)


def every(connection: sqlite3.Connection) -> list[Model]:
    """All models, oldest first."""
    return [_model(row) for row in connection.execute(f"{_SELECT} ORDER BY id").fetchall()]


def last(connection: sqlite3.Connection) -> Model | None:
    """The newest model."""
    row = connection.execute(f"{_SELECT} ORDER BY id DESC LIMIT 1").fetchone()
    return None if row is None else _model(row)


def _model(row: tuple[Any, ...]) -> Model:
    number, at, labels, estimator, figures = row
    return Model(number, at, labels, estimator, from_json(figures))

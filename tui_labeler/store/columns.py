"""What columns hold besides text and numbers: mappings as JSON, and times."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

LAST = 253_402_300_800.0
"""The year 10000."""


def to_json(value: Mapping[str, Any] | None) -> str | None:
    """JSON text, or None for None. Characters stay as they are, so that SQLite checks them too."""
    return None if value is None else json.dumps(value, ensure_ascii=False, default=dict)


def from_json(text: str | None) -> Any:
    """What `to_json` was given, tuples as lists. Raises sqlite3.Error for what it did not write."""
    try:
        return None if text is None else json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise sqlite3.DataError("a cell holds no JSON") from error


def moment(value: object) -> float:
    """Seconds since 1970 as a calendar can show them; what is no such time is 0."""
    return float(value) if isinstance(value, int | float) and 0 <= value < LAST else 0.0

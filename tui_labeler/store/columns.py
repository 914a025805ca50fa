"""What columns hold besides text and numbers: mappings as JSON, times and shares."""

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
    if text is None:
        return None
    try:
        value = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise sqlite3.DataError("a cell holds no JSON") from error
    if not isinstance(value, dict):
        raise sqlite3.DataError("a cell holds no JSON object")
    return value


def strings(value: object) -> tuple[str, ...]:
    """The strings of a list in JSON; none where it is something else."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def moment(value: object) -> float:
    """Seconds since 1970 as a calendar can show them; what is no such time is 0."""
    return duration(value) or 0.0


def duration(value: object) -> float | None:
    """Seconds that something took; None for what is no such number."""
    return float(value) if isinstance(value, int | float) and 0 <= value < LAST else None


def share(value: object) -> float | None:
    """A probability; None for what is none."""
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else None

"""Mappings as JSON columns."""

import json
from collections.abc import Mapping
from typing import Any


def to_json(value: Mapping[str, Any] | None) -> str | None:
    """JSON text, or None for None. Characters stay as they are, so that SQLite checks them too."""
    return None if value is None else json.dumps(value, ensure_ascii=False, default=dict)


def from_json(text: str | None) -> Any:
    """What `to_json` was given, tuples as lists."""
    return None if text is None else json.loads(text)

"""The last resort: what the person did as JSON lines, when labels.sqlite cannot take it."""

import json
import os
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from tui_labeler.store import files
from tui_labeler.store.backup import stamp
from tui_labeler.store.records import Act


def write(folder: Path, acts: Iterable[Act], at: float) -> Path:
    """Write `acts` into a new file, one JSON object a line. Raises OSError."""
    files.private_folder(folder)
    path = files.private_file(folder, f"rescue-{stamp(at)}-", ".jsonl")
    with path.open("w", encoding="ascii") as lines:
        for act in acts:
            values = {field.name: getattr(act, field.name) for field in fields(Act)}
            lines.write(json.dumps(values, default=dict) + "\n")
        lines.flush()
        os.fsync(lines.fileno())
    return path

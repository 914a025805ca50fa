"""The files a finished check is written to: a `.npy` per column, mapped by whoever shows them, and
`suspects.json`, which names them and holds what is not one value per label.

Imports nothing heavy: the session reads these files without numpy.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tui_labeler.tables.atomic import atomic_write

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOUND_FILE = "suspects.json"
COLUMNS = {
    "rows": "<i4",
    "given": "<i2",
    "suggested": "<i2",
    "sources": "|u1",
    "label_quality": "<f8",
    "self_confidence": "<f8",
    "confidence": "<f8",
    "is_label_issue": "|b1",
    "suspected": "|b1",
    "reasons": "|u1",
    "copies": "<i4",
    "copies_given": "<i2",
}
"""Column -> numpy's name of its type. One entry per checked label, worst first; `reasons` has a bit
for each of `reasons` in `suspects.json`; the row and the label of a near-copy are -1 where there is
none."""


def column_file(folder: Path, name: str, stamp: str) -> Path:
    """Where a column lies; `stamp` is that of the check."""
    return folder / f"{name}-{stamp}.npy"


def write(folder: Path, columns: Mapping[str, "NDArray[Any]"], told: Mapping[str, Any]) -> Path:
    """Write a check over an older one: whoever reads meanwhile sees one of them whole."""
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    stamp = uuid4().hex
    for name, kind in COLUMNS.items():
        values = np.asarray(columns[name]).astype(kind)
        np.save(column_file(folder, name, stamp), values, allow_pickle=False)
    with atomic_write(folder / FOUND_FILE) as file:
        file.write(json.dumps({"stamp": stamp, **told}, allow_nan=False).encode())
    for path in folder.glob("*.npy"):
        if not path.stem.endswith(stamp):
            path.unlink(missing_ok=True)
    return folder / FOUND_FILE

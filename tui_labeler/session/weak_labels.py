"""What the rules say together, as a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tui_labeler import tables

if TYPE_CHECKING:
    from tui_labeler.session.session import Session


def write_weak_labels(session: Session, path: Path) -> tuple[int, int]:
    """Write `id,label,p_<LABEL>…` for the whole pool; an item without a vote has an empty label.

    Returns how many items have a label and how many have none. Raises UsageError before anything
    voted, and what `tables.write_rows` raises.
    """
    functions, pool = session.functions, session.pool
    probabilities = functions.probabilities()
    abstained = 0

    def rows() -> Iterator[tuple[str, ...]]:
        nonlocal abstained
        for row in range(len(pool)):
            label = functions.weak_label(row)
            abstained += label is None
            shares = (f"{share:.6g}" for share in probabilities[row])
            yield (pool.ids[row], label or "", *shares)

    columns = ("id", "label", *(f"p_{name}" for name in session.project.label_names))
    tables.write_rows(path, columns, rows())
    return len(pool) - abstained, abstained

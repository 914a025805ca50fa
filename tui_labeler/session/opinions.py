"""What others than the person and the model say about items, as rows and places of labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_labeler.session.session import Session


def opinions(session: Session) -> list[tuple[int, int, float]]:
    """(row, place of the label, how sure) for every label of an LLM, and every given one."""
    index = {name: place for place, name in enumerate(session.project.label_names)}
    return [
        (row, index[said.label], 1.0 if said.confidence is None else said.confidence)
        for said in session.store.annotations()
        if said.label in index and (row := session.pool.row(said.item)) is not None
    ]

"""Votes made elsewhere: a table with an id and one column per function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tui_labeler.errors import DataError
from tui_labeler.session.exchange import Imported
from tui_labeler.session.item_columns import RENAME, item_column, read_renamed
from tui_labeler.store.records import Annotation

if TYPE_CHECKING:
    from tui_labeler.session.session import Session


def import_votes(session: Session, path: Path, *, mapping: Mapping[str, str]) -> Imported:
    """Take in `id` and one column of labels per function; an empty cell abstains.

    A vote replaces the one of the same function on the same item; `mapping` renames labels.
    Unknown ids and labels are left out and reported. `imported` counts votes. Raises DataError.
    """
    table = read_renamed(path, mapping)
    id_at, item_of = item_column(session.project, table.columns, path, RENAME)
    if len(table.columns) < 2:
        raise DataError("votes need a column id and one column per function.", file=path, line=1)
    functions = [(at, name) for at, name in enumerate(table.columns) if at != id_at]
    names = set(session.project.label_names)
    before = {(one.annotator, one.item) for one in session.store.annotations("rule") if one.label}
    unknown_ids: list[str] = []
    unknown_labels: Counter[str] = Counter()
    votes: list[Annotation] = []
    for _, cells in table.rows:
        item = item_of(cells[id_at])
        if session.pool.row(item) is None:
            unknown_ids.append(item)
            continue
        for at, name in functions:
            label = mapping.get(cells[at], cells[at]) or None
            if label is not None and label not in names:
                unknown_labels[label] += 1
            elif label is not None or (name, item) in before:
                votes.append(Annotation(source="rule", annotator=name, item=item, label=label))
    session.store.add_annotations(votes)
    session.functions.reload()
    imported = sum(one.label is not None for one in votes)
    return Imported(imported, tuple(unknown_ids), unknown_labels)

"""A gold file: the answers that are known, for those who replay a person's work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tui_labeler import tables
from tui_labeler.errors import DataError
from tui_labeler.project import Pool, Project
from tui_labeler.session.item_columns import item_column, needed
from tui_labeler.text import one_line


@dataclass(frozen=True, slots=True)
class Gold:
    """The right label of rows of the pool; of exact copies only the first row is in."""

    targets: Mapping[int, int]
    """Row -> place in the project's labels."""
    unknown_ids: int
    unknown_labels: Mapping[str, int]
    """Label -> how many rows had it."""


def read_labels(project: Project, pool: Pool, path: Path) -> dict[str, str]:
    """Item -> label, copies included. Raises what `read_gold` raises."""
    read_gold(project, pool, path)
    table = tables.read_sniffed(path)
    id_at, item_of = item_column(project, table.columns, path)
    label_at = needed("label", table.columns, path)
    pairs = ((item_of(cells[id_at]), cells[label_at]) for _line, cells in table.rows)
    return {
        item: label
        for item, label in pairs
        if pool.row(item) is not None and label in project.label_names
    }


def read_gold(project: Project, pool: Pool, path: Path) -> Gold:
    """Read `id,label` (other columns are ignored). Raises DataError where nothing is usable."""
    table = tables.read_sniffed(path)
    id_at, item_of = item_column(project, table.columns, path)
    label_at = needed("label", table.columns, path)
    index = {name: place for place, name in enumerate(project.label_names)}
    targets: dict[int, int] = {}
    unknown_ids, unknown_labels = 0, Counter[str]()
    for _line, cells in table.rows:
        row = pool.row(item_of(cells[id_at]))
        if row is None:
            unknown_ids += 1
        elif cells[label_at] in index:
            targets.setdefault(pool.copy_of(row), index[cells[label_at]])
        elif cells[label_at]:
            unknown_labels[cells[label_at]] += 1
    if len(set(targets.values())) < 2:
        unknown = ", ".join(one_line(name, 30) for name in list(unknown_labels)[:5])
        raise DataError(
            "this gold file has no two of the project's labels on items of its data.",
            hint=f"Unknown labels: {unknown}" if unknown else "Do its ids fit?",
            file=path,
        )
    return Gold(targets, unknown_ids, unknown_labels)

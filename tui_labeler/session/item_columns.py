"""The columns of a table from elsewhere: which one names the items, and where the others are."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tui_labeler import tables
from tui_labeler.errors import DataError
from tui_labeler.project import Project
from tui_labeler.project.strings import text_id
from tui_labeler.tables import Table
from tui_labeler.text import one_line

RENAME = " If one of them is it:  --map COLUMN={}"
"""A hint, where columns are renamed."""


def read_renamed(path: Path, mapping: Mapping[str, str]) -> Table:
    """A table with the columns of `mapping` renamed. Raises DataError."""
    table = tables.read_sniffed(path)
    columns = tuple(mapping.get(name, name) for name in table.columns)
    tables.check_columns(columns, path, 1)
    return Table(columns, table.rows)


def place_of(name: str, columns: Sequence[str]) -> int | None:
    """Where the column is; `Label` is `label` too where nothing is called just that."""
    if name in columns:
        return columns.index(name)
    folded = [column.strip().casefold() for column in columns]
    return folded.index(name) if name in folded else None


def needed(name: str, columns: Sequence[str], path: Path, hint: str = "") -> int:
    """`place_of` a column that must be there. Raises DataError; `hint`: what else can be done."""
    place = place_of(name, columns)
    if place is None:
        there = ", ".join(one_line(column, 60) for column in columns)
        raise DataError(
            f'there is no column "{name}".',
            hint=f"Its columns are: {there}." + hint.format(name),
            file=path,
            line=1,
        )
    return place


def item_column(
    project: Project, columns: Sequence[str], path: Path, hint: str = ""
) -> tuple[int, Callable[[str], str]]:
    """Where the items are named, and what makes an id of a cell: the id column of the data or `id`,
    or the text where the data have none. Raises DataError."""
    data = project.config.data
    if data.id is not None and data.id in columns:
        return columns.index(data.id), str
    if data.id is None and data.text in columns and place_of("id", columns) is None:
        return columns.index(data.text), text_id
    return needed("id", columns, path, hint), str

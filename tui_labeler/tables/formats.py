"""The registry of file formats, and the two functions that choose from it by a name's ending."""

import gzip
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

from tui_labeler.errors import DataError, LabelerError, UsageError
from tui_labeler.tables import delimited, jsonl, parquet
from tui_labeler.tables.atomic import atomic_write, permissions
from tui_labeler.tables.table import Table


@dataclass(frozen=True, slots=True)
class Format:
    """How one kind of file is read and written."""

    read: Callable[[Path, str, str | None], Table]
    """Path, encoding, separator; formats without one ignore it."""
    write: Callable[[BinaryIO, Sequence[str], Iterable[Sequence[str]]], None]
    gz: bool = True
    """May be read and written as .gz."""
    spreadsheet: bool = False
    """Is opened in spreadsheets, which run cells that look like formulas."""


def _delimited(separator: str) -> Format:
    return Format(
        lambda path, encoding, other: delimited.read(
            path, encoding=encoding, separator=other or separator
        ),
        partial(delimited.write, separator=separator),
        spreadsheet=True,
    )


FORMATS: dict[str, Format] = {
    "csv": _delimited(","),
    "tsv": _delimited("\t"),
    "jsonl": Format(lambda path, encoding, _: jsonl.read(path, encoding=encoding), jsonl.write),
    "parquet": Format(lambda path, *_: parquet.read(path), parquet.write, gz=False),
}
"""By the ending of a file's name."""
INSTEAD = {
    **dict.fromkeys(("xlsx", "xls", "ods"), "\nIn the spreadsheet: save as CSV UTF-8."),
    "json": "\nOf a list of objects:  jq -c '.[]' FILE.json > FILE.jsonl",
    "txt": "\nWith a first line that names the column or columns it is a .csv or a .tsv.",
}
"""What people have to read, and how it becomes one of these."""


def _format(path: Path, wrong: type[LabelerError], named: str | None = None) -> tuple[Format, bool]:
    """The format, and whether it is compressed. Raises `wrong` for another ending."""
    parts = path.name.lower().split(".")
    compressed = parts[-1] == "gz"
    found = FORMATS.get(named or (parts[-2] if compressed and len(parts) > 1 else parts[-1]))
    if found is None or (compressed and not found.gz):
        instead = INSTEAD.get(parts[-1], "") if wrong is DataError else ""
        endings = ", ".join(f".{ending}" for ending in FORMATS)
        zipped = ", ".join(f".{ending}.gz" for ending, known in FORMATS.items() if known.gz)
        raise wrong(
            "the name does not say what kind of file this is.",
            hint=f"It must end in {endings}, {zipped}.{instead}",
            file=path,
        )
    return found, compressed


def check_target(path: Path, format: str | None = None) -> None:
    """Raise UsageError where `write_rows` would, before there is anything to write."""
    _format(path, UsageError, format)
    permissions(path)


def read_rows(path: Path, *, encoding: str = "utf-8-sig", separator: str | None = None) -> Table:
    """Read a table row by row; nothing but the current row is held.

    `separator`: for csv and tsv, when it is not the one their name says. Raises DataError with file
    and line for anything that is not a table of at least one row, some of it only while the rows
    are taken.
    """
    table = _format(path, DataError)[0].read(path, encoding, separator)
    first = next(table.rows, None)
    if first is None:
        raise DataError("the file has no rows.", file=path)
    return Table(table.columns, chain([first], table.rows))


def write_rows(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    format: str | None = None,
    spreadsheet_safe: bool = False,
) -> None:
    """Write a table in `format`, or the one its name says; it appears whole or not at all.

    What is written is read back the same by `read_rows`. `spreadsheet_safe` puts a ' before cells a
    spreadsheet would run as a formula (csv and tsv only; it changes the data). Raises ValueError
    where a row does not fit the columns, UsageError for an unknown ending, and what `atomic_write`
    raises.
    """
    kind, compressed = _format(path, UsageError, format)
    if len(set(columns)) < len(columns):
        raise ValueError("two columns have the same name")
    rows = _even(rows, len(columns))
    if spreadsheet_safe and kind.spreadsheet:
        columns, rows = _harmless(columns), map(_harmless, rows)
    with atomic_write(path) as file:
        if compressed:
            # No name and no time inside: the same rows give the same bytes.
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
                kind.write(cast(BinaryIO, packed), columns, rows)
        else:
            kind.write(file, columns, rows)


def _even(rows: Iterable[Sequence[str]], width: int) -> Iterator[Sequence[str]]:
    for row in rows:
        if len(row) != width:
            raise ValueError(f"a row has {len(row)} cells for {width} columns")
        yield row


_FORMULA = re.compile(r"[\t\r]|\s*[=+\-@＝＋－＠]")


def _harmless(cells: Sequence[str]) -> tuple[str, ...]:
    """What OWASP advises against CSV injection."""
    return tuple("'" + cell if _FORMULA.match(cell) else cell for cell in cells)

"""csv and tsv: RFC 4180 with any separator."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from tui_labeler.errors import DataError
from tui_labeler.tables.source import open_text
from tui_labeler.tables.table import Row, Table, check_columns
from tui_labeler.text import counted

MAX_CELL = 64 << 20
"""Characters a cell may have; the csv module stops at 131,072 by itself."""


def read(path: Path, *, encoding: str, separator: str) -> Table:
    """The first line holds the column names. Blank lines are skipped, and before the names `sep=;`,
    which is for Excel."""
    lines = _lines(path, encoding, separator)
    line, columns = next(lines, (None, ()))
    if separator.join(columns).lower() == f"sep={separator}":
        line, columns = next(lines, (None, ()))
    if not columns:
        raise DataError("the file is empty: it has no rows.", file=path)
    check_columns(columns, path, line)
    return Table(columns, _even(lines, columns, path))


def _lines(path: Path, encoding: str, separator: str) -> Iterator[Row]:
    csv.field_size_limit(MAX_CELL)
    with open_text(path, encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=separator, strict=True)
        start = 1
        try:
            for cells in reader:
                if cells:
                    yield start, tuple(cells)
                start = reader.line_num + 1
        except csv.Error as error:
            raise _explained(error, path, start) from error


def _explained(error: csv.Error, path: Path, line: int) -> DataError:
    reason = str(error)
    if "unexpected end of data" in reason:
        message = "a quote is opened in this row and never closed."
    elif "expected after" in reason:
        message = "a quoted cell of this row goes on after its closing quote."
    elif "field limit" in reason:
        message = f"a cell has more than {MAX_CELL:,} characters."
    else:
        message = f"this row cannot be read: {reason}."
    return DataError(
        message, hint='A quote inside a quoted cell is written twice: "".', file=path, line=line
    )


def _even(lines: Iterator[Row], columns: Sequence[str], path: Path) -> Iterator[Row]:
    expected = len(columns)
    for row in lines:
        if len(row[1]) != expected:
            raise DataError(
                f"this row has {counted(len(row[1]), 'cell')}, the first line has {expected}.",
                hint="Put quotes around a cell that holds the separator or a line break.",
                file=path,
                line=row[0],
            )
        yield row


def write(
    file: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[str]], separator: str
) -> None:
    r"""Write UTF-8 with \n line ends; quotes only where needed.

    The csv module of Python 3.11 does not quote a bare carriage return and would lose it.
    """
    special = re.compile(f'[{re.escape(separator)}"\r\n\ufeff]')

    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if special.search(cell) else cell

    def write_line(cells: Sequence[str]) -> None:
        line = separator.join(map(quoted, cells)) or '""'  # a lone empty cell is no blank line
        file.write((line + "\n").encode("utf-8", "surrogatepass"))

    write_line(columns)
    for row in rows:
        write_line(row)

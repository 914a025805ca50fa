"""How far the reading of a file is, told while its rows are taken."""

from collections.abc import Callable, Iterator
from pathlib import Path

from tui_labeler.jobs import Progress
from tui_labeler.tables.table import Row, Table

EVERY = 5000
"""Rows between two words."""


def readable_size(file: Path) -> int:
    """Bytes of the text that is read; 0: not known before."""
    return 0 if file.suffix.lower() in (".gz", ".parquet") else file.stat().st_size


def told_rows(
    table: Table, file: Path, what: str, told: Callable[[Progress], None]
) -> Iterator[Row]:
    """The rows of a table read from `file`; `told` hears what is done with them, and how far."""
    size, read = readable_size(file), 0
    for number, (line, cells) in enumerate(table.rows, 1):
        yield line, cells
        read += len(cells) + sum(len(cell.encode("utf-8", "surrogatepass")) for cell in cells)
        if number % EVERY == 0:
            done = Progress(what, min(read, size), size) if size else Progress(f"{number:,} rows")
            told(done)

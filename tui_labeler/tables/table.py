"""What a reader gives."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tui_labeler.errors import DataError
from tui_labeler.text import one_line

Row: TypeAlias = tuple[int, tuple[str, ...]]
"""The line where the row begins (in parquet: its number, from 1), and its cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """The column names, and the rows as they are read: each has one cell per column."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def check_columns(columns: Sequence[str], path: Path, line: int | None = None) -> None:
    """Raise DataError, with their names, where columns share a name."""
    twice = [name for name, count in Counter(columns).items() if count > 1]
    if twice:
        names = ", ".join(f'"{one_line(name, 60)}"' for name in twice)
        raise DataError(
            f"more than one column is called {names}.",
            hint="Give every column its own name.",
            file=path,
            line=line,
        )

"""parquet, through pyarrow, which is an extra and imported only here."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from tui_labeler.errors import DataError, UsageError
from tui_labeler.tables.source import check_regular
from tui_labeler.tables.table import Row, Table, check_columns
from tui_labeler.text import one_line

_ROWS_AT_ONCE = 4096


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise UsageError(
            "parquet files need pyarrow.", hint="pip install 'tui-labeler[parquet]'"
        ) from error
    return pyarrow


def read(path: Path) -> Table:
    """A row's line is its number, from 1. Numbers and dates become text as Python writes them."""
    check_regular(path)
    pyarrow = _pyarrow()
    try:
        file = pyarrow.parquet.ParquetFile(path)
        columns = tuple(file.schema_arrow.names)
    except (pyarrow.ArrowException, OSError, UnicodeError) as error:
        raise DataError("the file is damaged, or not parquet.", file=path) from error
    check_columns(columns, path)
    return Table(columns, _rows(file, path))


def _rows(file: Any, path: Path) -> Iterator[Row]:
    number = 0
    with file:
        try:
            for batch in file.iter_batches(_ROWS_AT_ONCE):
                columns = [map(_cell, column.to_pylist()) for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield number, cells
        except Exception as error:  # of a time out of any calendar, say, each kind has its own
            raise DataError(
                f"the file is damaged here, or holds no text: {one_line(str(error), 80)}.",
                file=path,
                line=number + 1,
            ) from error


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return str(value)


def write(file: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write every column as strings. Raises DataError for what is not Unicode text."""
    pyarrow = _pyarrow()
    schema = pyarrow.schema([(name, pyarrow.string()) for name in columns])
    remaining = iter(rows)
    with pyarrow.parquet.ParquetWriter(file, schema) as writer:
        while batch := list(islice(remaining, _ROWS_AT_ONCE)):
            try:
                arrays = [
                    pyarrow.array(cells, pyarrow.string()) for cells in zip(*batch, strict=True)
                ]
            except UnicodeEncodeError as error:
                raise DataError(
                    "parquet cannot hold a lone surrogate.", hint="Write csv or jsonl."
                ) from error
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))

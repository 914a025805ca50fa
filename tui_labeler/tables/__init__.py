"""Tables in and out: csv, tsv, jsonl and parquet, read as they are and written all or nothing.

Every cell is a string, byte for byte: `NA`, `001`, `1e5` and `True` stay what they are, which is
why this is not left to a data frame.
"""

from tui_labeler.tables.atomic import atomic_write
from tui_labeler.tables.formats import FORMATS, read_rows, write_rows
from tui_labeler.tables.progress import readable_size, told_rows
from tui_labeler.tables.table import Row, Table

__all__ = [
    "FORMATS",
    "Row",
    "Table",
    "atomic_write",
    "read_rows",
    "readable_size",
    "told_rows",
    "write_rows",
]

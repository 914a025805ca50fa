"""Tables in and out: csv, tsv, jsonl and parquet, read as they are and written all or nothing.

Every cell is a string, byte for byte: `NA`, `001`, `1e5` and `True` stay what they are, which is
why this is not left to a data frame.
"""

from tui_labeler.tables.atomic import atomic_write
from tui_labeler.tables.formats import FORMATS, check_target, read_rows, write_rows
from tui_labeler.tables.progress import readable_size, told_rows
from tui_labeler.tables.sniff import encoding_of, read_sniffed, separator_of
from tui_labeler.tables.table import Row, Table, check_columns

__all__ = [
    "FORMATS",
    "Row",
    "Table",
    "atomic_write",
    "check_columns",
    "check_target",
    "encoding_of",
    "read_rows",
    "read_sniffed",
    "readable_size",
    "separator_of",
    "told_rows",
    "write_rows",
]

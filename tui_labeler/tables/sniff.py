"""The encoding of a file and the separator of its cells, where nobody has said what they are."""

from contextlib import suppress
from itertools import islice
from pathlib import Path

from tui_labeler.errors import DataError
from tui_labeler.tables.formats import read_rows
from tui_labeler.tables.source import marked_encoding, open_text
from tui_labeler.tables.table import Table

SEPARATORS = ",;\t|"
ROWS_TO_SNIFF = 50


def read_sniffed(path: Path) -> Table:
    """`read_rows` for a file that comes from anywhere: a spreadsheet's export, another program."""
    encoding = encoding_of(path)
    return read_rows(path, encoding=encoding, separator=separator_of(path, encoding))


def encoding_of(path: Path) -> str:
    """UTF-8 if the file is that; the last resort is what Windows wrote before."""
    if path.suffix.lower() == ".parquet":
        return "utf-8"
    with open_text(path, encoding="latin-1", newline="") as text:
        marked = marked_encoding(text.read(4).encode("latin-1"))
    for encoding in filter(None, ("utf-8", marked, "cp1252")):
        try:
            with open_text(path, encoding=encoding, newline="") as text:
                while text.read(1 << 20):
                    pass
            return encoding
        except DataError as error:
            if not isinstance(error.__cause__, UnicodeError):
                raise
    return "utf-8"


def separator_of(path: Path, encoding: str) -> str | None:
    """The one that makes even rows of the most columns; None: the one the name says."""
    if not path.name.lower().endswith((".csv", ".csv.gz")):
        return None
    widths = {}
    for separator in SEPARATORS:
        with suppress(DataError):
            table = read_rows(path, encoding=encoding, separator=separator)
            for _ in islice(table.rows, ROWS_TO_SNIFF):
                pass
            widths[separator] = len(table.columns)
    best = max(widths, key=lambda separator: widths[separator], default=",")
    return best if best != "," and widths[best] > 1 else None

"""doccano: JSON lines `{"text": …, "label": ["…"]}`; other members are columns.

It knows neither skips nor times, so only labels come and go.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from tui_labeler.errors import DataError
from tui_labeler.interop.record import Record
from tui_labeler.interop.tool import Tool, one_label, read_lines, string, strings, write_lines


def read(file: BinaryIO) -> Iterator[Record]:
    """The documents of a file. Raises DataError."""
    for line, document in read_lines(file):
        text = document.get("text", document.get("data"))
        if text is None:
            raise DataError('this document has no "text".', line=line)
        labels = document.get("label", document.get("labels", []))
        label = one_label([labels] if isinstance(labels, str) else labels, line)
        ours = ("text", "data", "label", "labels", "item")
        yield Record(
            item=string(document.get("item", ""), "item", line),
            text=string(text, "text", line),
            outcome=None if label is None else "label",
            label=label,
            columns=strings({name: document[name] for name in document if name not in ours}),
        )


def write(file: BinaryIO, records: Iterable[Record], labels: Sequence[str]) -> None:
    """One document a line. `id` is doccano's own number, so ours is `item`."""
    write_lines(file, map(_document, records))


def _document(record: Record) -> dict[str, Any]:
    return {
        **record.columns,
        "item": record.item,
        "text": record.text,
        "label": [] if record.label is None else [record.label],
    }


TOOL = Tool(read, write)

"""doccano: JSON lines `{"text": …, "label": ["…"]}`; other members are its metadata.

It knows neither skips, times nor suggestions: these are in members of ours, and so are columns.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from tui_labeler.errors import DataError
from tui_labeler.interop.record import Outcome, Record
from tui_labeler.interop.tool import (
    Tool,
    columns_in,
    columns_out,
    number,
    one_label,
    read_lines,
    string,
    suggestions_in,
    suggestions_out,
    write_lines,
)

OURS = frozenset(
    {
        *("id", "text", "data", "label", "labels", "item", "outcome", "annotator"),
        *("answered_at", "answer_seconds", "suggestions"),
    }
)
_UNLABELLED: dict[str, Outcome] = {"skip": "skip", "reject": "reject"}


def read(file: BinaryIO) -> Iterator[Record]:
    """The documents of a file. Raises DataError."""
    for line, document in read_lines(file):
        text = document.get("text", document.get("data"))
        if text is None:
            raise DataError('this document has no "text".', line=line)
        labels = document.get("label", document.get("labels", []))
        label = one_label([labels] if isinstance(labels, str) else labels, line)
        without = _UNLABELLED.get(str(document.get("outcome")))
        yield Record(
            item=string(document.get("item", ""), "item", line),
            text=string(text, "text", line),
            outcome="label" if label is not None else without,
            label=label,
            annotator=str(document.get("annotator") or ""),
            at=number(document.get("answered_at")),
            seconds=number(document.get("answer_seconds")),
            suggestions=suggestions_in(document.get("suggestions")),
            columns=columns_in(document, OURS),
        )


def write(file: BinaryIO, records: Iterable[Record], labels: Sequence[str]) -> None:
    """One document a line. `id` is doccano's own number, so ours is `item`."""
    write_lines(file, map(_document, records))


def _document(record: Record) -> dict[str, Any]:
    document: dict[str, Any] = {
        **columns_out(record.columns, OURS),
        "item": record.item,
        "text": record.text,
        "label": [] if record.label is None else [record.label],
    }
    known = {
        "outcome": record.outcome if record.outcome != "label" else None,
        "annotator": record.annotator or None,
        "answered_at": record.at,
        "answer_seconds": record.seconds,
        "suggestions": suggestions_out(record.suggestions) or None,
    }
    return document | {name: value for name, value in known.items() if value is not None}


TOOL = Tool(read, write)

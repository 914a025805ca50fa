"""Argilla 2: records as flat JSON objects, one a line, for a dataset with the question `label`.

`label.response` is the person's answer, `label.suggestion` the first machine's; the status says
what became of the record: submitted, discarded (rejected), draft (skipped) or pending.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from tui_labeler.errors import DataError
from tui_labeler.interop.record import Outcome, Record, Suggestion
from tui_labeler.interop.tool import Tool, number, read_lines, string, strings, write_lines

_STATUS: dict[str, Outcome | None] = {
    "submitted": "label",
    "discarded": "reject",
    "draft": "skip",
    "pending": None,
}
_WORDS = {outcome: status for status, outcome in _STATUS.items()}


def read(file: BinaryIO) -> Iterator[Record]:
    """The records of a file. Raises DataError."""
    for line, values in read_lines(file):
        if "text" not in values:
            raise DataError('this record has no "text".', line=line)
        label = values.get("label.response")
        status = values.get("status", "submitted" if label is not None else "pending")
        if not isinstance(status, str) or status not in _STATUS:
            raise DataError('"status" is none of ' + ", ".join(_STATUS) + ".", line=line)
        outcome = _STATUS[status]
        yield Record(
            item=string(values.get("id", ""), "id", line),
            text=string(values["text"], "text", line),
            outcome=outcome,
            label=string(label, "label.response", line) if outcome == "label" else None,
            annotator=str(values.get("label.response.user") or ""),
            at=number(values.get("answered_at")),
            seconds=number(values.get("answer_seconds")),
            suggestions=tuple(_suggestions(values, line)),
            columns=strings(values.get("metadata")),
        )


def _suggestions(values: dict[str, Any], line: int) -> Iterator[Suggestion]:
    for prefix in ("label.suggestion", *(f"label.suggestion.{n}" for n in range(2, 100))):
        if values.get(prefix) is None:
            return
        yield Suggestion(
            label=string(values[prefix], prefix, line),
            agent=str(values.get(f"{prefix}.agent") or ""),
            score=number(values.get(f"{prefix}.score")),
        )


def write(file: BinaryIO, records: Iterable[Record], labels: Sequence[str]) -> None:
    """Flat records; a second machine's suggestion is `label.suggestion.2`."""
    write_lines(file, map(_values, records))


def _values(record: Record) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": record.item,
        "text": record.text,
        "status": _WORDS[record.outcome],
        "metadata": dict(record.columns),
    }
    if record.label is not None:
        values["label.response"] = record.label
    if record.annotator:
        values["label.response.user"] = record.annotator
    if record.at is not None:
        values["answered_at"] = record.at
    if record.seconds is not None:
        values["answer_seconds"] = record.seconds
    for position, suggestion in enumerate(record.suggestions, 1):
        prefix = "label.suggestion" if position == 1 else f"label.suggestion.{position}"
        values |= {
            prefix: suggestion.label,
            f"{prefix}.score": suggestion.score,
            f"{prefix}.agent": suggestion.agent,
        }
    return values


TOOL = Tool(read, write)

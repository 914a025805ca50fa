"""Prodigy: JSON lines of answered tasks, as `prodigy db-out` writes and `db-in` reads them.

Read: choice tasks (`options`, `accept`) and binary ones (`label`, `answer`). A rejected binary
task says what the label is not, so it gives no label. Written: choice tasks; the id of an item is
in `meta`, with the columns; all suggestions are in `suggestions`, which is ours, and so are the
seconds of an answer.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from tui_labeler.errors import DataError
from tui_labeler.interop.record import Outcome, Record, Suggestion
from tui_labeler.interop.tool import (
    Tool,
    columns_in,
    columns_out,
    members,
    number,
    objects,
    one_label,
    read_lines,
    string,
    suggestions_in,
    suggestions_out,
    write_lines,
)

_ANSWERS: dict[str, Outcome] = {"accept": "label", "reject": "reject", "ignore": "skip"}
IN_META = frozenset({"id"})
_WORDS = {outcome: answer for answer, outcome in _ANSWERS.items()}


def read(file: BinaryIO) -> Iterator[Record]:
    """The tasks of a db-out file. Raises DataError."""
    for line, task in read_lines(file):
        if "text" not in task:
            raise DataError('this task has no "text".', line=line)
        answer = task.get("answer", "accept")
        if not isinstance(answer, str) or answer not in _ANSWERS:
            raise DataError('"answer" is not accept, reject or ignore.', line=line)
        meta = members(task.get("meta"))
        outcome: Outcome | None = _ANSWERS[answer]
        label = None
        if "accept" in task:
            label = one_label(task["accept"], line) if outcome == "label" else None
        elif "label" in task:
            label = string(task["label"], "label", line) if outcome == "label" else None
            outcome = None if outcome == "reject" else outcome
        if outcome == "label" and label is None:
            outcome = None
        yield Record(
            item=string(meta.get("id", ""), "id", line),
            text=string(task["text"], "text", line),
            outcome=outcome,
            label=label,
            annotator=str(task.get("_annotator_id") or task.get("_session_id") or ""),
            at=number(task.get("_timestamp")),
            seconds=number(task.get("answer_seconds")),
            suggestions=suggestions_in(task.get("suggestions")) or tuple(_suggestions(task)),
            columns=columns_in(meta, IN_META),
        )


def _suggestions(task: dict[str, Any]) -> Iterator[Suggestion]:
    for option in objects(task.get("options")):
        score = number(option.get("score"))
        if score is not None:
            label, agent = str(option.get("id", "")), str(option.get("agent", ""))
            yield Suggestion(label=label, agent=agent, score=score)


def write(file: BinaryIO, records: Iterable[Record], labels: Sequence[str]) -> None:
    """Choice tasks with all `labels` as options; items nobody answered have no `answer`."""
    write_lines(file, (_task(record, labels) for record in records))


def _task(record: Record, labels: Sequence[str]) -> dict[str, Any]:
    scores = {suggestion.label: suggestion for suggestion in record.suggestions}
    options: list[dict[str, Any]] = []
    for label in labels:
        option: dict[str, Any] = {"id": label, "text": label}
        if label in scores and scores[label].score is not None:
            option |= {"score": scores[label].score, "agent": scores[label].agent}
        options.append(option)
    task: dict[str, Any] = {
        "text": record.text,
        "options": options,
        "meta": {**columns_out(record.columns, IN_META), "id": record.item},
        "_input_hash": _hash(record.text),
        "_task_hash": _hash(record.text + "\0" + "\0".join(labels)),
        "_view_id": "choice",
        "accept": [record.label] if record.label is not None else [],
    }
    if record.outcome is not None:
        task["answer"] = _WORDS[record.outcome]
    if record.at is not None:
        task["_timestamp"] = record.at
    if record.seconds is not None:
        task["answer_seconds"] = record.seconds
    if record.suggestions:
        task["suggestions"] = suggestions_out(record.suggestions)
    if record.annotator:
        task["_session_id"] = record.annotator
    return task


def _hash(text: str) -> int:
    """A 32-bit number that stays the same between runs, as Prodigy's are."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "little", signed=True)


TOOL = Tool(read, write)

"""Label Studio: the JSON list of tasks it exports and imports.

One `<Choices name="label" toName="text">` over `<Text name="text" value="$text"/>`. A person's
answer is an annotation, a machine's label a prediction; a cancelled annotation is a skip.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
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
    string,
)

_REJECTED = "rejected"
OURS = frozenset({"text", "id", _REJECTED})


def read(file: BinaryIO) -> Iterator[Record]:
    """The tasks of an export. Raises DataError; its `line` counts tasks."""
    try:
        tasks = json.loads(file.read().decode("utf-8-sig", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise DataError("this is not JSON.", line=getattr(error, "lineno", None)) from error
    if not isinstance(tasks, list):
        raise DataError("this is not a list of tasks.")
    for line, task in enumerate(tasks, 1):
        if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
            raise DataError('this task has no "data".', line=line)
        yield _record(task, line)


def _record(task: dict[str, Any], line: int) -> Record:
    data = task["data"]
    if "text" not in data:
        raise DataError('the "data" of this task has no "text".', line=line)
    outcome: Outcome | None = None
    label, annotation = None, (objects(task.get("annotations")) or [{}])[-1]
    if annotation:
        label = _choice(annotation, line)
        outcome = "label" if label is not None else "skip"
        if data.get(_REJECTED) == "yes":
            outcome = "reject"
    return Record(
        item=string(data.get("id", ""), "id", line),
        text=string(data["text"], "text", line),
        outcome=outcome,
        label=label,
        annotator=_name(annotation.get("completed_by")),
        at=_seconds(annotation.get("created_at")),
        seconds=number(annotation.get("lead_time")),
        suggestions=tuple(
            Suggestion(
                label=choice,
                agent=str(prediction.get("model_version") or ""),
                score=number(prediction.get("score")),
            )
            for prediction in objects(task.get("predictions"))
            if (choice := _choice(prediction, line)) is not None
        ),
        columns=columns_in(data, OURS),
    )


def _choice(annotation: dict[str, Any], line: int) -> str | None:
    if annotation.get("was_cancelled"):
        return None
    for result in objects(annotation.get("result")):
        if result.get("type") == "choices":
            return one_label(members(result.get("value")).get("choices"), line)
    return None


def _name(person: Any) -> str:
    if isinstance(person, dict):
        person = person.get("email") or person.get("id")
    return "" if person is None else str(person)


def _seconds(time: Any) -> float | None:
    try:
        return datetime.fromisoformat(time).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None


def write(file: BinaryIO, records: Iterable[Record], labels: Sequence[str]) -> None:
    """A list of tasks, written one by one. Ids of tasks, annotations and predictions differ."""
    file.write(b"[")
    for place, record in enumerate(records):
        task = json.dumps(_task(record, place), ensure_ascii=False)
        file.write((b",\n" if place else b"\n") + task.encode("utf-8", "surrogatepass"))
    file.write(b"\n]\n")


def _task(record: Record, place: int) -> dict[str, Any]:
    data = {**columns_out(record.columns, OURS), "text": record.text, "id": record.item}
    task: dict[str, Any] = {"id": 1000 * place + 1, "data": data}
    if record.outcome is not None:
        annotation: dict[str, Any] = {
            "id": 1000 * place + 2,
            "was_cancelled": record.outcome != "label",
            "result": [_result(record.label, f"a{place}")] if record.label is not None else [],
        }
        if record.outcome == "reject":
            data[_REJECTED] = "yes"
        if record.annotator:
            annotation["completed_by"] = {"email": record.annotator}
        if record.seconds is not None:
            annotation["lead_time"] = record.seconds
        if record.at is not None:
            annotation["created_at"] = datetime.fromtimestamp(record.at, UTC).isoformat()
        task["annotations"] = [annotation]
    task["predictions"] = [
        {
            "id": 1000 * place + 3 + position,
            "model_version": suggestion.agent,
            "score": suggestion.score,
            "result": [_result(suggestion.label, f"p{place}-{position}")],
        }
        for position, suggestion in enumerate(record.suggestions)
    ]
    return task


def _result(label: str, name: str) -> dict[str, Any]:
    return {
        "id": name,
        "from_name": "label",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": [label]},
    }


TOOL = Tool(read, write)

"""The contract of an entry, and the JSON lines most of them are made of.

What a tool has no place for stands in members of ours, which tools keep or ignore, so that our own
files lose nothing.
"""

import json
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tui_labeler.errors import DataError
from tui_labeler.interop.record import Record, Suggestion

ONE_A_LINE = "One object a line is needed. Of a list of objects:  jq -c '.[]' makes it."
_APART = "data."
"""Before the name of a column that a member of the record has."""


@dataclass(frozen=True, slots=True)
class Tool:
    """How one tool's file is read and written."""

    read: Callable[[BinaryIO], Iterator[Record]]
    write: Callable[[BinaryIO, Iterable[Record], Sequence[str]], None]


@dataclass(frozen=True, slots=True)
class FolderTool:
    """The same for a tool whose data are a folder, made by `write` and not there before."""

    read: Callable[[Path], Iterator[Record]]
    write: Callable[[Path, Iterable[Record], Sequence[str]], None]


def read_lines(file: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSON lines file with their line numbers. Raises DataError."""
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line.decode("utf-8-sig", "surrogatepass"))
        except (ValueError, RecursionError) as error:
            raise DataError("this line is not JSON.", hint=ONE_A_LINE, line=number) from error
        if not isinstance(value, dict):
            raise DataError("this line is not a JSON object.", hint=ONE_A_LINE, line=number)
        yield number, value


def write_lines(file: BinaryIO, objects: Iterable[dict[str, Any]]) -> None:
    """One object a line, keys in the order they were put in."""
    for value in objects:
        file.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")


def string(value: Any, name: str, line: int) -> str:
    """`value` as it is, if it is a string; a number as its text. Raises DataError."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise DataError(f'"{name}" is no text.', line=line)


def one_label(values: Any, line: int) -> str | None:
    """The only label of a list, None for an empty one. Raises DataError for several."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise DataError("the labels are not a list of names.", line=line)
    if len(values) > 1:
        raise DataError(
            "this item has several labels; here an item has one.",
            hint="Leave one of them, or split the task into one project per label.",
            line=line,
        )
    return values[0] if values else None


def members(value: Any) -> dict[str, Any]:
    """The members of an object; none where it is something else."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none where it is something else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def strings(value: Any) -> dict[str, str]:
    """The text members of an object: what can be a column."""
    return {name: one for name, one in members(value).items() if isinstance(one, str)}


def columns_out(columns: Mapping[str, str], ours: Container[str]) -> dict[str, str]:
    """The columns under names that are none of `ours`."""
    return {
        (_APART + name if name in ours or name.startswith(_APART) else name): value
        for name, value in columns.items()
    }


def columns_in(members: Mapping[str, Any], ours: Container[str]) -> dict[str, str]:
    """The columns among the members of a record; undoes `columns_out`."""
    others = {name: value for name, value in members.items() if name not in ours}
    return {name.removeprefix(_APART): value for name, value in strings(others).items()}


def suggestions_out(suggestions: Iterable[Suggestion]) -> list[dict[str, Any]]:
    """Suggestions as plain objects."""
    return [{"label": one.label, "agent": one.agent, "score": one.score} for one in suggestions]


def suggestions_in(value: Any) -> tuple[Suggestion, ...]:
    """What `suggestions_out` made; what is no suggestion is left out."""
    return tuple(
        Suggestion(
            label=one["label"], agent=str(one.get("agent") or ""), score=number(one.get("score"))
        )
        for one in objects(value)
        if isinstance(one.get("label"), str)
    )


def number(value: Any) -> float | None:
    """A finite number as a float; None for anything else."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) <= sys.float_info.max else None

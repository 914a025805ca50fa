"""The contract of an entry, and the JSON lines most of them are made of."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from tui_labeler.errors import DataError
from tui_labeler.interop.record import Record


@dataclass(frozen=True, slots=True)
class Tool:
    """How one tool's file is read and written."""

    read: Callable[[BinaryIO], Iterator[Record]]
    write: Callable[[BinaryIO, Iterable[Record], Sequence[str]], None]


def read_lines(file: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSON lines file with their line numbers. Raises DataError."""
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line.decode("utf-8-sig", "surrogatepass"))
        except (ValueError, RecursionError) as error:
            raise DataError("this line is not JSON.", line=number) from error
        if not isinstance(value, dict):
            raise DataError("this line is not a JSON object.", line=number)
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


def strings(value: Any) -> dict[str, str]:
    """The text members of an object: what can be a column."""
    if not isinstance(value, dict):
        return {}
    return {str(name): member for name, member in value.items() if isinstance(member, str)}

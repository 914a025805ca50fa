"""jsonl: one JSON object per line, numbers kept as they are written."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from tui_labeler.errors import DataError
from tui_labeler.tables.source import open_text
from tui_labeler.tables.table import Row, Table
from tui_labeler.text import one_line


class _Number(str):
    """The source text of a number."""

    __slots__ = ()


def read(path: Path, *, encoding: str) -> Table:
    """The columns are the keys of all rows, first seen first; a missing key is an empty cell.

    The file is read twice: finding the columns first costs the time of a second pass, and no
    memory.
    """
    columns = tuple(dict.fromkeys(key for _, cells in _objects(path, encoding) for key in cells))
    return Table(columns, _rows(path, encoding, columns))


def _rows(path: Path, encoding: str, columns: tuple[str, ...]) -> Iterator[Row]:
    for line, cells in _objects(path, encoding):
        yield line, tuple([cells.get(name, "") for name in columns])


def _objects(path: Path, encoding: str) -> Iterator[tuple[int, dict[str, str]]]:
    decoder = json.JSONDecoder(
        parse_int=_Number,
        parse_float=_Number,
        parse_constant=_no_constant,
        object_pairs_hook=_no_duplicates,
    )
    with open_text(path, encoding=encoding, newline=None) as text:
        for number, line in enumerate(text, 1):
            if stripped := line.strip():
                try:
                    value = decoder.decode(stripped)
                    if not isinstance(value, dict):
                        raise ValueError(_not_an_object(stripped, value))
                    cells = {key: _cell(item) for key, item in value.items()}
                except (ValueError, RecursionError) as error:
                    message, hint = _explained(error, first=number == 1 and stripped[0] == "[")
                    raise DataError(message, hint=hint, file=path, line=number) from error
                yield number, cells


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON.")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f'the key "{one_line(twice, 60)}" stands twice in this object.')
    return found


def _not_an_object(line: str, value: object) -> str:
    kind = "a list" if isinstance(value, list) else "a single value"
    return f"this line holds {kind}, not an object: {one_line(line, 40)}"


def _explained(error: Exception, first: bool) -> tuple[str, str]:
    if first:
        return "the file is a JSON list.", "One object per line is needed: jq -c '.[]' makes it."
    if isinstance(error, RecursionError):
        return "this line is nested too deep.", ""
    if isinstance(error, json.JSONDecodeError):
        return f"this line is not JSON: {error.msg}, column {error.colno}.", ""
    return str(error), ""


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    return "" if value is None else _compact(value)


def _compact(value: Any) -> str:
    """JSON without spaces, with every number as it was written."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(_compact, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{_compact(k)}:{_compact(v)}" for k, v in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def write(file: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Every cell is written as a JSON string."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for row in rows:
        line = encode(dict(zip(columns, row, strict=True))) + "\n"
        file.write(line.encode("utf-8", "surrogatepass"))

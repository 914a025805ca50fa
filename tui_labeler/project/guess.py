"""What a data file probably is: its encoding, separator, and which column is what."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tui_labeler import tables
from tui_labeler.errors import DataError, UsageError
from tui_labeler.project.project import tables_in
from tui_labeler.registry import nearest
from tui_labeler.text import counted, one_line

MAX_GUESSED_LABELS = 50
SHORT = 40
"""Characters; ids are shorter on average."""
_ID_NAME = re.compile(r"(?i:(.*[\W_])?(id|uuid|guid|key))|.*[a-z]I[dD]")
_LABEL_NAME = re.compile(
    r"(?i)(.*[\W_])?(labels?|category|class|sentiment|topic|intent|target|gold|emotion|stance)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What was told and guessed about a data file."""

    text: str
    id: str | None
    """None: a hash of the text."""
    labels: tuple[str, ...]
    """() where none were told and no column holds them."""
    given_labels: str | None
    show: tuple[str, ...]
    """Other columns, worth to be seen beside the text."""
    separator: str | None
    """None: the one the file's name says."""
    encoding: str
    said: tuple[str, ...]
    """For the person: what was guessed, and what is odd."""


@dataclass(slots=True)
class _Column:
    """What is seen of a column while the rows go by."""

    name: str
    filled: int = 0
    characters: int = 0
    spaces: bool = False
    hashes: set[int] = field(default_factory=set)
    values: Counter[str] | None = field(default_factory=Counter)
    """None once there are too many different ones to be labels."""

    def add(self, cell: str) -> None:
        self.hashes.add(hash(cell))
        if not cell.strip():
            return
        self.filled += 1
        self.characters += len(cell)
        self.spaces = self.spaces or any(map(str.isspace, cell))
        if self.values is not None:
            self.values[cell] += 1
            if len(self.values) > MAX_GUESSED_LABELS:
                self.values = None

    @property
    def average(self) -> float:
        return self.characters / self.filled if self.filled else 0.0


def guess(
    data: Path,
    *,
    text: str | None = None,
    id: str | None = None,
    labels: Sequence[str] | None = None,
    given_labels: str | None = None,
) -> Guess:
    """Look at the whole file once; what is told is taken, the rest is guessed.

    `given_labels`: the column of labels that came with the data; "" where there is none.
    Raises DataError for a file that cannot be read, UsageError for a column it does not have.
    """
    _check_name(data)
    encoding = tables.encoding_of(data)
    separator = tables.separator_of(data, encoding)
    look = _look(data, encoding, separator)
    for told in (text, id, given_labels or None):
        _check_told(told, look)
    if given_labels is None:
        given = _label_column(look, {text, id}, labels)
    else:
        given = next((column for column in look.columns if column.name == given_labels), None)
    given_name = given.name if given else None
    body = _text_column(look, text, {id, given_name})
    key = id if id is not None else _id_column(look, {body.name, given_name})
    if labels is None and given is not None:
        labels = sorted(given.values or ())
    used = {body.name, key, given_name}
    return Guess(
        text=body.name,
        id=key,
        labels=tuple(labels or ()),
        given_labels=given_name,
        show=tuple(one.name for one in look.columns if one.name not in used and one.filled)[:4],
        separator=separator,
        encoding=encoding,
        said=(
            _about_the_file(look, encoding, separator),
            *_about_the_columns(look, body, key, given),
            *_odd_names(look, body, labels, given_labels),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """The file, seen whole."""

    file: Path
    rows: int
    columns: list[_Column]


def _look(data: Path, encoding: str, separator: str | None) -> _Look:
    table = tables.read_rows(data, encoding=encoding, separator=separator)
    columns = [_Column(name) for name in table.columns]
    rows = 0
    for _, cells in table.rows:
        rows += 1
        for column, cell in zip(columns, cells, strict=True):
            column.add(cell)
    return _Look(data, rows, columns)


def _check_name(data: Path) -> None:
    """Raise DataError for a name that no file has, where another's is close."""
    if os.path.lexists(data):
        return
    if close := nearest(data.name, [file.name for file in tables_in(data.parent)]):
        meant = f'Did you mean "{one_line(close, 60)}"?'
        raise DataError(f"there is no such file. {meant}", file=data)


def _check_told(told: str | None, look: _Look) -> None:
    names = [column.name for column in look.columns]
    if told is None or told in names:
        return
    close = nearest(told, names)
    meant = f' Did you mean "{one_line(close, 60)}"?' if close else ""
    raise UsageError(
        f'column "{one_line(told, 60)}" not found.{meant}',
        hint="Columns: " + ", ".join(f'"{one_line(name, 60)}"' for name in names) + ".",
        file=look.file,
    )


def _label_column(
    look: _Look, taken: set[str | None], labels: Sequence[str] | None
) -> _Column | None:
    """A column called like labels, with a few values that come again and again."""
    for column in look.columns:
        values = column.values
        if (
            column.name not in taken
            and _LABEL_NAME.fullmatch(column.name.strip())
            and values
            and 2 <= len(values) <= column.filled / 2
            and (labels is None or set(values) <= set(labels))
        ):
            return column
    return None


def _text_column(look: _Look, text: str | None, taken: set[str | None]) -> _Column:
    """The one told, else the one called text, else the one with the longest cells."""
    candidates = [
        column
        for column in look.columns
        if (column.name == text if text is not None else column.name not in taken)
    ]
    if not candidates:
        raise UsageError(
            "no column is left for the text.", hint="Say which it is: --text NAME", file=look.file
        )
    return max(
        candidates,
        key=lambda column: (
            column.name.strip().casefold() == "text",
            not _ID_NAME.fullmatch(column.name.strip()),
            column.average,
        ),
    )


def _id_column(look: _Look, taken: set[str | None]) -> str | None:
    """A column with another value in every row: one called like an id, else the first short one."""
    unique = [
        column
        for column in look.columns
        if column.name.strip()
        and column.name not in taken
        and column.filled == look.rows == len(column.hashes)
        and column.average <= SHORT
        and not column.spaces
    ]
    named = [column for column in unique if _ID_NAME.fullmatch(column.name.strip())]
    return next((column.name for column in named + unique), None)


def _about_the_file(look: _Look, encoding: str, separator: str | None) -> str:
    parts = [counted(look.rows, "row"), counted(len(look.columns), "column"), encoding]
    if separator is not None:
        parts.append("separated by " + ("tabs" if separator == "\t" else f'"{separator}"'))
    return f"{one_line(look.file.name, 60)}: {', '.join(parts)}."


def _about_the_columns(
    look: _Look, body: _Column, key: str | None, given: _Column | None
) -> Iterator[str]:
    length = counted(round(body.average), "character")
    yield f'Text: column "{one_line(body.name, 60)}", {length} on average.'
    named = next((one for one in look.columns if _ID_NAME.fullmatch(one.name.strip())), body)
    if key is None and named is not body:
        yield (
            f'Id: a hash of the text; column "{one_line(named.name, 60)}" is empty in some rows, '
            "or has the same value in several."
        )
    elif key is None:
        yield "Id: a hash of the text; no short column has a name and another value in every row."
    else:
        yield f'Id: column "{one_line(key, 60)}".'
    if given is not None:
        yield (
            f'Labels that came with the data: column "{one_line(given.name, 60)}", '
            f"{len(given.values or ())} values in {given.filled:,} rows."
        )
    if empty := look.rows - body.filled:
        yield f"Odd: {empty:,} empty {'text' if empty == 1 else 'texts'}."
    if copies := look.rows - len(body.hashes):
        yield f"Odd: {copies:,} exact {'copy' if copies == 1 else 'copies'} of earlier texts."


def _odd_names(
    look: _Look, body: _Column, labels: Sequence[str] | None, given_labels: str | None
) -> Iterator[str]:
    """What the names of the columns make doubtful."""
    named = [one for one in look.columns if one.name]
    numbered = any(one.name.isdigit() for one in named) and _is_like_its_texts(body)
    if numbered or any(one.name in (one.values or ()) for one in named):
        yield "Odd: the first line looks like a row; the names of the columns belong there."
    if labels is None or given_labels is not None:
        return
    other = _label_column(look, {body.name}, None)
    if other is not None and not set(other.values or ()) <= set(labels):
        values = ", ".join(one_line(value, 30) for value in sorted(other.values or ())[:5])
        yield (
            f'Odd: column "{one_line(other.name, 60)}" looks like labels, and has others than '
            f"those told: {values}."
        )


def _is_like_its_texts(body: _Column) -> bool:
    """Whether the name of the text column may be a text: a number beside it is then no name, as a
    year is."""
    return (" " in body.name or not body.spaces) and len(body.name) > body.average / 3

"""The data file, read once, as the files a pool is mapped from: checked, and row by row."""

import hashlib
import json
import math
import os
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias

from tui_labeler import tables
from tui_labeler.errors import DataError
from tui_labeler.jobs import Progress
from tui_labeler.project.locations import PROJECT_FILE
from tui_labeler.project.project import Project
from tui_labeler.project.strings import StringsWriter, encode, text_id, write_integers
from tui_labeler.registry import nearest
from tui_labeler.text import one_line

Kind: TypeAlias = Literal["number", "text"]
VERSION = 2
"""Of the files; a pool of another version is not opened."""
META_FILE = "pool.json"
_ROWS_AT_ONCE = 4096
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def cache_key(project: Project) -> str:
    """Changes with everything a pool is made from: the file, [data] and the seed."""
    file = project.data_file.resolve()
    status = file.stat()
    parts = [
        VERSION,
        os.fsencode(file).hex(),
        status.st_size,
        status.st_mtime_ns,
        project.config.project.seed,
        project.config.data.model_dump(mode="json"),
    ]
    return blake2b(json.dumps(parts).encode(), digest_size=8).hexdigest()


def build(
    project: Project, folder: Path, told: Callable[[Progress], None] = lambda _: None
) -> None:
    """Write the files of the project's pool into `folder`, which is empty; `told`: how far it is.

    Raises DataError, with the line, for a file that cannot be a pool.
    """
    data = project.config.data
    table = tables.read_rows(project.data_file, encoding=data.encoding, separator=data.separator)
    check_columns(project, table.columns)
    others = [name for name in table.columns if name not in (data.text, data.id)]
    ids, copies, kinds = _Ids(project), _Copies(), _Kinds(project, others)
    with ExitStack() as stack:

        def writer(name: str) -> StringsWriter:
            return stack.enter_context(StringsWriter(folder, name))

        id_writer, text_writer = writer("ids"), writer("texts")
        writers = {name: writer(f"column-{position}") for position, name in enumerate(others)}
        size, read = tables.readable_size(project.data_file), 0
        for lines, cells in _chunks(table):
            if read:
                told(Progress(f"reading {project.data_file.name}", min(read, size), size))
            read += sum(len(cell) for column in cells.values() for cell in column)
            texts = cells[data.text]
            encoded = list(map(encode, texts))
            read += sum(map(len, encoded)) - sum(map(len, texts)) + len(texts) * len(cells)
            copies.add(encoded)
            text_writer.add(encoded)
            id_writer.add(ids.add(cells[data.id] if data.id else ids.of_texts(texts), lines))
            for name, column in writers.items():
                kinds.add(name, cells[name], lines)
                column.add(map(encode, cells[name]))
    meta = {
        "seed": project.config.project.seed,
        "rows": len(copies.first),
        "columns": others,
        "kinds": kinds.found(),
        "copies": len(copies.first) - len(copies.seen),
        "fingerprint": _fingerprint(folder, others),
    }
    order, keys = _order(ids.lines, project.config.project.seed)
    write_integers(folder / "order", order)
    write_integers(folder / "keys", keys)
    write_integers(folder / "first", copies.first)
    write_integers(folder / "groups", copies.sizes)
    with tables.atomic_write(folder / META_FILE, mode=0o600) as file:
        file.write(json.dumps(meta).encode())


def _chunks(table: tables.Table) -> Iterator[tuple[Sequence[int], dict[str, tuple[str, ...]]]]:
    """Lines and columns of some rows at a time: loops over a column are several times faster."""
    while rows := list(islice(table.rows, _ROWS_AT_ONCE)):
        lines, cells = zip(*rows, strict=True)
        yield lines, dict(zip(table.columns, zip(*cells, strict=True), strict=True))


def check_columns(project: Project, columns: Sequence[str]) -> None:
    """Raise DataError where project.toml names a column the file does not have."""
    data = project.config.data
    wanted = [("text", data.text), ("id", data.id), ("given_labels", data.given_labels)]
    wanted += [("show", name) for name in data.show] + [("columns", name) for name in data.columns]
    for key, name in wanted:
        if name is None or name in columns:
            continue
        close = nearest(name, columns)
        guess = f' Did you mean "{one_line(close, 60)}"?' if close else ""
        known = ", ".join(f'"{one_line(column, 60)}"' for column in columns)
        line = project.line_of("data", key)
        raise DataError(
            f'column "{one_line(name, 60)}" not found.{guess}',
            hint=f'Columns: {known}.\n{PROJECT_FILE}, line {line}, names it as "{key}".',
            file=project.data_file,
        )


class _Ids:
    """Checks ids, or makes them from the texts."""

    def __init__(self, project: Project) -> None:
        self._file = project.data_file
        self.lines: dict[str, int] = {}
        """Id -> its line, in the order of the rows."""
        self._made: dict[str, int] = {}

    def add(self, ids: Sequence[str], lines: Sequence[int]) -> list[bytes]:
        """The ids in UTF-8. Raises DataError unless they are filled in and unique."""
        for item, line in zip(ids, lines, strict=True):
            if not item.strip():
                raise DataError(
                    "the id is empty.",
                    hint="Every row needs one; or leave id out of project.toml.",
                    file=self._file,
                    line=line,
                )
            if self.lines.setdefault(item, line) != line:
                raise DataError(
                    f'the id "{one_line(item, 60)}" stands on line {self.lines[item]} already.',
                    hint="Every row needs its own; or leave id out of project.toml.",
                    file=self._file,
                    line=line,
                )
        try:
            return [item.encode() for item in ids]
        except UnicodeEncodeError as error:
            raise DataError(
                "the id holds half a character (a lone surrogate).",
                file=self._file,
                line=self.lines[error.object],
            ) from None

    def of_texts(self, texts: Iterable[str]) -> list[str]:
        """A hash of each text; later copies get a number."""
        ids = []
        for text in texts:
            name = text_id(text)
            count = self._made[name] = self._made.get(name, 0) + 1
            ids.append(name if count == 1 else f"{name}-{count}")
        return ids


class _Copies:
    """Finds rows with the same text."""

    def __init__(self) -> None:
        self.seen: dict[bytes, int] = {}
        self.first = array("Q")
        """The first row with the text of each row."""
        self.sizes = array("Q")
        """At a first row: how many rows have its text. Elsewhere 0."""

    def add(self, encoded: Iterable[bytes]) -> None:
        for text in encoded:
            row = len(self.first)
            first = self.seen.setdefault(blake2b(text, digest_size=16).digest(), row)
            self.first.append(first)
            self.sizes.append(0)
            self.sizes[first] += 1


class _Kinds:
    """What the cells of each column are: guessed, or checked where project.toml says so."""

    def __init__(self, project: Project, names: Sequence[str]) -> None:
        self._file = project.data_file
        self._told = project.config.data.columns
        self._names = names
        self._numbers = {name for name in names if name not in self._told}
        self._filled: set[str] = set()

    def add(self, name: str, cells: Sequence[str], lines: Sequence[int]) -> None:
        if self._told.get(name) == "number":
            self._check(name, cells, lines)
        elif name in self._numbers:
            filled = list(filter(None, cells))
            if filled:
                self._filled.add(name)
            if not all(map(_NUMBER.fullmatch, filled)):
                self._numbers.remove(name)

    def _check(self, name: str, cells: Sequence[str], lines: Sequence[int]) -> None:
        for cell, line in zip(cells, lines, strict=True):
            if cell and not _is_number(cell):
                raise DataError(
                    f'"{one_line(cell, 60)}" in column "{one_line(name, 60)}" is no number.',
                    hint=f"{PROJECT_FILE} says that the column holds numbers.",
                    file=self._file,
                    line=line,
                )

    def found(self) -> dict[str, Kind]:
        return {
            name: self._told.get(name, "number" if name in self._numbers & self._filled else "text")
            for name in self._names
        }


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def order_key(seed: int, item: str) -> int:
    """The place of an id in the pool's random order: a hash of 64 bits."""
    digest = blake2b(f"{seed}|{item}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def _order(ids: Iterable[str], seed: int) -> tuple["array[int]", "array[int]"]:
    """Rows sorted by their keys, and the sorted keys: random, the same whatever rows are added,
    and the way from an id to its row."""
    keys = array("Q", [order_key(seed, item) for item in ids])
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return array("Q", order), array("Q", map(keys.__getitem__, order))


def _fingerprint(folder: Path, columns: Sequence[str]) -> str:
    total = blake2b(json.dumps(columns).encode(), digest_size=16)
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, blake2b).digest())
    return total.hexdigest()

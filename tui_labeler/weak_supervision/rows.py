"""A row of the pool as a labeling function sees it: `x.text`, `x.rating`, `x["movie title"]`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, TypeAlias

from tui_labeler.project.pool import Pool

Readers: TypeAlias = Mapping[str, Callable[[int], Any]]
"""Column -> what reads its cell of a row."""


class Row:
    """One item. Cells of number columns are int or float, None where empty; the rest are strings.

    A cell is read when it is first asked for. A row cannot be changed: every function sees the
    same one. A preprocessor gets a `Draft`.
    """

    __slots__ = ("__dict__", "_readers", "_row")
    _readers: Readers
    _row: int

    def __init__(self, readers: Readers, row: int) -> None:
        object.__setattr__(self, "_readers", readers)
        object.__setattr__(self, "_row", row)

    def __getattr__(self, name: str) -> Any:
        read = self._readers.get(name)
        if read is None:
            raise AttributeError(f"there is no column {name!r}; columns: {', '.join(self)}")
        value = self.__dict__[name] = read(self._row)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a row cannot be changed: {name} belongs into a preprocessor")

    __delattr__ = __setattr__  # type: ignore[assignment]

    def __getitem__(self, name: str) -> Any:
        if name not in self._readers:
            raise KeyError(name)
        return getattr(self, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._readers)

    def get(self, name: str, default: Any = None) -> Any:
        """The cell of a column, as of a dict."""
        return getattr(self, name) if name in self._readers else default


class Draft(SimpleNamespace):
    """A copy of a row that a preprocessor may write to."""

    @classmethod
    def of(cls, row: "Row | Draft") -> "Draft":
        """A copy of a row, or of what the preprocessor before has made of it."""
        if isinstance(row, Row):
            return cls(**{name: row[name] for name in row})
        return cls(**vars(row))

    def __getitem__(self, name: str) -> Any:
        return self.__dict__[name]


def cells(pool: Pool, text: str, id_column: str | None) -> Readers:
    """How each column is read: the text as `text` and by its own name, id, the rest by theirs."""
    readers: dict[str, Callable[[int], Any]] = {}
    for name, strings in pool.columns.items():
        readers[name] = _numbers(strings) if pool.kinds[name] == "number" else strings.__getitem__
    readers[text] = readers["text"] = pool.texts.__getitem__
    readers["id"] = pool.ids.__getitem__
    if id_column is not None:
        readers[id_column] = pool.ids.__getitem__
    return readers


def _numbers(strings: Sequence[str]) -> Callable[[int], int | float | None]:
    def read(row: int) -> int | float | None:
        return number(strings[row])

    return read


def number(cell: str) -> int | float | None:
    """A cell of a number column; None where it is empty."""
    if not cell:
        return None
    try:
        return int(cell)
    except ValueError:
        return float(cell)

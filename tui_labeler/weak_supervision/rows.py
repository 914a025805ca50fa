"""A row of the pool as a labeling function sees it: `x.text`, `x.rating`, `x["movie title"]`."""

from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from tui_labeler.project.pool import Pool


class Row:
    """One item. Cells of number columns are int or float, None where empty; the rest are strings.

    It cannot be changed: every function sees the same one. A preprocessor gets a `Draft`.
    """

    __slots__ = ("__dict__",)

    def __init__(self, values: dict[str, Any]) -> None:
        object.__setattr__(self, "__dict__", values)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a row cannot be changed: {name} belongs into a preprocessor")

    __delattr__ = __setattr__  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"there is no column {name!r}; columns: {', '.join(self.__dict__)}")

    def __getitem__(self, name: str) -> Any:
        return self.__dict__[name]

    def __contains__(self, name: object) -> bool:
        return name in self.__dict__

    def get(self, name: str, default: Any = None) -> Any:
        """The cell of a column, as of a dict."""
        return self.__dict__.get(name, default)


class Draft(SimpleNamespace):
    """A copy of a row that a preprocessor may write to."""

    def __getitem__(self, name: str) -> Any:
        return self.__dict__[name]


def cells(pool: Pool, text: str, id_column: str | None) -> dict[str, Callable[[int], Any]]:
    """How each column is read: the text as `text` and by its own name, id, the rest by theirs."""
    readers: dict[str, Callable[[int], Any]] = {}
    for name, strings in pool.columns.items():
        readers[name] = _numbers(strings) if pool.kinds[name] == "number" else strings.__getitem__
    readers[text] = readers["text"] = pool.texts.__getitem__
    readers["id"] = pool.ids.__getitem__
    if id_column is not None:
        readers[id_column] = pool.ids.__getitem__
    return readers


def rows(readers: dict[str, Callable[[int], Any]], size: int) -> Iterator[Row]:
    """Every row of the pool, in order."""
    names, functions = tuple(readers), tuple(readers.values())
    for row in range(size):
        yield Row({name: read(row) for name, read in zip(names, functions, strict=True)})


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

"""A file of labeling functions -> the functions in it. This imports, so it runs, project code:
it is only called in the process that `applier` watches over.
"""

import importlib.util
import inspect
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from tui_labeler.registry import nearest
from tui_labeler.weak_supervision.labeling_function import LabelingFunction
from tui_labeler.weak_supervision.reach import Reach, plain
from tui_labeler.weak_supervision.rows import Row


@dataclass(frozen=True, slots=True)
class Loaded:
    """A function found in the file."""

    name: str
    line: int
    call: Callable[[Row], Any]
    pre: tuple[Callable[[Any], Any], ...]
    """Run before `call`, and once per row for all functions that share them."""
    depends: str
    """Changes with all that it depends on."""
    problem: str = ""
    """Why it cannot be run."""


def load(files: Mapping[str, Path], columns: Collection[str]) -> tuple[ModuleType, list[Loaded]]:
    """Import the first of `files` and list its functions.

    Raises whatever the file raises.
    """
    sys.meta_path.append(_Finder(files))
    start = next(iter(files))
    module = importlib.import_module(start)
    reach = Reach(files)
    namespaces = {name: vars(sys.modules[name]) for name in files if name in sys.modules}
    loaded: list[Loaded] = []
    names: set[str] = set()
    for variable, value in _functions(module):
        depends = reach.digest(start, variable, namespaces)
        one = _loaded(value, columns, f"{depends} {plain(getattr(value, 'resources', None))}")
        if one.name in names:
            one = Loaded(one.name, one.line, one.call, (), "", "another function has this name")
        names.add(one.name)
        loaded.append(one)
    return module, loaded


class _Finder(MetaPathFinder):
    """Finds the trusted files of the project and nothing else there, after everything installed."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        file = self._files.get(name)
        if file is None:
            return None
        return importlib.util.spec_from_file_location(name, file, loader=_Source(file))


class _Source(SourceLoader):
    """Reads source only: a .pyc beside it may say something else."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get_filename(self, fullname: str) -> str:
        return str(self._file)

    def get_data(self, path: bytes | str) -> bytes:
        return Path(path if isinstance(path, str) else path.decode()).read_bytes()


def _functions(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Decorated functions, also in lists, and plain ones: all of them, or, where some are
    decorated, those whose names begin with "lf"."""
    seen: set[int] = set()
    values = [(name, value) for name, value in vars(module).items() if not name.startswith("__")]
    found: list[tuple[str, Any]] = []
    for name, value in values:
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if _is_labeling_function(one) and id(one) not in seen:
                seen.add(id(one))
                found.append((name, one))
    for name, value in values:
        own = inspect.isfunction(value) and value.__module__ == module.__name__
        if own and not name.startswith("_") and (name.startswith("lf") or not found or not seen):
            found.append((name, value))
    yield from found


def _is_labeling_function(value: Any) -> bool:
    """Ours, or one that behaves like Snorkel's."""
    if isinstance(value, LabelingFunction):
        return True
    name = getattr(value, "name", None)
    return isinstance(name, str) and callable(value) and not inspect.isclass(value)


def _loaded(value: Any, columns: Collection[str], depends: str) -> Loaded:
    if isinstance(value, LabelingFunction):
        function, resources = value.function, dict(value.resources)
        call = (lambda x: function(x, **resources)) if resources else function
        return Loaded(value.name, _line(function), call, value.pre, depends)
    if not inspect.isfunction(value):
        return Loaded(value.name, _line(getattr(value, "_f", value)), value, (), depends)
    wanted = [
        name
        for name, parameter in inspect.signature(value).parameters.items()
        if parameter.default is parameter.empty
    ]
    name, line = value.__name__, _line(value)
    if wanted == ["x"] and "x" not in columns:
        return Loaded(name, line, value, (), depends)
    for column in wanted:
        if column not in columns:
            close = nearest(column, columns)
            guess = f'; did you mean "{close}"?' if close else ""
            problem = f'there is no column "{column}"{guess}'
            return Loaded(name, line, value, (), depends, problem)
    return Loaded(name, line, _by_columns(value, wanted), (), depends)


def _by_columns(function: Callable[..., Any], names: list[str]) -> Callable[[Row], Any]:
    if names == ["text"]:
        return lambda row: function(row.text)
    return lambda row: function(*(row[name] for name in names))


def _line(function: Any) -> int:
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_firstlineno if code else 0

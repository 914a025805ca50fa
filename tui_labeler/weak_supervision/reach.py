"""What a labeling function depends on, so that only what changed is run again.

From the name it is bound to, every top-level statement of the project's modules that its source
reaches is collected, without running anything. Comments and places in the file do not count.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from re import Pattern
from typing import Any


class Reach:
    """The statements of some modules, by the names they bind."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._trees = {name: ast.parse(path.read_bytes()) for name, path in files.items()}
        self._bound = {name: _bindings(tree) for name, tree in self._trees.items()}

    def names(self, module: str, name: str) -> set[tuple[str, str]]:
        """Every (module, name) that `name` needs, itself included."""
        found: set[tuple[str, str]] = set()
        waiting = [(module, name)]
        while waiting:
            here = waiting.pop()
            if here in found:
                continue
            found.add(here)
            for statement in self._bound.get(here[0], {}).get(here[1], ()):
                waiting += self._needs(here[0], statement)
        return found

    def digest(self, module: str, name: str, values: Mapping[str, Mapping[str, Any]]) -> str:
        """Changes with the source of all that `name` needs, and with the plain data among it.

        `values`: the namespaces of the modules. A name that no statement binds (a function made in
        a loop) needs its whole module.
        """
        if name not in self._bound[module]:
            names = {(module, bound) for bound in self._bound[module]}
            names = names.union(*(self.names(*one) for one in names))
        else:
            names = self.names(module, name)
        total = blake2b(digest_size=16)
        for where, what in sorted(names):
            for statement in self._bound.get(where, {}).get(what, ()):
                total.update(ast.dump(statement).encode("utf-8", "backslashreplace"))
            value = plain(values.get(where, {}).get(what))
            total.update(f"|{where}.{what}={value}|".encode("utf-8", "backslashreplace"))
        return total.hexdigest()

    def _needs(self, module: str, statement: ast.stmt) -> Iterator[tuple[str, str]]:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                yield module, node.id
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    yield from self._everything(alias.name)
            elif isinstance(node, ast.ImportFrom) and node.module in self._bound:
                for alias in node.names:
                    yield node.module, alias.name

    def _everything(self, module: str) -> Iterator[tuple[str, str]]:
        return ((module, name) for name in self._bound.get(module, ()))


def plain(value: Any) -> str:
    """Data as a text that is the same in every process; for all else only what it is."""
    if isinstance(value, (set, frozenset)):
        return f"{{{','.join(sorted(map(plain, value)))}}}"
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{plain(key)}:{plain(one)}' for key, one in value.items())}}}"
    if isinstance(value, (list, tuple)):
        return f"[{','.join(map(plain, value))}]"
    if isinstance(value, (str, bytes, int, float, complex, Path, Pattern, type(None))):
        return repr(value)
    return type(value).__qualname__


def _bindings(tree: ast.Module) -> dict[str, list[ast.stmt]]:
    found: dict[str, list[ast.stmt]] = defaultdict(list)
    for statement in tree.body:
        for name in _bound_by(statement):
            found[name].append(statement)
    return found


def _bound_by(statement: ast.stmt) -> set[str]:
    """The names a top-level statement binds or changes."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    names: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, ast.Name) and (
            isinstance(node.ctx, ast.Store) or isinstance(statement, ast.Expr)
        ):
            names.add(node.id)
    return names

"""Which Python files of a project folder a file of labeling functions runs: itself and, found by
reading and not by running, every module beside it that it imports.
"""

import ast
from collections.abc import Iterator
from pathlib import Path


def code_files(start: Path) -> dict[str, Path]:
    """Module name -> file, `start` first. What cannot be read or parsed imports nothing."""
    found = {start.stem: start}
    waiting = [start]
    while waiting:
        for name in _imported(waiting.pop()):
            for module, path in _in_folder(start.parent, name):
                if module not in found:
                    found[module] = path
                    waiting.append(path)
    return found


def _imported(path: Path) -> Iterator[str]:
    if not path.is_file():
        return
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module


def _in_folder(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    """The module `name.py`, or every module of the package `name`."""
    top = name.partition(".")[0]
    if (folder / f"{top}.py").is_file():
        yield top, folder / f"{top}.py"
    elif (folder / top / "__init__.py").is_file():
        for path in sorted((folder / top).rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path

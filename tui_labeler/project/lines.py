"""On which line of a TOML file each key stands: tomli does not say.

The text has been parsed by tomli before, so only valid TOML comes here.
"""

import re
from collections.abc import Mapping
from typing import TypeAlias

import tomli

Key: TypeAlias = tuple[str | int, ...]
"""`("labels", 1, "name")` is the name of the second [[labels]]."""

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"({_PART}(?:[ \t]*\.[ \t]*{_PART})*)"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*{_DOTTED}[ \t]*\]")
_ENTRY = re.compile(rf"[ \t]*{_DOTTED}[ \t]*=")
_TOKEN = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[\[\]{}\n]''',
    re.DOTALL,
)


def key_lines(text: str) -> dict[Key, int]:
    """The line (from 1) of every table header and of every key that begins a line."""
    found: dict[Key, int] = {}
    counts: dict[Key, int] = {}
    table: Key = ()
    at, counted, line = 0, 0, 1
    while at < len(text):
        line += text.count("\n", counted, at)
        counted = at
        if header := _HEADER.match(text, at):
            table = _inside(_parts(header[2]), counts, new=header[1] == "[[")
            found.setdefault(table, line)
            at = header.end()
        elif entry := _ENTRY.match(text, at):
            found[table + _parts(entry[1])] = line
            at = entry.end()
        at = _next_line(text, at)
    return found


def _parts(dotted: str) -> Key:
    return tuple(
        part if part[0] not in "\"'" else tomli.loads(f"x = {part}")["x"]
        for part in re.findall(_PART, dotted)
    )


def _inside(parts: Key, counts: dict[Key, int], *, new: bool) -> Key:
    """The full key of a table: the last element of each array of tables on the way."""
    path: Key = ()
    for position, part in enumerate(parts):
        path += (part,)
        if new and position == len(parts) - 1:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path += (counts[path] - 1,)
    return path


def _next_line(text: str, at: int) -> int:
    """Where the next line begins that is not inside a value."""
    depth = 0
    for token in _TOKEN.finditer(text, at):
        if token[0] in ("[", "{"):
            depth += 1
        elif token[0] in ("]", "}"):
            depth -= 1
        elif token[0] == "\n" and depth <= 0:
            return token.end()
    return len(text)


def line_of(lines: Mapping[Key, int], key: Key) -> int | None:
    """The line of `key`, or of the innermost table or value around it.

    The numbers in `key` may be those of a list of which the file has one plain table.
    """
    for length in range(len(key), 0, -1):
        part = key[:length]
        for written in (part, tuple(name for name in part if isinstance(name, str))):
            if written in lines:
                return lines[written]
    return None

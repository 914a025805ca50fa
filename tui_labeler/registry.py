"""Registries are plain dicts `name -> "module:attribute"`; this is how one is read.

A room's `registry.py` imports nothing heavy, so names can be checked and listed at once;
`resolve` imports the entry, and is called where the work is done.
"""

import difflib
import importlib
from collections.abc import Iterable, Mapping
from typing import Any

from tui_labeler.errors import LabelerError


class UnknownName(LabelerError):
    """No entry of a registry has this name."""

    code = "unknown_name"


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that was most likely meant, or None."""
    found = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return found[0] if found else None


def check(registry: Mapping[str, str], name: str, what: str) -> None:
    """Raise `UnknownName` unless `name` is in `registry`. `what`: "query strategy", say."""
    if name not in registry:
        close = nearest(name, registry)
        guess = f' Did you mean "{close}"?' if close else ""
        raise UnknownName(
            f'there is no {what} "{name}".{guess}', hint="Known: " + ", ".join(registry)
        )


def resolve(registry: Mapping[str, str], name: str, what: str) -> Any:
    """Import and return the entry called `name`."""
    check(registry, name, what)
    return load(registry[name])


def load(target: str) -> Any:
    """Import `"module:attribute"`."""
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)

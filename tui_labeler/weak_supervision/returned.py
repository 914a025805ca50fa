"""What a labeling function may return, and which label it means."""

import operator
from collections.abc import Mapping, Sequence
from typing import Any

from tui_labeler.registry import nearest
from tui_labeler.text import one_line

ABSTAIN = -1


class BadReturn(ValueError):
    """A labeling function returned what is no label."""


class Meanings:
    """Return value -> the label's place in project.toml, -1 for abstain.

    An integer is that place, unless the file defines constants named like labels: then these rule.
    """

    def __init__(self, labels: Sequence[str], constants: Mapping[str, int]) -> None:
        self._labels = labels
        self._places = {label: place for place, label in enumerate(labels)}
        self.integers = dict(enumerate(range(len(labels))))
        if any(name in self._places for name in constants):
            self.integers = {
                value: self._places[name]
                for name, value in constants.items()
                if name in self._places
            }
        self._abstain = {ABSTAIN, constants.get("ABSTAIN", ABSTAIN)}
        self.used: dict[int, str] = {}
        """Integers that were returned, and the labels they mean."""

    def place(self, value: Any) -> int:
        """The vote. Raises BadReturn for what is no label."""
        if value is None:
            return ABSTAIN
        if type(value) is not str:
            return self._integer(value)
        place = self._places.get(value)
        if place is None:
            raise BadReturn(self._unknown(value))
        return place

    def _integer(self, value: Any) -> int:
        if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
            raise BadReturn(f"returned {value}: return a label, or None to abstain")
        if isinstance(value, str):
            return self.place(str(value))
        try:
            number = operator.index(value)
        except TypeError:
            shown = one_line(repr(value)[:200], 40)
            raise BadReturn(f"returned {shown}, which is no label") from None
        if number in self._abstain:
            return ABSTAIN
        if number not in self.integers:
            raise BadReturn(f"returned {number}, which is no label's number")
        place = self.integers[number]
        self.used[number] = self._labels[place]
        return place

    def _unknown(self, value: str) -> str:
        close = nearest(value, self._labels)
        guess = f'; did you mean "{close}"?' if close else ""
        return f'returned "{one_line(value, 40)}", which is no label{guess}'


def constants_of(module: Mapping[str, Any]) -> dict[str, int]:
    """The whole-number constants of a module."""
    return {
        name: int(value)
        for name, value in module.items()
        if isinstance(value, int) and not isinstance(value, bool)
    }

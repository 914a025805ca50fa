"""The keys a person chose, checked: Textual takes an unknown action or key and says nothing.

`[keys]` names an action and its keys: `label.skip = "s,space"`; "" leaves it without one.
"""

import importlib
import pkgutil
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn, TypeGuard

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

from tui_labeler.errors import ConfigError
from tui_labeler.project.preferences import Place, Preferences
from tui_labeler.project.template import quoted
from tui_labeler.registry import nearest
from tui_labeler.text import one_line
from tui_labeler.tui import screens
from tui_labeler.tui.app import LabelerApp

EVERYWHERE = "everywhere"
LABELLING = frozenset({"Label", "Validate", "Errors"})
"""Screens on which label keys act."""
TYPING = "wizard."
"""Actions of a screen on which lines are typed."""
DIGITS = frozenset("0123456789")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
NAMED = {
    *("space", "enter", "escape", "tab", "shift+tab", "backspace", "delete", "insert"),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
    *(f"f{number}" for number in range(1, 13)),
}
SAME_BYTES = {
    "ctrl+h": "backspace",
    "ctrl+i": "tab",
    "ctrl+j": "a line end",
    "ctrl+m": "enter",
}


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does on a screen."""

    id: str
    screen: str
    keys: tuple[str, ...]
    """In Textual's names."""
    what: str


def actions() -> list[Action]:
    """All actions that `[keys]` may name, screen by screen, with their default keys."""
    return [
        *_named(EVERYWHERE, LabelerApp),
        *(
            action
            for screen in _screens()
            for action in _named(screen.__name__.removesuffix("Screen"), screen)
        ),
    ]


def _screens() -> Iterator[type[Screen[object]]]:
    """The full screens; a dialog's few keys stand in its frame and are fixed."""
    for found in pkgutil.iter_modules(screens.__path__):
        module = importlib.import_module(f"{screens.__name__}.{found.name}")
        for value in vars(module).values():
            if getattr(value, "__module__", "") == module.__name__ and _is_full_screen(value):
                yield value


def _is_full_screen(value: object) -> TypeGuard[type[Screen[object]]]:
    return (
        isinstance(value, type) and issubclass(value, Screen) and not issubclass(value, ModalScreen)
    )


def _named(screen: str, owner: type[DOMNode]) -> Iterator[Action]:
    """The bindings in our own words, those of base classes first."""
    for base in reversed(owner.__mro__):
        for binding in vars(base).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id and binding.group:
                yield Action(binding.id, screen, _textual(binding.key), binding.tooltip)


def _textual(keys: str) -> tuple[str, ...]:
    """Textual's names of comma-separated keys: `?` is `question_mark`."""
    return tuple(made.key for made in Binding.make_bindings([Binding(keys, "")])) if keys else ()


CHARACTERS = {
    _textual(character)[0]: character for character in "!\"#$%&'()*+-./:;<=>?@[\\]^_`{|}~"
}
CHARACTERS["comma"] = ","
"""Textual's name of a key -> what it types."""


def chosen(preferences: Preferences, letters: Mapping[str, str]) -> list[Action]:
    """All actions with the keys they have for this person. `letters`: see `label_letters`.

    Raises ConfigError for an action or a key nobody knows, and for two owners of one key.
    """
    known = actions()
    for id, keys in preferences.keys.items():
        place = preferences.places.get(id)
        _check_action(id, known, place)
        for key in _split(keys):
            _check_key(key, place)
            if id.startswith(TYPING) and len(key) == 1:
                shown = f'"{id}" acts while a line is typed, so it cannot have the key "{key}".'
                _refuse(shown, place)
    found = [
        replace(action, keys=_textual(preferences.keys[action.id].strip()))
        if action.id in preferences.keys
        else action
        for action in known
    ]
    defaults = {(action.id, key) for action in known for key in action.keys}
    for screen in dict.fromkeys(action.screen for action in found):
        here = [action for action in found if action.screen in (screen, EVERYWHERE)]
        _check_screen(screen, here, defaults, preferences.places, letters)
    return found


def written(keys: Sequence[str]) -> str:
    """Keys as a person writes them: `?` rather than `question_mark`."""
    return " ".join(map(_written, keys))


def written_toml(keys: Sequence[str]) -> str:
    """Keys as they stand in `[keys]`."""
    return quoted(",".join(map(_written, keys)))


def _written(key: str) -> str:
    return key if key == "comma" else CHARACTERS.get(key, key)


def _split(keys: str) -> list[str]:
    return [key.strip() for key in keys.split(",")] if keys.strip() else []


def _check_action(id: str, known: Iterable[Action], place: Place | None) -> None:
    ids = list(dict.fromkeys(action.id for action in known))
    if id not in ids:
        # `undo` most often means the one of the Label screen.
        short = {one.rpartition(".")[2]: one for one in sorted(ids, key=_is_of_label)}
        close = short.get(id) or nearest(id, ids)
        guess = f' Did you mean "{close}"?' if close else ""
        _refuse(f'there is no action "{one_line(id, 40)}".{guess}', place)


def _is_of_label(id: str) -> bool:
    return id.startswith("label.")


def _check_key(key: str, place: Place | None) -> None:
    shown = one_line(key, 20)
    if key in SAME_BYTES:
        _refuse(f'"{shown}" is the same as {SAME_BYTES[key]} in a terminal.', place)
    if key in DIGITS:
        _refuse(f'"{shown}" gives a label; an action cannot have it.', place)
    single = len(key) == 1 and key.isprintable() and not key.isspace()
    if single or key in NAMED or key in CHARACTERS or re.fullmatch("ctrl[+][a-z]", key):
        return
    _refuse(
        f'there is no key "{shown}".',
        place,
        "Keys are written s, S, ?, ctrl+s, space, enter, escape, backspace, up, pageup, f2.",
    )


def _check_screen(
    screen: str,
    here: Sequence[Action],
    defaults: Container[tuple[str, str]],
    places: Mapping[str, Place],
    letters: Mapping[str, str],
) -> None:
    """Raise unless each key of a screen has one owner; a default may shadow another default."""
    owners: dict[str, Action] = {}
    taken = {key for action in here for key in action.keys} | letters.keys()
    free = "Free keys: " + " ".join(letter for letter in LETTERS if letter not in taken)
    for action in here:
        for key in action.keys:
            other = owners.setdefault(key, action)
            place = places.get(action.id) or places.get(other.id)
            usual = (action.id, key) in defaults and (other.id, key) in defaults
            if other.id != action.id and not usual:
                both = f'"{other.id}" and "{action.id}"'
                _refuse(f'{both} have the same key "{_written(key)}".', place, free)
            if key in letters and screen in LABELLING:
                label = f'label "{one_line(letters[key], 40)}" wants the key "{key}"'
                change = f'Or change it:  [keys]  {action.id} = "ctrl+y"'
                what = f'but "{key}" is {action.id} on the screen {screen}'
                _refuse(f"{label}, {what}.", place, f"{free}\n{change}")


def _refuse(message: str, place: Place | None, hint: str = "") -> NoReturn:
    raise ConfigError(
        message,
        hint=hint or "All actions and their keys:  tui-labeler keys --toml",
        file=place.file if place else None,
        line=place.line if place else None,
    )

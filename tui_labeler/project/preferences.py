"""How the screens look and feel, and which keys act: the strongest of five voices wins.

Flags, the environment (`TUI_LABELER_THEME`, …), project.toml, the user's config.toml, defaults.
"""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tui_labeler.errors import ConfigError, UsageError
from tui_labeler.project.lines import Key, line_of
from tui_labeler.project.locations import PROJECT_FILE, user_config_file
from tui_labeler.project.parsing import parse_as
from tui_labeler.project.project import Project
from tui_labeler.project.screen import ScreenSection, UserConfig
from tui_labeler.project.sections import Section
from tui_labeler.text import one_line

PREFIX = "TUI_LABELER_"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written, for messages."""

    file: Path
    line: int | None


@dataclass(frozen=True, slots=True)
class Preferences:
    """What holds in this session."""

    screen: ScreenSection = field(default_factory=ScreenSection)
    keys: Mapping[str, str] = field(default_factory=dict)
    """Action -> keys that take the place of its default ones; unchecked."""
    places: Mapping[str, Place] = field(default_factory=dict)
    """Action -> where its keys are written."""


def preferences(
    project: Project | None, flags: Mapping[str, object], environ: Mapping[str, str]
) -> Preferences:
    """Ask everybody. `flags`: fields of `[screen]`; those that are None were not given.

    Raises ConfigError for the user's file, UsageError for a variable or a flag.
    """
    user_file = user_config_file()
    user, user_lines = _user_config(user_file)
    voices = _voices(project, flags, environ, user)
    keys: dict[str, str] = dict(user.keys)
    places = {action: _place(user_file, user_lines, action) for action in user.keys}
    if project is not None:
        keys |= project.config.keys
        own = {
            action: _place(project.file, project.lines, action) for action in project.config.keys
        }
        places |= own
    screen = ScreenSection(**ChainMap(*(dict(said) for _, said in voices)))
    return Preferences(screen, keys, places)


def origins(project: Project | None, environ: Mapping[str, str]) -> dict[str, tuple[object, str]]:
    """Field of [screen] -> its value and who said it. Raises as `preferences`."""
    user, _ = _user_config(user_config_file())
    voices = _voices(project, {}, environ, user)
    voices.append(("default", ScreenSection().model_dump()))
    return {
        name: next((said[name], who) for who, said in voices if name in said)
        for name in ScreenSection.model_fields
    }


def _voices(
    project: Project | None,
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    user: UserConfig,
) -> list[tuple[str, Mapping[str, Any]]]:
    """Who says what, the strongest first."""
    return [
        ("flag", {name: value for name, value in flags.items() if value is not None}),
        ("environment", _from_environment(environ)),
        (PROJECT_FILE, _said(project.config.screen) if project else {}),
        (str(user_config_file()), _said(user.screen)),
    ]


def _user_config(file: Path) -> tuple[UserConfig, Mapping[Key, int]]:
    if not file.is_file():  # nor a pipe, which would be waited for
        return UserConfig(), {}
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"this cannot be read: {error.strerror}.", file=file) from error
    return parse_as(UserConfig, content, file)


def _said(section: Section) -> dict[str, Any]:
    return {name: getattr(section, name) for name in section.model_fields_set}


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """The variables that are set and not empty."""
    given = {
        name: value
        for name in ScreenSection.model_fields
        if (value := environ.get(PREFIX + name.upper()))
    }
    try:
        return _said(ScreenSection.model_validate(given, strict=False))
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise UsageError(
            f'{PREFIX}{name.upper()} cannot be "{one_line(given[name], 40)}".',
            hint=f"unset {PREFIX}{name.upper()}, or set it as [screen] {name} in project.toml.",
        ) from None


def _place(file: Path, lines: Mapping[Key, int], action: str) -> Place:
    dotted: Key = ("keys", *action.split("."))
    quoted: Key = ("keys", action)
    return Place(file, lines.get(dotted) or line_of(lines, quoted))

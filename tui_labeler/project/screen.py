"""`[screen]` and `[keys]`: in project.toml, and in the user's config.toml for every project."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from tui_labeler.project.sections import Name, Section


def _flat(value: object) -> object:
    """`label.undo = "u"` is a table in a table to TOML; an action's name to people."""
    if not isinstance(value, Mapping):
        return value
    flat: dict[str, object] = {}
    for area, keys in value.items():
        if isinstance(keys, Mapping):
            flat |= {f"{area}.{verb}": key for verb, key in keys.items()}
        else:
            flat[area] = keys
    return flat


KeyMap = Annotated[dict[str, str], BeforeValidator(_flat)]
"""Action -> keys, as `tui-labeler keys --toml` prints them. The screens check them."""


class ScreenSection(Section):
    """[screen]: how it looks and feels."""

    theme: Name | None = None
    """dark, light, contrast or terminal."""
    glyphs: Literal["auto", "unicode", "safe", "ascii"] = "auto"
    """Signs the terminal is trusted to draw; auto: what the locale and TERM promise."""
    hold_guard_ms: Annotated[int, Field(ge=0, le=2000)] = 150
    """Label keys are ignored for so long after an item appears: a held key, or a key typed before
    a slow line had drawn the item, labels nothing. The same holds until the terminal has said that
    it has drawn the item, where it answers at all. 0: never."""
    mouse: bool = False
    """Off, the terminal itself selects text."""
    color: Literal["auto", "always", "never"] = "auto"
    """auto: unless NO_COLOR is set."""


class UserConfig(Section):
    """The user's config.toml: what holds for every project that says nothing else."""

    screen: ScreenSection = Field(default_factory=ScreenSection)
    keys: KeyMap = Field(default_factory=dict)

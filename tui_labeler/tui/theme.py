"""Colours, each with one meaning: one hue per source, everywhere.

`$model` blue, `$llm` violet, `$rules` amber; `$good` only for saved and agreed, `$bad` only for
failures. Nothing is told by colour alone. The names are variables of the stylesheet and of the
styles in `Content`.
"""

from collections.abc import Mapping
from contextlib import suppress

from textual.theme import BUILTIN_THEMES, Theme

from tui_labeler.errors import LabelerError, UsageError
from tui_labeler.project.locations import state_folder
from tui_labeler.text import one_line

DARK = {
    "text": "#c9d1e0",
    "muted": "#8490a8",
    "key": "#7dcfff",
    "model": "#62a8ea",
    "llm": "#c79bf2",
    "rules": "#e6b450",
    "good": "#4fb39b",
    "bad": "#f0787f",
    "frame": "#344058",
    "frame-active": "#4f6aa3",
    "track": "#2a3345",
    "bar": "#161a23",
    "best-word": "#1f3450",
    "tab": "#344262",
    "tab-text": "#ffffff",
}
LIGHT = {
    "text": "#24292f",
    "muted": "#5b6470",
    "key": "#0550ae",
    "model": "#0b62c4",
    "llm": "#7a3fd1",
    "rules": "#8a5a00",
    "good": "#0b6e5e",
    "bad": "#b8202b",
    "frame": "#bcc4ce",
    "frame-active": "#6d93c9",
    "track": "#d5dbe3",
    "bar": "#eceef1",
    "best-word": "#dce9f8",
    "tab": "#cfdcf2",
    "tab-text": "#0b1f3f",
}
# For tired or weak eyes: white on black, and nothing dim.
CONTRAST = {
    "text": "#ffffff",
    "muted": "#d6d6d6",
    "key": "#5ce1ff",
    "model": "#6fc3ff",
    "llm": "#e0aaff",
    "rules": "#ffd23f",
    "good": "#5cffb0",
    "bad": "#ff9090",
    "frame": "#a0a0a0",
    "frame-active": "#ffffff",
    "track": "#808080",
    "bar": "#000000",
    "best-word": "#003a66",
    "tab": "#ffffff",
    "tab-text": "#000000",
}
# The terminal's own palette and background. The greys of sixteen colours are unreadable in too
# many terminals, so words that are muted elsewhere have the plain colour here.
TERMINAL = {
    "text": "ansi_default",
    "muted": "ansi_default",
    "key": "ansi_cyan",
    "model": "ansi_cyan",
    "llm": "ansi_magenta",
    "rules": "ansi_yellow",
    "good": "ansi_green",
    "bad": "ansi_red",
    "frame": "ansi_bright_black",
    "frame-active": "ansi_cyan",
    "track": "ansi_bright_black",
    "bar": "ansi_default",
    "best-word": "ansi_default",
    "tab": "ansi_cyan",
    "tab-text": "ansi_black",
}


def _rgb(name: str, colours: Mapping[str, str], background: str, *, dark: bool) -> Theme:
    return Theme(
        name=name,
        dark=dark,
        primary=colours["model"],
        secondary=colours["llm"],
        accent=colours["key"],
        warning=colours["rules"],
        success=colours["good"],
        error=colours["bad"],
        foreground=colours["text"],
        background=background,
        surface=background,
        panel=colours["bar"],
        variables={
            **colours,
            "input-cursor-background": colours["text"],
            "input-cursor-foreground": background,
            "block-cursor-background": colours["tab"],
            "block-cursor-foreground": colours["tab-text"],
        },
    )


def _terminal() -> Theme:
    base = BUILTIN_THEMES["ansi-dark"]
    return Theme(
        name="labeler-terminal",
        ansi=True,
        primary="ansi_cyan",
        secondary="ansi_magenta",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
        accent="ansi_cyan",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        variables={**base.variables, **TERMINAL},
    )


THEMES = (
    _rgb("labeler-dark", DARK, "#11141b", dark=True),
    _rgb("labeler-light", LIGHT, "#fbfbf9", dark=False),
    _rgb("labeler-contrast", CONTRAST, "#000000", dark=True),
    _terminal(),
)
PREFIX = "labeler-"
REMEMBERED = "theme"
"""A file in the user's state folder."""
FEW_COLOURS = ("standard", "windows", None)
"""Names of Rich's colour systems with fewer than 256 colours."""


def theme_for(colours: str | None, environ: Mapping[str, str], wanted: str | None = None) -> str:
    """The theme to start with. `colours`: the name of Rich's colour system.

    `wanted`: a theme's name, with or without "labeler-". Raises UsageError when there is none.
    """
    names = [theme.name for theme in THEMES]
    if wanted is not None:
        wanted = PREFIX + wanted.removeprefix(PREFIX)
        if wanted not in names:
            raise UsageError(
                f'there is no theme "{one_line(wanted.removeprefix(PREFIX), 40)}".',
                hint="Themes: " + ", ".join(name.removeprefix(PREFIX) for name in names),
            )
    if colours in FEW_COLOURS or environ.get("NO_COLOR"):
        return "labeler-terminal"
    wanted = wanted or environ.get("TEXTUAL_THEME", "")
    return wanted if wanted in names else "labeler-dark"


def remember(name: str) -> None:
    """Keep the chosen theme for the next time; a state folder that cannot be written is no harm."""
    with suppress(OSError, LabelerError):
        (state_folder() / REMEMBERED).write_text(name, encoding="utf-8")


def remembered() -> str | None:
    """The theme chosen last, in whatever project."""
    try:
        name = (state_folder() / REMEMBERED).read_text(encoding="utf-8").strip()
    except (OSError, LabelerError, UnicodeDecodeError):
        return None
    return name if name in [theme.name for theme in THEMES] else None

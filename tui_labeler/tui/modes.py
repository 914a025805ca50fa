"""The screens of an open project: where a new one is added, with one line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.binding import BindingType

from tui_labeler.tui.drawn import Drawn
from tui_labeler.tui.keys import VIEWS, bind
from tui_labeler.tui.session_thread import SessionThread


@dataclass(frozen=True, slots=True)
class Desk:
    """What a screen is made with."""

    session: Any
    """The open project; each screen takes its part of it, and calls it on `thread` only."""
    thread: SessionThread
    hold_guard: float
    """Seconds after an item was painted in which nothing answers it: a held key would."""
    clock: Callable[[], float]
    drawn: Drawn | None = None
    """What the terminal says it has drawn; None: there is none to ask, or nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One screen in the tab bar."""

    name: str
    """As in `Overview.waiting`."""
    key: str
    """A capital letter, from every screen."""
    title: str
    screen: str
    """`module:class` of an `ActingScreen`, imported when it is first shown."""


MODES = (
    Mode("label", "L", "Label", "tui_labeler.tui.screens.label:LabelScreen"),
    Mode("validate", "V", "Validate", "tui_labeler.tui.screens.validate:ValidateScreen"),
    Mode("functions", "F", "Functions", "tui_labeler.tui.screens.functions:FunctionsScreen"),
    Mode("errors", "E", "Errors", "tui_labeler.tui.screens.errors:ErrorsScreen"),
    Mode("progress", "P", "Progress", "tui_labeler.tui.screens.progress:ProgressScreen"),
)
GO_KEYS: list[BindingType] = [
    bind(
        f"go.{mode.name}",
        mode.key,
        f"go('{mode.name}')",
        mode.title,
        "to that screen",
        VIEWS,
        False,
    )
    for mode in MODES
]

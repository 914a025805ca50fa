"""The first line: the screens, and how far one is.

Two panes, because only the second changes with every answer.
"""

from collections.abc import Mapping, Sequence

from textual.content import Content

from tui_labeler.session.views import Overview
from tui_labeler.text import one_line
from tui_labeler.tui.modes import MODES
from tui_labeler.tui.widgets.frame import EMPTY, between
from tui_labeler.tui.widgets.pane import Pane

LONG_METER = 24
SHORT_METER = 10
FEWEST = 7
"""A project's name is not cut to less."""


class Tabs(Pane):
    """Where one is, and what waits on the other screens."""

    def __init__(self, here: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._here = here
        self._waiting: Mapping[str, int] = {}

    def show(self, overview: Overview) -> None:
        """Show the counts of `overview`."""
        self._waiting = overview.waiting
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        line = EMPTY
        for mode in MODES:
            here = mode.name == self._here
            waiting = self._waiting.get(mode.name)
            tab = Content.assemble(
                f" {mode.title} ", (f"{waiting:,} ", "" if here else "$key") if waiting else ""
            )
            line += tab.stylize_before("bold $tab-text on $tab" if here else "$text")
        return [line]


class Progress(Pane):
    """How many items have a label, of the budget or of the pool."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._overview: Overview | None = None

    def show(self, overview: Overview) -> None:
        """Show the counts of `overview`."""
        self._overview = overview
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        if self._overview is None:
            return []
        view = self._overview
        cells = LONG_METER if width > LONG_METER + 12 else SHORT_METER
        counts = Content.assemble(
            *meter(view.labelled, view.goal, cells if width > cells + 6 else 0),
            (f" {view.labelled:,}", "bold $text"),
            (f"/{view.goal:,} ", "$muted"),
        )
        speed = _speed(view)
        if counts.cell_length + speed.cell_length <= width:
            counts += speed
        room = width - counts.cell_length - 2
        name = Content.styled(one_line(view.project, max(0, room)), "$muted")
        if name.plain != view.project and room < FEWEST:
            name = EMPTY
        return [between(EMPTY, Content.assemble(name, "  ", counts), width)]


def _speed(view: Overview) -> Content:
    """`118/h · about 3 h 05 left`, or that a break would do good."""
    if view.rest:
        return Content.styled("  a short break? ", "$rules")
    left = view.goal - view.labelled
    if view.per_hour is None or left <= 0:
        return EMPTY
    minutes = 5 * max(1, round(60 * left / view.per_hour / 5))
    rest = f"{minutes // 60} h {minutes % 60:02}" if minutes >= 60 else f"{minutes} min"
    return Content.styled(f"  {view.per_hour:,.0f}/h · about {rest} left ", "$muted")


def meter(done: int, goal: int, width: int) -> list[tuple[str, str]]:
    """A bar of `width` cells, in two pieces."""
    full = 0 if goal <= 0 else max(0, min(width, round(width * done / goal)))
    return [("█" * full, "$good"), ("░" * (width - full), "$frame")]

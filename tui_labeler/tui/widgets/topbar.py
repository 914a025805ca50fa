"""The first line: the screen one is on, the project, and how far one is.

Two panes, because only the second changes with every answer.
"""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.session.views import LabelView
from tui_labeler.text import one_line
from tui_labeler.tui.widgets.frame import EMPTY, between
from tui_labeler.tui.widgets.pane import Pane

LONG_METER = 24
SHORT_METER = 10


class Place(Pane):
    """Where one is."""

    def __init__(self, here: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._here = here
        self._project = ""

    def show(self, view: LabelView) -> None:
        """Show the name of the project."""
        self._project = view.project
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        here = Content.styled(f" {self._here} ", "bold $tab-text on $tab")
        return [here + Content.styled("  " + one_line(self._project, 60), "$muted")]


class Labelled(Pane):
    """How many items have a label, of the budget or of the pool."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._done = self._goal = 0

    def show(self, view: LabelView) -> None:
        """Show the counts of `view`."""
        self._done, self._goal = view.labelled, view.budget or view.pool
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        if self._goal == 0:
            return []
        long = width > LONG_METER + 12
        counts = Content.assemble(
            *meter(self._done, self._goal, LONG_METER if long else SHORT_METER),
            (f" {self._done:,}", "bold $text"),
            (f"/{self._goal:,}" + (" labels " if long else " "), "$muted"),
        )
        return [between(EMPTY, counts, width)]


def meter(done: int, goal: int, width: int) -> list[tuple[str, str]]:
    """A bar of `width` cells, in two pieces."""
    full = 0 if goal <= 0 else max(0, min(width, round(width * done / goal)))
    return [("█" * full, "$good"), ("░" * (width - full), "$frame")]

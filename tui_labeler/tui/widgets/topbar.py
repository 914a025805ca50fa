"""The first line: the screen one is on, the project, and how far one is."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.session.views import LabelView
from tui_labeler.text import one_line
from tui_labeler.tui.widgets.frame import EMPTY, between
from tui_labeler.tui.widgets.pane import Pane


class TopBar(Pane):
    """One line."""

    def __init__(self, here: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._here = here
        self._view: LabelView | None = None

    def show(self, view: LabelView) -> None:
        """Show the counts of `view`."""
        self._view = view
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        left = Content.styled(f" {self._here} ", "bold $tab-text on $tab")
        if self._view is None:
            return [left]
        left += Content.styled("  " + one_line(self._view.project, 40), "$muted")
        return [between(left, self._progress(24 if width >= 110 else 10), width)]

    def _progress(self, width: int) -> Content:
        assert self._view is not None
        done, goal = self._view.labelled, self._view.budget or self._view.pool
        if goal == 0:
            return EMPTY
        return Content.assemble(
            *meter(done, goal, width),
            (f" {done:,}", "bold $text"),
            (f"/{goal:,}" + (" labels " if width > 10 else " "), "$muted"),
        )


def meter(done: int, goal: int, width: int) -> list[tuple[str, str]]:
    """A bar of `width` cells, in two pieces."""
    full = 0 if goal <= 0 else max(0, min(width, round(width * done / goal)))
    return [("█" * full, "$good"), ("░" * (width - full), "$frame")]

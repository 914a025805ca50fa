"""Says so when the terminal is too small to read in."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.tui.widgets.frame import EMPTY
from tui_labeler.tui.widgets.pane import Pane

WIDTH, HEIGHT = 60, 15


class TooSmall(Pane):
    """Stands in the place of everything else below 60x15."""

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        needs = Content.styled(f"needs {WIDTH}x{HEIGHT}, now {width}x{height}", "bold $text")
        safe = Content.styled("all is saved · q quits", "$muted")
        above = [EMPTY] * max(0, height // 2 - 1)
        return [*above, needs.center(width), safe.center(width)]

"""The line that says whether all is saved, and what there is to say."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.text import one_line
from tui_labeler.tui.widgets.frame import EMPTY, between
from tui_labeler.tui.widgets.pane import Pane

SAVED = Content.styled("✓ saved", "$good")
UNSAVED = Content.styled("✗ NOT SAVED", "bold $bad")


class SavedLine(Pane):
    """A sentence, and the mark of what is on disk."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._message = EMPTY
        self._unsaved = False

    def say(self, message: str = "", style: str = "$text", *, unsaved: bool = False) -> None:
        """A sentence in place of the usual state, until the next one. "" takes it away."""
        self._message = Content.styled(one_line(message), style)
        self._unsaved = unsaved
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        return [margin(self._message, self.mark, width)]

    @property
    def mark(self) -> Content:
        """Whether all is saved."""
        return UNSAVED if self._unsaved else SAVED


def margin(left: Content, right: Content, width: int) -> Content:
    """Both ends of a line, a cell away from the edges."""
    return Content(" ") + between(left, right, width - 2)

"""On large terminals: the labelled items nearest to the one on screen."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.session.views import Item, Neighbour
from tui_labeler.text import one_line
from tui_labeler.tui.widgets.frame import column, frame
from tui_labeler.tui.widgets.pane import Pane

LABEL, ITEM = 16, 8


NONE = "none has words in common with it, or no model looked yet"
HIDDEN = "hidden until you have answered"


class ClosestPane(Pane):
    """One line per neighbour."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._item: Item | None = None
        self._nothing = ""

    def show(self, item: Item | None, *, blind: bool = False) -> None:
        """Show the neighbours of `item`; their labels would tell who answers `blind`."""
        self._item, self._nothing = item, HIDDEN if blind else NONE
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        if self._item is None:
            return []
        body = [_line(near, width - 4) for near in self._item.closest]
        return frame(
            body or [Content.styled("  " + self._nothing, "$muted")],
            width,
            height,
            title=Content.styled("Closest items you already labelled", "bold $text"),
            remark=Content.assemble(("i", "bold $key"), (" everything about this item", "$muted")),
        )


def _line(near: Neighbour, width: int) -> Content:
    return Content.assemble(
        (" ✓ ", "$good"),
        column(near.label or "—", LABEL, "$text"),
        Content.assemble(
            *(" #", column(near.item, ITEM), f" {near.cosine:4.2f}  "),
            one_line(near.text, max(1, width)),
        ).stylize("$muted"),
    )

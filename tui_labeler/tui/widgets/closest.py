"""On large terminals: the labelled items nearest to the one on screen."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.session.views import Item, Neighbour
from tui_labeler.text import one_line
from tui_labeler.tui.widgets.frame import frame
from tui_labeler.tui.widgets.pane import Pane

LABEL, ITEM = 16, 8


class ClosestPane(Pane):
    """One line per neighbour."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._item: Item | None = None

    def show(self, item: Item | None) -> None:
        """Show the neighbours of `item`."""
        self._item = item
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        if self._item is None:
            return []
        body = [_line(near, width - 4) for near in self._item.closest]
        nothing = "none has words in common with it, or no model looked yet"
        return frame(
            body or [Content.styled("  " + nothing, "$muted")],
            width,
            height,
            title=Content.styled("Closest items you already labelled", "bold $text"),
            remark=Content.assemble(("i", "bold $key"), (" everything about this item", "$muted")),
        )


def _line(near: Neighbour, width: int) -> Content:
    label = Content.styled(one_line(near.label or "—"), "$text")
    return Content.assemble(
        (" ✓ ", "$good"),
        label.truncate(LABEL, ellipsis=True, pad=True),
        (f" #{one_line(near.item, ITEM):<{ITEM}} {near.cosine:4.2f}  ", "$muted"),
        (one_line(near.text, max(1, width)), "$muted"),
    )

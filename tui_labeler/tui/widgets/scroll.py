"""Lines in a frame that can be scrolled."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.tui.widgets.frame import EMPTY, frame
from tui_labeler.tui.widgets.pane import Pane


class ScrollPane(Pane):
    """Paragraphs, wrapped to the width there is."""

    def __init__(
        self, title: str, paragraphs: Sequence[Content], remark: str, *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._title = Content.styled(title, "bold $text")
        self._paragraphs = paragraphs
        self._remark = remark
        self._top = 0

    def show(self, paragraphs: Sequence[Content]) -> None:
        """Show other paragraphs, from the first."""
        self._paragraphs, self._top = paragraphs, 0
        self.redraw()

    def move(self, lines: int) -> None:
        """Scroll by so many lines."""
        last = max(0, len(self._wrapped(self.size.width)) - (self.size.height - 2))
        self._top = max(0, min(self._top + lines, last))
        self.redraw()

    def half(self, pages: int) -> None:
        """Scroll by half of what is visible."""
        self.move(pages * max(1, (self.size.height - 2) // 2))

    def _wrapped(self, width: int) -> list[Content]:
        room = max(10, width - 6)
        lines = []
        for paragraph in self._paragraphs:
            lines += paragraph.wrap(room) if paragraph else [EMPTY]
        return [Content("  ") + line for line in lines]

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        body = self._wrapped(width)
        below = len(body) - self._top - (height - 2)
        remark = (f"▼ {below} more   " if below > 0 else "") + self._remark
        if len(body) > height - 2:
            remark = "j k scroll   " + remark
        return frame(
            body[self._top :],
            width,
            height,
            title=self._title,
            remark=Content.styled(remark, "$muted"),
            style="$frame-active",
        )

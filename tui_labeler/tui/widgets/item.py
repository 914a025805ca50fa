"""The text to read: wrapped for reading, scrolled line by line, never changed while it is there."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.session.views import Choice, Item, Speaking
from tui_labeler.text import one_line, printable
from tui_labeler.tui.widgets.frame import EMPTY, frame, where
from tui_labeler.tui.widgets.highlight import BEST, SECOND, highlighted
from tui_labeler.tui.widgets.pane import Pane
from tui_labeler.tui.widgets.why import why

READING_WIDTH = 92
SHOWN = 20_000
"""Characters of a text that are drawn."""
PUT_ASIDE = {"skip": ("↷ you skipped it", "$key"), "reject": ("✗ you rejected it", "$key")}
LONG_NAME, SHORT_NAME = 40, 16
"""Characters of a label in the legend, as there is room."""
ROOMY = 100
"""From this width the text has a wider margin."""


class ItemPane(Pane):
    """The item, the columns shown with it, and why it is asked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._item: Item | None = None
        self._nothing, self._heading = "", ""
        self._top = 0
        self._wrapped: tuple[int, list[Content]] = (0, [])
        self._marked = True
        self._ranked: Sequence[Choice] = ()

    def mark_words(self, marked: bool) -> None:
        """Whether the words that speak for the best labels are marked."""
        self._marked, self._wrapped = marked, (0, [])
        self.redraw()

    def show(
        self,
        item: Item | None,
        ranked: Sequence[Choice] = (),
        nothing: str = "",
        heading: str = "Nothing here",
    ) -> None:
        """Show `item`, or under a `heading` why there is `nothing`. Another item starts at its
        first line.

        `ranked`: the two best labels, for which its marked words speak.
        """
        self._ranked = ranked
        if item is None or self._item is None or item.id != self._item.id:
            self._top = 0
        if item is None or self._item is None or _face(item) != _face(self._item):
            self._wrapped = (0, [])
        self._item, self._nothing, self._heading = item, nothing, heading
        self.redraw()

    def move(self, lines: int) -> None:
        """Scroll the text by so many lines."""
        self._top = max(0, min(self._top + lines, self._last_top()))
        self.redraw()

    def move_half_pages(self, pages: int) -> None:
        """Scroll by half of what is visible."""
        self.move(pages * max(1, self._rows() // 2))

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        if self._item is None:
            title = Content.styled(self._nothing and self._heading, "bold $text")
            said = [
                Content("  ") + line for line in Content(self._nothing).wrap(max(10, width - 6))
            ]
            return frame([EMPTY, *said], width, height, title=title)
        margin = Content.blank(self._margin())
        text = self._text()[self._top : self._top + self._rows()]
        text += [EMPTY] * (self._rows() - len(text))
        body = [EMPTY] * self._space_above() + [margin + line for line in text]
        body += [margin + line for line in self._columns()]
        return frame(
            body,
            width,
            height,
            title=self._title(),
            remark=self._remark(),
            style="$frame-active",
        )

    def _margin(self) -> int:
        return 4 if self.size.width >= ROOMY else 2

    def _space_above(self) -> int:
        return 1 if self.size.width >= ROOMY and self.size.height > 12 else 0

    def _reading_width(self) -> int:
        return max(10, min(READING_WIDTH, self.size.width - 2 - 2 * self._margin()))

    def _rows(self) -> int:
        """Lines of text visible at once."""
        return max(1, self.size.height - 2 - self._space_above() - len(self._columns()))

    def _last_top(self) -> int:
        return max(0, len(self._text()) - self._rows())

    def _text(self) -> list[Content]:
        assert self._item is not None
        width = self._reading_width()
        if self._wrapped[0] != width:
            text = Content(printable(self._item.text, SHOWN))
            lines = highlighted(text, self._item.speaking if self._marked else None).wrap(width)
            missing = len(self._item.text) - SHOWN
            if missing > 0:
                rest = f"… {missing:,} more characters are not shown"
                lines += [EMPTY, Content.styled(rest, "$muted")]
            if not self._item.text.strip():
                lines = [Content.styled("(this text is empty)", "$muted")]
            self._wrapped = (width, [line.rstrip() for line in lines])
        return self._wrapped[1]

    def _columns(self) -> list[Content]:
        """The columns beside the text, in at most two lines under it."""
        if self._item is None or not self._item.show or self.size.height < 8:
            return []
        parts = [
            Content.assemble(
                (one_line(name, 20) + " ", "$muted"), (one_line(value, 60) or "—", "$text")
            )
            for name, value in self._item.show
        ]
        joined = Content.styled("  ·  ", "$muted").join(parts)
        return [EMPTY, *joined.wrap(self._reading_width())[:2]]

    def _title(self) -> Content:
        assert self._item is not None
        item = self._item
        parts = [("Item " + one_line(item.id, 32), "bold $text")]
        if item.why != "search":
            of_what = "batch" if item.strategy != "validation" else "sample"
            count = f"{item.position} of {item.batch_size} in this {of_what}"
            parts.append((count, "bold $text"))
        if item.copies:
            noun = "copy" if item.copies == 1 else "copies"
            parts.append((f"{item.copies} more {noun}", "$muted"))
        if item.given is not None:
            parts.append(("✎ you said " + one_line(item.given, 24), "$key"))
        if item.put_aside is not None:
            parts.append(PUT_ASIDE[item.put_aside])
        if item.flagged:
            parts.append(("⚑ flagged", "$rules"))
        if item.note:
            parts.append(("✎ " + one_line(item.note, 30), "$muted"))
        return Content.styled("  ·  ", "$muted").join(Content.styled(*part) for part in parts)

    def _remark(self) -> Content:
        assert self._item is not None
        legend, place = self._legend(SHORT_NAME), where(self._top, self._last_top())
        reasons = [place + reason for reason in why(self._item, self._ranked)]
        remarks = [
            Content.assemble(*words, reason)
            for reason in reasons
            for words in (self._legend(LONG_NAME), legend)
        ]
        fewer = [legend[:count] for count in reversed(range(len(legend)))]
        remarks += [Content.assemble(*words, reasons[-1]) for words in fewer]
        room = self.size.width - 6
        return next((remark for remark in remarks if remark.cell_length <= room), remarks[-1])

    def _legend(self, longest: int) -> list[Content]:
        """Which words are marked how, the best label's first; of a name, so many characters."""
        assert self._item is not None
        speaking = self._item.speaking if self._marked else None
        if speaking is None or self.size.width < 78:
            return []
        legend: list[Content] = []
        for terms, names, style in (
            (speaking.best, self._ranked[:1], BEST),
            (speaking.second, self._ranked[1:], SECOND),
        ):
            if terms and names:
                name = one_line(names[0].name, longest)
                legend.append(Content.assemble((f"words for {name}", style), "   "))
        return legend


def _face(item: Item) -> tuple[str, Speaking | None]:
    return item.text, item.speaking

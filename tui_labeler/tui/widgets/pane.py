"""A pane that sends only what changed: over SSH the cost of an answer is its bytes."""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from textual.content import Content, Span
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from tui_labeler.tui.widgets.frame import fitted


@runtime_checkable
class HasGlyphs(Protocol):
    """An app that knows what its terminal can draw."""

    glyph_table: Mapping[int, str]


class Pane(Widget, can_focus=False):
    """Lines of Content, as many as the pane is high, compared with what is on the terminal."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: list[Strip] = []
        self._drawn_for: Size | None = None
        self._strips: dict[tuple[str, tuple[Span, ...]], Strip] = {}
        """The strip of each line that is drawn: most lines of one item are those of the next."""

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """What the pane shows; each line is cut and padded to `width`. Subclasses say it."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Show the pane's present state; lines that stay the same are not sent again."""
        if self._drawn_for != self.size:
            self._forget()
            self.refresh()
            return
        before = self._drawn
        self._draw()
        changed = [
            Region(0, y, _end_of_change(old, new), 1)
            for y, (old, new) in enumerate(zip(before, self._drawn, strict=True))
            if old != new
        ]
        if changed:
            self.refresh(*changed)

    def _forget(self) -> None:
        self._drawn_for = None
        self._strips = {}

    def render_line(self, y: int) -> Strip:
        """The line API of Textual."""
        if self._drawn_for != self.size:
            self._forget()
            self._draw()
        return self._drawn[y]

    def _draw(self) -> None:
        width, height = self._drawn_for = self.size
        known, self._strips = self._strips, {}
        strips: list[Strip] = []
        for line in list(self.lines(width, height))[:height]:
            line = self.drawable(fitted(line, width))
            key = line.plain, tuple(line.spans)
            strip = known.get(key) or self._strips.get(key) or self._strip(line, width)
            self._strips[key] = strip
            strips.append(strip)
        blank = Strip.blank(width, self.visual_style.rich_style)
        self._drawn = strips + [blank] * (height - len(strips))

    def _strip(self, line: Content, width: int) -> Strip:
        (strip,) = Visual.to_strips(self, line, width, 1, self.visual_style, pad=True)
        return strip.simplify()

    def drawable(self, line: Content) -> Content:
        """The same cells in signs that the terminal has."""
        table = self.app.glyph_table if isinstance(self.app, HasGlyphs) else {}
        return Content(line.plain.translate(table), list(line.spans)) if table else line

    def notify_style_update(self) -> None:
        """Another theme: the same text in other colours."""
        self._forget()
        super().notify_style_update()


def _end_of_change(old: Strip, new: Strip) -> int:
    """The column after the last cell that differs."""
    end = new.cell_length
    for before, after in zip(reversed(list(old)), reversed(list(new)), strict=False):
        if before != after:
            break
        end -= after.cell_length
    return end

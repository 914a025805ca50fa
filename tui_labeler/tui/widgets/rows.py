"""Lists to choose from: one line is marked, and always visible."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from textual.content import Content

from tui_labeler.tui.widgets.frame import EMPTY, fitted
from tui_labeler.tui.widgets.pane import Pane

T = TypeVar("T")


class Rows(Pane):
    """Lines of which one is marked; the marked one stays visible."""

    MARKED = "bold $key on $best-word"
    """How the marked line looks."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.at = 0
        self._top = 0

    def count(self) -> int:
        """How many lines there are. Subclasses say it."""
        raise NotImplementedError

    def line(self, place: int, width: int) -> Content:
        """One line. Subclasses say it."""
        raise NotImplementedError

    def head(self) -> list[Content]:
        """Lines above that do not move."""
        return []

    def move(self, lines: int) -> None:
        """Mark another line."""
        self.at = max(0, min(self.at + lines, self.count() - 1))
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        head = self.head()
        room = max(1, height - len(head))
        self.at = max(0, min(self.at, self.count() - 1))
        self._top = max(0, min(self._top, self.at), self.at - room + 1)
        shown = range(self._top, min(self._top + room, self.count()))
        return head + [
            fitted(self.line(place, width), width).stylize(self.MARKED if place == self.at else "")
            for place in shown
        ]


class Found(Rows, Generic[T]):
    """What a search has found; the first is marked, with a sign before it."""

    MARKED = ""
    NOTHING = "nothing matches"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.found: Sequence[T] = ()

    @property
    def chosen(self) -> T | None:
        """What is marked."""
        return self.found[self.at] if self.found else None

    def show(self, found: Sequence[T]) -> None:
        """Show these, the first one marked."""
        self.found, self.at = found, 0
        self.redraw()

    def count(self) -> int:
        """See `Rows`."""
        return len(self.found)

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        if not self.found:
            return [Content.styled(f"  {self.NOTHING}", "$muted")]
        return super().lines(width, height)

    def line(self, place: int, width: int) -> Content:
        """See `Rows`."""
        marked = place == self.at
        sign = Content.styled("▸ ", "bold $key") if marked else Content("  ")
        return EMPTY.join([sign, self.entry(self.found[place], width - 2, marked=marked)])

    def entry(self, one: T, width: int, *, marked: bool) -> Content:
        """One thing that was found. Subclasses say it."""
        raise NotImplementedError

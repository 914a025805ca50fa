"""The last line: the keys most used, from the live key map."""

from collections.abc import Sequence

from textual.content import Content

from tui_labeler.tui.keys import LiveKey
from tui_labeler.tui.widgets.frame import EMPTY
from tui_labeler.tui.widgets.pane import Pane

LAST = ("app.help", "app.back")
"""Always there, whatever else has to go."""


class KeyBar(Pane):
    """One line of `key word` pairs."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._entries: list[tuple[str, str]] = []
        self._ends: list[tuple[str, str]] = []

    def show(self, label_keys: str, keys: Sequence[LiveKey]) -> None:
        """Show the label keys and those of `keys` that are meant for the bar."""
        shown = [key for key in keys if key.show]
        first = [(label_keys, "label")] if label_keys else []
        self._entries = first + [(k.keys[0], k.short) for k in shown if k.id not in LAST]
        self._ends = [(k.keys[0], k.short) for k in shown if k.id in LAST]
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        ends = _joined(self._ends)
        entries = list(self._entries)
        while entries and _joined(entries).cell_length + ends.cell_length > width:
            entries.pop()
        return [_joined(entries) + ends]


def _joined(entries: Sequence[tuple[str, str]]) -> Content:
    parts = [Content.assemble((key, "bold $key"), (f" {word} ", "$muted")) for key, word in entries]
    return EMPTY.join(parts)

"""A note on the item: one line, enter saves, esc drops it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tui_labeler.text import printable
from tui_labeler.tui.widgets.line import Line, LineDialog


class NoteScreen(LineDialog[str | None]):
    """Ends with the note, or None when nothing is to change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back", id="note.back")
    ]

    def __init__(self, note: str) -> None:
        super().__init__()
        self._note = note

    def compose(self) -> ComposeResult:
        """One line to write in; the item stays visible around it."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Note on this item"
            dialog.border_subtitle = "enter saves   esc back"
            yield Line(self._note, placeholder="a few words")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save what was changed."""
        note = event.value.strip()
        self.dismiss(None if note == printable(self._note) else note)

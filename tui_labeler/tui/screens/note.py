"""A note on the item: one line, enter saves, esc drops it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

LONGEST = 2_000


class NoteScreen(ModalScreen[str | None]):
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
            field = Input(self._note, placeholder="a few words", max_length=LONGEST, compact=True)
            field.cursor_blink = False
            yield field

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save."""
        self.dismiss(event.value.strip())

"""One line to type in, safe to paste into, and dialogs with such a line."""

from typing import TypeVar

from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input

from tui_labeler.text import printable

T = TypeVar("T")


class Line(Input):
    """Textual's Input draws control characters as they are; here they never get in."""

    def __init__(self, value: str = "", *, placeholder: str, max_length: int = 2000) -> None:
        super().__init__(value, placeholder=placeholder, max_length=max_length, compact=True)
        self.cursor_blink = False  # a blinking cursor sends bytes all day

    def validate_value(self, value: str) -> str:
        """Called by Textual before the value is set."""
        return printable(value)


class LineDialog(ModalScreen[T]):
    """What is typed before the first line has the keys lands in it all the same: who types fast, or
    over a slow connection, types ahead."""

    def __init__(self) -> None:
        super().__init__()
        self._typed_ahead = ""

    def take_key(self, event: Key) -> bool:
        """Only keys that no line has taken come here."""
        if not event.is_printable or event.character is None:
            return False
        self._typed_ahead += event.character
        self.call_after_refresh(self._write)
        return True

    def _write(self) -> None:
        typed, self._typed_ahead = self._typed_ahead, ""
        if typed:
            line = self.query(Line).first()
            line.select_on_focus = False
            line.insert_text_at_cursor(typed)

"""One line to type in, safe to paste into, and dialogs with such a line."""

from collections.abc import Callable
from typing import TypeVar

from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input
from textual.widgets.input import Selection

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


class AnswerLine(Line):
    """Its enter ends it at once: keys that come behind it are for the next question."""

    def __init__(self, end: Callable[[], None], keep: Callable[[Key], bool]) -> None:
        super().__init__("", placeholder="", max_length=20_000)
        self.id = "line"
        self.select_on_focus = False
        self._end, self._keep = end, keep

    def propose(self, value: str) -> None:
        """A value that gives way to what is typed."""
        self.value = value
        self.selection = Selection(0, len(value))

    def write(self, character: str) -> None:
        """As if the line had the keys."""
        self.replace(character, *self.selection)

    def on_key(self, event: Key) -> None:
        """Called by Textual before the line's own reading of keys."""
        if self.screen.focused is not self:
            self._keep(event)
        elif event.key == "enter":
            self._end()
        else:
            return
        event.stop().prevent_default()

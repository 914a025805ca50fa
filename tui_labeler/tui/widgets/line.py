"""One line to type in, safe to paste into."""

from textual.widgets import Input

from tui_labeler.text import printable


class Line(Input):
    """Textual's Input draws control characters as they are; here they never get in."""

    def __init__(self, value: str = "", *, placeholder: str, max_length: int = 2000) -> None:
        super().__init__(value, placeholder=placeholder, max_length=max_length, compact=True)
        self.cursor_blink = False  # a blinking cursor sends bytes all day

    def validate_value(self, value: str) -> str:
        """Called by Textual before the value is set."""
        return printable(value)

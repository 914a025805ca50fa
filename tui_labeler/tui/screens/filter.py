"""One line that says what of a list is shown."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tui_labeler.tui.widgets.line import Line, LineDialog


class FilterScreen(LineDialog[str | None]):
    """Ends with the filter, or None when nothing is to change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back", id="filter.back")
    ]

    def __init__(self, title: str, text: str, hint: str) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._hint = hint

    def compose(self) -> ComposeResult:
        """One line to write in."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._title
            dialog.border_subtitle = "enter filters, empty: all   esc back"
            yield Line(self._text, placeholder=self._hint, max_length=200)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Filter by what was written."""
        self.dismiss(event.value.strip())

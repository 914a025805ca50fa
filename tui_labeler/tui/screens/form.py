"""A few lines to fill in: a new label, another name."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from tui_labeler.tui.widgets.line import Line, LineDialog


class FormScreen(LineDialog[list[str] | None]):
    """Ends with what was typed, one entry per field, or None. The first field must be filled in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back", id="form.back"),
        Binding("down", "app.focus_next", "next", id="form.next", priority=True),
        Binding("up", "app.focus_previous", "last", id="form.last", priority=True),
    ]

    def __init__(self, title: Content, fields: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._lines = [Line(placeholder=field, max_length=500) for field in fields]

    def compose(self) -> ComposeResult:
        """The fields under each other."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._title
            dialog.border_subtitle = "enter goes on   esc back"
            yield from self._lines

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The next field, or the end."""
        place = next(n for n, line in enumerate(self._lines) if line is event.input)
        if place + 1 < len(self._lines):
            self._lines[place + 1].focus()
        elif self._lines[0].value.strip():
            self.dismiss([line.value.strip() for line in self._lines])
        else:
            self._lines[0].focus()

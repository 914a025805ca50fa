"""A question before something large: what it is about, enter for yes, esc for no."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui_labeler.text import one_line

SHOWN = 10
"""Lines of a list that are shown."""
WIDTH = 60


class ConfirmScreen(ModalScreen[bool]):
    """Ends with the answer. `question` is wrapped; of `lines` the first few are shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "dismiss(True)", "yes", id="confirm.yes"),
        Binding("escape,n,q", "dismiss(False)", "no", id="confirm.no"),
    ]

    def __init__(self, title: str, question: str, lines: Sequence[str] = ()) -> None:
        super().__init__()
        self._title, self._question, self._lines = title, question, lines

    def compose(self) -> ComposeResult:
        """The question, then the list."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(one_line(self._title, 60))
            dialog.border_subtitle = "enter yes   esc no"
            yield Static(Content(one_line(self._question, 600)))
            for line in self._lines[:SHOWN]:
                yield Static(
                    Content.assemble(("· ", "$muted"), one_line(line, WIDTH)), classes="row"
                )
            rest = len(self._lines) - SHOWN
            if rest > 0:
                yield Static(Content.styled(f"  and {rest:,} more", "$muted"))

"""A text over the screen: everything about an item, or the guidelines."""

import re
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen

from tui_labeler.session.views import Details
from tui_labeler.text import one_line, printable
from tui_labeler.tui.widgets.frame import EMPTY
from tui_labeler.tui.widgets.scroll import ScrollPane

SHOWN = 50_000
"""Characters of a text that are drawn."""
LONGEST_NAME = 54
BROKEN = re.compile(r"\s*[^\s#|`].*[^|]$")
"""A line that may go on in the next: no heading, table or code."""
GOES_ON = re.compile(r"\s*(?!\d+[.)] )[^\s#|`>*+~-]")
"""A line that goes on where the one before it ends."""


class ReadingScreen(ModalScreen[str | None]):
    """Ends with "edit" or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss(None)", "close", id="reading.close"),
        Binding("j,down", "move(1)", "down", id="reading.down"),
        Binding("k,up", "move(-1)", "up", id="reading.up"),
        Binding("ctrl+d,pagedown,space", "half(1)", "page", id="reading.page"),
        Binding("ctrl+u,pageup", "half(-1)", "page up", id="reading.page_up"),
        Binding("g,home", "move(-1000000)", "top", id="reading.top"),
        Binding("G,end", "move(1000000)", "end", id="reading.end"),
        Binding("e", "edit", "edit", id="reading.edit"),
    ]

    def __init__(
        self, title: str, paragraphs: Sequence[Content], *, editable: bool = False
    ) -> None:
        super().__init__()
        self._editable = editable
        remark = "e edits   esc closes" if editable else "esc closes"
        self.pane = ScrollPane(title, paragraphs, remark, id="reader")

    def compose(self) -> ComposeResult:
        """One pane."""
        yield self.pane

    def action_move(self, lines: int) -> None:
        """Scroll by lines."""
        self.pane.move(lines)

    def action_half(self, pages: int) -> None:
        """Scroll by half pages."""
        self.pane.half(pages)

    def action_edit(self) -> None:
        """Leave for the editor, where there is something to edit."""
        if self._editable:
            self.dismiss("edit")


def details_paragraphs(details: Details) -> list[Content]:
    """Everything about an item: facts, then the whole text."""
    names = [Content.styled(one_line(fact.name), "$muted") for fact in details.facts]
    width = min(LONGEST_NAME, max((name.cell_length for name in names), default=0))
    facts = [
        Content.assemble(
            name.truncate(width, ellipsis=True, pad=True),
            "  ",
            (printable(fact.value, 500), "$text"),
        )
        for name, fact in zip(names, details.facts, strict=True)
    ]
    text = printable(details.text, SHOWN)
    return [*facts, EMPTY, *text_paragraphs(text)]


def text_paragraphs(text: str) -> list[Content]:
    """The lines of a text from outside."""
    return [Content(line) for line in printable(text, SHOWN).split("\n")]


def markdown_paragraphs(text: str) -> list[Content]:
    """The same of a Markdown text: what was broken by hand within a paragraph flows."""
    lines: list[str] = []
    for line in printable(text, SHOWN).split("\n"):
        if lines and BROKEN.match(lines[-1]) and GOES_ON.match(line):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    return [Content(line) for line in lines]

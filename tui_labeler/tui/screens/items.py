"""A list of items to choose from: all answers, what a search finds, candidates for a new label."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from tui_labeler.session.views import Answer
from tui_labeler.text import one_line
from tui_labeler.tui.session_thread import SessionThread
from tui_labeler.tui.widgets.frame import column
from tui_labeler.tui.widgets.line import Line, LineDialog
from tui_labeler.tui.widgets.rows import Found
from tui_labeler.tui.widgets.status import answer_mark

LABEL, ITEM = 20, 10


class ItemsScreen(LineDialog[str | None]):
    """Ends with the id of an item, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "back", id="items.back"),
        Binding("down,ctrl+n", "move(1)", "down", id="items.down", priority=True),
        Binding("up,ctrl+p", "move(-1)", "up", id="items.up", priority=True),
    ]

    def __init__(
        self,
        title: str,
        find: Callable[[str], Sequence[Answer]],
        thread: SessionThread,
        *,
        hint: str = "words, id, label:NAME, flag:, note:, skip:, tired:",
    ) -> None:
        super().__init__()
        self._title = title
        self._find = find
        self._thread = thread
        self._hint = hint
        self._items = ItemsPane(id="matches")

    def compose(self) -> ComposeResult:
        """A line to type in and what matches."""
        with Vertical(classes="dialog items") as dialog:
            dialog.border_title = Content(one_line(self._title, 60))
            dialog.border_subtitle = "enter shows it   arrows move   esc back"
            yield Line(placeholder=self._hint, max_length=200)
            yield self._items

    def on_mount(self) -> None:
        """What there is without a word typed."""
        self._look("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Other words, other items."""
        self._look(event.value)

    def _look(self, query: str) -> None:
        self.run_worker(self._show(query), group="find", exclusive=True)

    async def _show(self, query: str) -> None:
        self._items.show(await self._thread.run(lambda: self._find(query)))

    def on_input_submitted(self) -> None:
        """Take the marked item; with none, go on typing."""
        if self._items.chosen is not None:
            self.dismiss(self._items.chosen.item)

    def action_move(self, rows: int) -> None:
        """Mark another item."""
        self._items.move(rows)


class ItemsPane(Found[Answer]):
    """The items that match."""

    def entry(self, one: Answer, width: int, *, marked: bool) -> Content:
        """See `Found`."""
        mark, style = answer_mark(one)
        label = "" if one.kind == "open" else one.label or one.kind
        start = Content.assemble(
            (mark + " ", style),
            column(label, LABEL, "bold $text" if marked else "$text"),
            (" #", "$muted"),
            column(one.item, ITEM, "$muted"),
            (" ", "$muted"),
        )
        text = Content.styled(one_line(one.text, width), "$text" if marked else "$muted")
        return start + text.truncate(max(1, width - start.cell_length), ellipsis=True)

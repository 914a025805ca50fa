"""The Label screen: read, press one key, read on."""

import time
from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key, Resize
from textual.message import Message
from textual.screen import Screen

from tui_labeler.errors import LabelerError, StoreError
from tui_labeler.session.views import LabelView
from tui_labeler.tui.choices import label_keys
from tui_labeler.tui.keys import LABEL_KEYS, live_keys, span
from tui_labeler.tui.protocols import Labelling
from tui_labeler.tui.screens.finder import FinderScreen
from tui_labeler.tui.screens.note import NoteScreen
from tui_labeler.tui.session_thread import SessionThread
from tui_labeler.tui.widgets.item import ItemPane
from tui_labeler.tui.widgets.keybar import KeyBar
from tui_labeler.tui.widgets.labels import LabelsPane
from tui_labeler.tui.widgets.sidebar import Sidebar
from tui_labeler.tui.widgets.status import StatusPane
from tui_labeler.tui.widgets.too_small import TooSmall
from tui_labeler.tui.widgets.topbar import Labelled, Place

HOLD_GUARD = 0.15
"""Seconds after an item was painted in which nothing answers it: a held key would."""
TEXT_ROWS = 5
"""The item's frame is never lower."""
NOTHING_LEFT = "Nothing is left to label: u undoes the last answer, q quits."
ALWAYS = ("app.back", "app.quit", "app.interrupt", "app.suspend", "app.redraw")
"""These work while an answer waits to be saved; every other key tries to save it."""


def _nothing() -> None:
    """What is left to do when only the view is missing."""


class LabelScreen(Screen[None]):
    """Shows a `LabelView`; the item and its labels stay as they are until the next item.

    Acts run one at a time on the session's thread; the screen moves on when they are saved.
    """

    BINDINGS = LABEL_KEYS
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (80, "-normal"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (15, "-short"), (24, "-tall")]  # noqa: RUF012

    class Acted(Message):
        """Something the person did is in the store."""

    def __init__(
        self,
        labelling: Labelling,
        thread: SessionThread,
        *,
        hold_guard: float = HOLD_GUARD,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._labelling = labelling
        self._session_thread = thread
        self._hold_guard = hold_guard
        self._clock = clock
        self.shown: LabelView | None = None
        self._painted_at: float | None = None
        self._acting = False
        self._unsaved: Callable[[], None] | None = None

    def compose(self) -> ComposeResult:
        """Top bar, text, labels, status, keys."""
        with Horizontal(id="top"):
            yield Place("Label", id="place")
            yield Labelled(id="labelled")
        with Horizontal(id="middle"):
            with Vertical(id="reading"):
                yield ItemPane(id="item")
                yield LabelsPane(id="labels")
            yield Sidebar(id="sidebar")
        yield StatusPane(id="status")
        yield KeyBar(id="keys")
        yield TooSmall(id="too-small")

    async def on_mount(self) -> None:
        """The first item is there before anything is painted."""
        self.bindings_updated_signal.subscribe(self, lambda _: self._show_keys())
        await self._carry_out(_nothing)

    # --- showing -----------------------------------------------------------------------------

    def _show(self, view: LabelView) -> None:
        """Show everything in `view`."""
        before, self.shown = self.shown, view
        item = view.item
        if item is None or before is None or before.item is None or before.item.id != item.id:
            self._painted_at = None
            self.call_after_refresh(self._mark_painted)
        self.query_one(Place).show(view)
        self.query_one(Labelled).show(view)
        self.query_one(ItemPane).show(item, NOTHING_LEFT)
        self.query_one(LabelsPane).show(view)
        self.query_one(Sidebar).show(view)
        self.query_one(StatusPane).show(view)
        self._fit()
        if before is None or len(before.choices) != len(view.choices):
            self._show_keys()

    async def refresh_state(self) -> None:
        """Background work changed something: show it, but never under the reader's eyes."""
        view = await self._session_thread.run(self._labelling.view)
        shown = self.shown
        if shown is None or shown.item is None or view.item is None:
            self._show(view)
        elif shown.item.id == view.item.id:
            self.query_one(StatusPane).show(view)
            self.query_one(Sidebar).show_state(view)
        else:
            self._show(view)

    def say(self, message: str, style: str = "$text") -> None:
        """A sentence in the status line."""
        self.query_one(StatusPane).say(message, style)

    def _show_keys(self) -> None:
        keys = span(label_keys(self.shown.choices)) if self.shown else ""
        self.query_one(KeyBar).show(keys, live_keys(self))

    def _mark_painted(self) -> None:
        self._painted_at = self._clock()

    def on_resize(self, _: Resize) -> None:
        """The rows of the labels depend on the height."""
        self._fit()

    def _fit(self) -> None:
        labels, status = self.query_one(LabelsPane), self.query_one(StatusPane)
        width, height = self.size
        status.sidebar = width >= 110
        status_rows = 2 if height >= 24 and 80 <= width < 110 else 1
        wanted = labels.wanted(height - 2 - status_rows - TEXT_ROWS)
        if labels.styles.height is None or labels.styles.height.value != wanted:
            labels.styles.height = wanted

    # --- acting ------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Label keys come from project.toml; all others are bindings."""
        if self._unsaved is not None:
            bound = self.active_bindings.get(event.key)
            if bound is None or bound.binding.id not in ALWAYS:
                event.stop()
                self._act(self._unsaved)
            return
        if self.shown is None or event.character is None:
            return
        name = label_keys(self.shown.choices).get(event.character)
        if name is not None:
            event.stop()
            self._answer(lambda seconds: self._labelling.answer(name, seconds=seconds))

    def _answer(self, answer: Callable[[float | None], None]) -> None:
        """Answer the item on screen, unless nobody can have read it yet."""
        if self._acting or self.shown is None or self.query_one(TooSmall).display:
            return
        if self.shown.item is None:
            self.say(NOTHING_LEFT)
            return
        seconds = None if self._painted_at is None else self._clock() - self._painted_at
        if self._hold_guard and (seconds is None or seconds < self._hold_guard):
            self.say("key ignored: too soon")
            return
        self._act(lambda: answer(seconds))

    def _act(self, act: Callable[[], None]) -> None:
        if not self._acting:
            self._acting = True
            self.run_worker(self._carry_out(act), group="acts")

    async def _carry_out(self, act: Callable[[], None]) -> None:
        """Run `act`, then show what follows; the screen stays where it is when it fails."""
        status = self.query_one(StatusPane)
        try:
            await self._session_thread.run(act)
            act = _nothing
            view = await self._session_thread.run(self._labelling.view)
        except StoreError as error:
            self._unsaved = act
            reason = f"not saved: {error.message}; press any key to retry"
            status.say(reason, "bold $bad", unsaved=True)
        except LabelerError as error:
            status.say(error.message, "$rules")
        else:
            self._unsaved = None
            status.say()
            self._show(view)
            self.post_message(self.Acted())
        finally:
            self._acting = False

    # --- actions -----------------------------------------------------------------------------

    def action_agree(self) -> None:
        """Give the suggested label."""
        if self.shown is not None and self.shown.item and self.shown.suggestion is None:
            self.say("nothing is suggested: press the key of a label")
            return
        self._answer(lambda seconds: self._labelling.agree(seconds=seconds))

    def action_skip(self) -> None:
        """Leave the item for later."""
        self._answer(lambda seconds: self._labelling.skip(seconds=seconds))

    def action_reject(self) -> None:
        """Put the item out of the pool."""
        self._answer(lambda seconds: self._labelling.reject(seconds=seconds))

    def action_flag(self) -> None:
        """Mark the item, or take the mark away."""
        self._act(self._labelling.flag)

    def action_undo(self) -> None:
        """Take the last act back."""
        self._act(self._labelling.undo)

    def action_redo(self) -> None:
        """Take the last undo back."""
        self._act(self._labelling.redo)

    def action_note(self) -> None:
        """Write a note on the item."""
        if self.shown is None or self.shown.item is None:
            return

        def save(note: str | None) -> None:
            if note is not None:
                self._act(lambda: self._labelling.note(note))

        self.app.push_screen(NoteScreen(self.shown.item.note), save)

    def action_find(self) -> None:
        """Find a label by typing."""
        if self.shown is None or self.shown.item is None:
            return

        def take(name: str | None) -> None:
            if name is not None:
                self._answer(lambda seconds: self._labelling.answer(name, seconds=seconds))

        self.app.push_screen(FinderScreen(self.shown), take)

    def action_move(self, lines: int) -> None:
        """Scroll the text."""
        self.query_one(ItemPane).move(lines)

    def action_half(self, pages: int) -> None:
        """Scroll the text by half of what is visible."""
        self.query_one(ItemPane).move_half_pages(pages)

    def action_first_line(self) -> None:
        """To the start of the text."""
        self.query_one(ItemPane).move(-1_000_000)

    def action_last_line(self) -> None:
        """To the end of the text."""
        self.query_one(ItemPane).move(1_000_000)

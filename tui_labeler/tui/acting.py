"""What the screens of an open project share: acts that are saved one after another, the keys of
labels, news from the background, and the lines at the top and at the bottom."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.events import Key, ScreenResume
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from tui_labeler.errors import LabelerError, ReadOnlyError, StoreError
from tui_labeler.session.views import Overview
from tui_labeler.text import one_line
from tui_labeler.tui.keys import SCREEN_KEYS, live_keys, span
from tui_labeler.tui.modes import Desk
from tui_labeler.tui.widgets.keybar import KeyBar
from tui_labeler.tui.widgets.saved import SavedLine
from tui_labeler.tui.widgets.too_small import TooSmall
from tui_labeler.tui.widgets.topbar import Progress, Tabs

V = TypeVar("V")
ALWAYS = ("app.back", "app.quit", "app.interrupt", "app.suspend", "app.redraw")
"""These work while an answer waits to be saved; every other key tries to save it."""


def _nothing() -> None:
    """What is left to do when only the view is missing."""


class ActingScreen(Screen[None], Generic[V]):
    """Shows a frozen view of type V; an act moves it on only when it is in the store.

    A screen says `MODE`, `compose_body`, `read` and `show`; where labels can be given, also
    `label_keys` and `give`.
    """

    BINDINGS = SCREEN_KEYS
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (80, "-normal"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (15, "-short"), (24, "-tall"), (36, "-high")]  # noqa: RUF012
    MODE: ClassVar[str]
    """The name of its `Mode`."""

    class Acted(Message):
        """Something the person did is in the store."""

    class Cancel(Message):
        """The person wants the background work of a kind stopped."""

        def __init__(self, kind: str) -> None:
            super().__init__()
            self.kind = kind

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.acting = False
        """An act is under way."""
        self._unsaved: Callable[[], object] | None = None
        self._awake = False

    # --- what a screen says ------------------------------------------------------------------

    def compose_body(self) -> Iterable[Widget]:
        """What stands between the top bar and the status line."""
        raise NotImplementedError

    def make_status(self) -> SavedLine:
        """The line for sentences, one above the keys."""
        return SavedLine(id="status")

    def read(self) -> V:
        """The view. Called on the session's thread."""
        raise NotImplementedError

    def show(self, view: V) -> None:
        """Show everything in `view`."""
        raise NotImplementedError

    def show_news(self, view: V) -> None:
        """Background work may have changed something; what a person reads must stay."""
        self.show(view)

    def label_keys(self) -> Mapping[str, str]:
        """Key -> label, while a label can be given."""
        return {}

    def give(self, label: str) -> None:
        """The key of this label was pressed."""

    def commands(self) -> Iterable[tuple[str, str, str]]:
        """What the palette offers beside the keys: name, help, action."""
        return ()

    def step_back(self) -> bool:
        """One step back within the screen. False: there is none."""
        return False

    # --- showing -----------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Top bar, body, status, keys."""
        with Horizontal(id="top"):
            yield Tabs(self.MODE, id="tabs")
            yield Progress(id="progress")
        with Container(id="middle"):
            yield from self.compose_body()
        yield self.make_status()
        yield KeyBar(id="keys")
        yield TooSmall(id="too-small")

    async def on_mount(self) -> None:
        """The first view is there, in its place, before anything is painted."""
        self._take_size()
        self.bindings_updated_signal.subscribe(self, lambda _: self.show_keys())
        await self._carry_out(_nothing)
        self._awake = True

    def _take_size(self) -> None:
        """Textual sets these classes after the first layout, and would lay out and paint twice."""
        width, height = self.app.size
        for cells, breakpoints in (
            (width, self.HORIZONTAL_BREAKPOINTS),
            (height, self.VERTICAL_BREAKPOINTS),
        ):
            self.add_class(max(pair for pair in breakpoints if pair[0] <= cells)[1])

    def on_screen_resume(self, _: ScreenResume) -> None:
        """Something may have been done on another screen."""
        if self._awake:
            self.run_worker(self.refresh_state(), group="news")

    async def refresh_state(self) -> None:
        """Show what has changed, but never under the reader's eyes."""
        if not self._awake:
            return
        try:
            overview, view = await self.desk.thread.run(self._read)
        except LabelerError as error:
            self.say(error.message, "$rules")
            return
        if self.is_running:
            self._show_overview(overview)
            self.show_news(view)

    def _read(self) -> tuple[Overview, V]:
        view = self.read()
        return self.desk.session.overview(), view

    def _show_overview(self, overview: Overview) -> None:
        self.query_one(Tabs).show(overview)
        self.query_one(Progress).show(overview)

    def show_keys(self) -> None:
        """Show the keys that are bound."""
        keys = live_keys(self)
        if self.MODE != self.app.DEFAULT_MODE:
            keys = [replace(key, short="back") if key.id == "app.back" else key for key in keys]
        self.query_one(KeyBar).show(span(self.label_keys()), keys)

    def say(self, message: str = "", style: str = "$text", *, unsaved: bool = False) -> None:
        """A sentence in the status line, until the next one."""
        self.query_one(SavedLine).say(message, style, unsaved=unsaved)

    # --- acting ------------------------------------------------------------------------------

    def take_key(self, event: Key) -> bool:
        """Label keys come from project.toml; all others are bindings."""
        if self._unsaved is not None:
            bound = self.active_bindings.get(event.key)
            if bound is None or bound.binding.id not in ALWAYS:
                self.act(self._unsaved)
                return True
            return False
        keys, key = self.label_keys(), event.character or ""
        if key in keys:
            self.give(keys[key])
            return True
        if keys and key.isdecimal():
            self.say(f"no label has the key {key}")
        elif event.is_printable and event.key not in self.active_bindings:
            self.say(f"{one_line(key, 1)} does nothing on this screen")
        return False

    def act(self, act: Callable[[], object], then: Callable[[], object] = _nothing) -> None:
        """Run `act` on the session's thread, show what follows, then call `then`. Keys that come
        while an act is under way do nothing."""
        if not self.acting:
            self.acting = True
            self.run_worker(self._carry_out(act, then), group="acts")

    async def _carry_out(
        self, act: Callable[[], object], then: Callable[[], object] = _nothing
    ) -> None:
        """The screen stays where it is when `act` fails."""
        saved = False

        def carried_out() -> tuple[Overview, V]:
            nonlocal saved
            act()
            saved = True
            return self._read()

        try:
            overview, view = await self.desk.thread.run(carried_out)
        except ReadOnlyError as error:
            self.say(error.message, "$rules")
        except StoreError as error:
            self._unsaved = _nothing if saved else act
            reason = f"not saved: {error.message.rstrip('.')}; press any key to retry"
            self.say(reason, "bold $bad", unsaved=True)
        except LabelerError as error:
            self.say(error.message, "$rules")
        else:
            self._unsaved = None
            self.say()
            self._show_overview(overview)
            self.show(view)
            # What follows in the background waits until the person sees what comes next.
            self.call_after_refresh(self.post_message, self.Acted())
            then()
        finally:
            self.acting = False

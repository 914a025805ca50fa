"""Screens on which the item that is shown gets an answer: one key, and never to an unread item."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from textual.events import ScreenResume

from tui_labeler.session.views import Answer, Choice, Item
from tui_labeler.tui.acting import ActingScreen
from tui_labeler.tui.choices import label_keys
from tui_labeler.tui.drawn import Drawn
from tui_labeler.tui.modes import Desk
from tui_labeler.tui.widgets.item import ItemPane
from tui_labeler.tui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from tui_labeler.tui.screens.looking import Looking


class Choosing(Protocol):
    """A view with labels to choose from."""

    @property
    def choices(self) -> tuple[Choice, ...]: ...
    @property
    def last(self) -> tuple[Answer, ...]: ...


class WithItem(Choosing, Protocol):
    """A view of one item."""

    @property
    def item(self) -> Item | None: ...
    @property
    def blind(self) -> bool: ...


C = TypeVar("C", bound=Choosing)
T = TypeVar("T", bound=WithItem)


class AnsweringScreen(ActingScreen[C], Generic[C]):
    """A subclass also says `item_of`, `text_of` and `why_nothing`, and calls `keep` with a view."""

    def __init__(self, desk: Desk, acts: Any) -> None:
        super().__init__(desk)
        self.acts = acts
        """The part of the session that takes the answers."""
        self.shown: C | None = None
        self._painted_at: float | None = None
        self._painting: int | None = None
        """The number of the last painting, for `Drawn`."""

    def item_of(self, view: C) -> str | None:
        """The id of the item that `view` asks about."""
        raise NotImplementedError

    def text_of(self, view: C) -> str:
        """Its text."""
        raise NotImplementedError

    def why_nothing(self) -> str:
        """What to say to an answer when there is no item."""
        raise NotImplementedError

    @property
    def item(self) -> str | None:
        """The id of the item on screen."""
        return None if self.shown is None else self.item_of(self.shown)

    def keep(self, view: C) -> C | None:
        """Keep `view` as what is shown; the view before. Another item is read from its paint on."""
        before, item = self.shown, self.item
        self.shown = view
        if before is None or item is None or item != self.item:
            self._painted_at = self._painting = None
            self.call_after_refresh(self._mark_painted)
        return before

    def _mark_painted(self) -> None:
        self._painted_at = self.desk.clock()
        self._ask_terminal()

    @property
    def _terminal(self) -> Drawn | None:
        return None if self.app.is_headless else self.desk.drawn

    def _ask_terminal(self) -> None:
        if self._terminal is not None and self.is_current:
            self._painting = self._terminal.ask()

    def on_screen_resume(self, _: ScreenResume) -> None:
        """It is painted again, over another screen."""
        self._painting = None
        self.call_after_refresh(self._ask_terminal)

    @property
    def drawn(self) -> bool:
        """Whether the person can see the item, as far as the terminal says."""
        terminal, painting = self._terminal, self._painting
        return terminal is None or (painting is not None and terminal.reached(painting))

    def label_keys(self) -> Mapping[str, str]:
        """See `ActingScreen`."""
        return label_keys(self.shown.choices) if self.shown is not None and self.item else {}

    def give(self, label: str) -> None:
        """See `ActingScreen`."""
        self.answer(lambda seconds: self.acts.answer(label, seconds=seconds))

    def answer(self, answer: Callable[[float | None], object]) -> None:
        """Answer the item on screen, unless nobody can have read it yet. `answer` is told for how
        many seconds it was there."""
        if self.acting or self.shown is None or self.query_one(TooSmall).display:
            return
        if self.item is None:
            self.say(self.why_nothing())
            return
        seconds = None if self._painted_at is None else self.desk.clock() - self._painted_at
        guard = self.desk.hold_guard
        if guard and (seconds is None or seconds < guard):
            self.say("key ignored: too soon")
            return
        if guard and not self.drawn:
            self.say("key ignored: this item is not on your screen yet")
            return
        self.act(lambda: answer(seconds))

    def action_undo(self) -> None:
        """Take the last act back."""
        self.act(self.acts.undo)

    def action_redo(self) -> None:
        """Take the last undo back."""
        self.act(self.acts.redo)

    def action_find(self) -> None:
        """Find a label by typing."""
        if self.shown is None or self.item is None:
            self.say(self.why_nothing())
            return
        from tui_labeler.tui.screens.finder import FinderScreen

        def take(name: str | None) -> None:
            if name is not None:
                self.give(name)

        self.app.push_screen(FinderScreen(self.shown), take)

    @cached_property
    def looking(self) -> "Looking":
        """What opens over the screen to be looked at."""
        from tui_labeler.tui.screens.looking import Looking

        return Looking(self)

    @property
    def blind(self) -> bool:
        """What others say about the item is hidden until it is answered."""
        return False

    def action_details(self) -> None:
        """Everything about the item."""
        if self.item is None:
            self.say(self.why_nothing())
        elif self.blind:
            self.say("blind: hidden until you have answered")
        else:
            self.looking.details(self.item)

    def action_copy(self) -> None:
        """The item to the clipboard."""
        if self.shown is None or self.item is None:
            self.say(self.why_nothing())
        else:
            self.looking.copy(self.item, self.text_of(self.shown))


class TextScreen(AnsweringScreen[T], Generic[T]):
    """The item stands in an `ItemPane`; it can be flagged and have a note."""

    def item_of(self, view: T) -> str | None:
        """See `AnsweringScreen`."""
        return None if view.item is None else view.item.id

    def text_of(self, view: T) -> str:
        """See `AnsweringScreen`."""
        return "" if view.item is None else view.item.text

    @property
    def blind(self) -> bool:
        """See `AnsweringScreen`."""
        return self.shown is not None and self.shown.blind

    def action_flag(self) -> None:
        """Mark the item, or take the mark away."""
        self.act(self.acts.flag)

    def action_note(self) -> None:
        """Write a note on the item."""
        if self.shown is None or self.shown.item is None:
            self.say(self.why_nothing())
            return
        from tui_labeler.tui.screens.note import NoteScreen

        def save(note: str | None) -> None:
            if note is not None:
                self.act(lambda: self.acts.note(note))

        self.app.push_screen(NoteScreen(self.shown.item.note), save)

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

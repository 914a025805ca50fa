"""The Validate screen: is the LLM right? One key per item, figures that are honest."""

from collections.abc import Callable, Iterable, Mapping

from textual.containers import Vertical
from textual.events import Resize
from textual.widget import Widget

from tui_labeler.session.views import ValidateView
from tui_labeler.tui.acting import ActingScreen
from tui_labeler.tui.choices import label_keys
from tui_labeler.tui.keys import TEXT_KEYS, VALIDATE_KEYS
from tui_labeler.tui.modes import Desk
from tui_labeler.tui.screens.confirm import ConfirmScreen
from tui_labeler.tui.screens.finder import FinderScreen
from tui_labeler.tui.screens.note import NoteScreen
from tui_labeler.tui.widgets.item import ItemPane
from tui_labeler.tui.widgets.too_small import TooSmall
from tui_labeler.tui.widgets.verdict import AgreementLine, RightPane, SaysPane

MORE = 50
"""Items that `+` adds to the sample."""
NO_LABELS = "No LLM labels yet: b lets the LLM make some; see  import --as llm"
DONE = "The sample is checked: + adds fifty items, u undoes, q goes back."


class ValidateScreen(ActingScreen[ValidateView]):
    """Shows a `ValidateView`; the item stays until it is answered."""

    BINDINGS = [*VALIDATE_KEYS, *TEXT_KEYS]  # noqa: RUF012
    MODE = "validate"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._validation = desk.session.validation
        self._llm = desk.session.llm
        self.shown: ValidateView | None = None
        self._painted_at: float | None = None
        self._asking = False

    def compose_body(self) -> Iterable[Widget]:
        """Text, what the LLM says, the labels."""
        yield Vertical(
            ItemPane(id="item"), SaysPane(id="says"), RightPane(id="right"), id="reading"
        )

    def make_status(self) -> AgreementLine:
        """With the figures so far."""
        return AgreementLine(id="status")

    def read(self) -> ValidateView:
        """The view; the sample is drawn when there are labels to draw from."""
        session = self.desk.session
        if not self._validation.sample.items and not session.store.read_only:
            self._validation.begin_when_ready()
        view: ValidateView = self._validation.view()
        return view

    # --- showing -----------------------------------------------------------------------------

    def show(self, view: ValidateView) -> None:
        """Show everything in `view`."""
        before, self.shown = self.shown, view
        if (
            before is None
            or before.item is None
            or view.item is None
            or (before.item.id != view.item.id)
        ):
            self._painted_at = None
            self.call_after_refresh(self._mark_painted)
        self.query_one(ItemPane).show(view.item, nothing=DONE if view.sample else NO_LABELS)
        self.query_one(SaysPane).show(view)
        self.query_one(RightPane).show(view)
        self.query_one(AgreementLine).show(view)
        self._fit()
        if before is None or len(before.choices) != len(view.choices):
            self.show_keys()

    def show_news(self, view: ValidateView) -> None:
        """The item stays; a run that goes on shows in the status line."""
        shown = self.shown
        if shown is not None and shown.item and view.item and shown.item.id == view.item.id:
            self.query_one(AgreementLine).show(view)
        else:
            self.show(view)
        if view.llm.question and self._asking:
            self._asking = False
            self._confirm_run(view.llm.question)

    def _mark_painted(self) -> None:
        self._painted_at = self.desk.clock()

    def on_resize(self, _: Resize) -> None:
        """The rows of the labels depend on the width."""
        self._fit()

    def _fit(self) -> None:
        right = self.query_one(RightPane)
        right.styles.height = right.wanted(self.size.width)

    # --- acting ------------------------------------------------------------------------------

    def label_keys(self) -> Mapping[str, str]:
        """See `ActingScreen`."""
        return label_keys(self.shown.choices) if self.shown and self.shown.item else {}

    def give(self, label: str) -> None:
        """See `ActingScreen`."""
        self._answer(lambda seconds: self._validation.answer(label, seconds=seconds))

    def _answer(self, answer: Callable[[float | None], None]) -> None:
        """Answer the item on screen, unless nobody can have read it yet."""
        if self.acting or self.shown is None or self.query_one(TooSmall).display:
            return
        if self.shown.item is None:
            self.say(DONE if self.shown.sample else NO_LABELS)
            return
        seconds = None if self._painted_at is None else self.desk.clock() - self._painted_at
        guard = self.desk.hold_guard
        if guard and (seconds is None or seconds < guard):
            self.say("key ignored: too soon")
            return
        self.act(lambda: answer(seconds))

    # --- actions -----------------------------------------------------------------------------

    def action_agree(self) -> None:
        """The LLM is right."""
        self._answer(lambda seconds: self._validation.agree(seconds=seconds))

    def action_wrong(self) -> None:
        """The LLM is wrong."""
        self._answer(lambda seconds: self._validation.wrong(seconds=seconds))

    def action_unsure(self) -> None:
        """The person cannot tell."""
        self._answer(lambda seconds: self._validation.unsure(seconds=seconds))

    def action_agree_to_group(self) -> None:
        """Agree to all items like this one, after a look at them."""
        if self.shown is None or not self.shown.group:
            self.say("there are no items like this one")
            return

        def take(yes: bool | None) -> None:
            if yes:
                self.act(self._validation.agree_to_group)

        question = (
            f"Agree with “{self.shown.suggestion}” on all {len(self.shown.group)} items that the "
            "LLM labelled so and is at least as sure of? One u undoes it."
        )
        self.app.push_screen(ConfirmScreen("Agree to all?", question, self.shown.group), take)

    def action_reason(self) -> None:
        """Show the LLM's reason, or hide it."""
        pane = self.query_one(SaysPane)
        pane.reason = not pane.reason
        pane.redraw()

    def action_flag(self) -> None:
        """Mark the item, or take the mark away."""
        self.act(self._validation.flag)

    def action_undo(self) -> None:
        """Take the last act back."""
        self.act(self._validation.undo)

    def action_redo(self) -> None:
        """Take the last undo back."""
        self.act(self._validation.redo)

    def action_more(self) -> None:
        """A larger sample."""
        self.act(lambda: self._validation.begin(len(self._validation.sample.items) + MORE))

    def action_note(self) -> None:
        """Write a note on the item."""
        if self.shown is None or self.shown.item is None:
            return

        def save(note: str | None) -> None:
            if note is not None:
                self.act(lambda: self._validation.note(note))

        self.app.push_screen(NoteScreen(self.shown.item.note), save)

    def action_find(self) -> None:
        """Find a label by typing."""
        if self.shown is None or self.shown.item is None:
            return

        def take(name: str | None) -> None:
            if name is not None:
                self.give(name)

        self.app.push_screen(FinderScreen(self.shown), take)

    def action_ask_llm(self) -> None:
        """What a run would cost; then the question."""
        if self.shown is not None and self.shown.llm.running:
            self.say("the LLM is at work: z stops it")
            return
        self._asking = True
        self.act(self._llm.wish_for_run)

    def _confirm_run(self, question: str) -> None:
        def take(yes: bool | None) -> None:
            if yes:
                self.act(self._llm.start)

        self.app.push_screen(ConfirmScreen("Let the LLM label?", question), take)

    def action_stop_llm(self) -> None:
        """End the run; what was answered is saved."""
        self.post_message(self.Cancel("llm"))
        self.act(self._llm.stop)

    # --- the text ----------------------------------------------------------------------------

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

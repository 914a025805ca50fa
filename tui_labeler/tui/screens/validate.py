"""The Validate screen: is the LLM right? One key per item, figures that are honest."""

from collections.abc import Iterable

from textual.containers import Vertical
from textual.events import Resize
from textual.widget import Widget

from tui_labeler.evaluation.figure import Figure
from tui_labeler.session.views import ValidateView
from tui_labeler.tui.answering import TextScreen
from tui_labeler.tui.keys import ITEM_KEYS, TEXT_KEYS, VALIDATE_KEYS
from tui_labeler.tui.llm_dialogs import LLMDialogs
from tui_labeler.tui.modes import Desk
from tui_labeler.tui.screens.confirm import ConfirmScreen
from tui_labeler.tui.widgets.item import ItemPane
from tui_labeler.tui.widgets.verdict import AgreementLine, RightPane, SaysPane

MORE = 50
"""Items that `+` adds to the sample."""
NO_LABELS = (
    "No LLM labels yet. b lets the LLM of project.toml make them, and asks first. Labels made "
    "elsewhere:  tui-labeler import FOLDER FILE --as llm"
)
AT_WORK = "The LLM is at work. The sample is drawn when it has labelled a hundred items."
CHECKED = "The sample is checked"
DONE = "+ adds fifty items, u undoes, q goes back."


class ValidateScreen(TextScreen[ValidateView]):
    """Shows a `ValidateView`; the item stays until it is answered."""

    BINDINGS = [*VALIDATE_KEYS, *TEXT_KEYS, *ITEM_KEYS]  # noqa: RUF012
    MODE = "validate"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, desk.session.validation)
        self._validation = desk.session.validation
        self._llm = LLMDialogs(self)

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
        before = self.keep(view)
        heading = CHECKED if view.sample else "Nothing here"
        self.query_one(ItemPane).show(view.item, nothing=_nothing(view), heading=heading)
        self.query_one(SaysPane).show(view)
        self.query_one(RightPane).show(view)
        self.query_one(AgreementLine).show(view)
        self._fit()
        if before is None or self.item_of(before) is None or self.item is None:
            self.show_keys()

    def show_news(self, view: ValidateView) -> None:
        """The item stays; a run that goes on shows in the status line."""
        shown = self.shown
        if shown is not None and shown.item and view.item and shown.item.id == view.item.id:
            self.query_one(AgreementLine).show(view)
        else:
            self.show(view)
        self._llm.news(view.llm)

    def on_resize(self, _: Resize) -> None:
        """The rows of the labels depend on the width."""
        self._fit()

    def _fit(self) -> None:
        right = self.query_one(RightPane)
        right.styles.height = right.wanted(self.size.width)

    def why_nothing(self) -> str:
        """See `AnsweringScreen`."""
        return NO_LABELS if self.shown is None else _nothing(self.shown)

    # --- actions -----------------------------------------------------------------------------

    def action_agree(self) -> None:
        """The LLM is right."""
        self.answer(lambda seconds: self._validation.agree(seconds=seconds))

    def action_wrong(self) -> None:
        """The LLM is wrong."""
        self.answer(lambda seconds: self._validation.wrong(seconds=seconds))

    def action_unsure(self) -> None:
        """The person cannot tell."""
        self.answer(lambda seconds: self._validation.unsure(seconds=seconds))

    def action_agree_to_group(self) -> None:
        """Agree to all items like this one, after a look at them."""
        if self.shown is None or not self.shown.group:
            self.say("there are no items like this one")
            return

        def take(yes: bool | None) -> None:
            if yes:
                self.act(self._validation.agree_to_group)

        count = len(self.shown.group)
        question = (
            f"Agree with “{self.shown.suggestion}” on {count} item{'s' * (count > 1)} that the "
            "LLM labelled so and is at least as sure of? One u undoes it."
        )
        self.app.push_screen(ConfirmScreen("Agree to all?", question, self.shown.group), take)

    def action_reason(self) -> None:
        """Show the LLM's reason, or hide it."""
        if self.shown is not None and not self.shown.reason:
            blind = "blind: its reason is hidden too"
            self.say(blind if self.shown.blind else "the LLM gave no reason here")
            return
        pane = self.query_one(SaysPane)
        pane.reason = not pane.reason
        pane.redraw()

    def action_more(self) -> None:
        """A larger sample."""
        self.act(lambda: self._validation.begin(len(self._validation.sample.items) + MORE))

    def action_ask_llm(self) -> None:
        """Let the LLM label, after a question."""
        self._llm.ask()

    def action_stop_llm(self) -> None:
        """End the LLM's run."""
        self._llm.stop()


def _nothing(view: ValidateView) -> str:
    if view.sample:
        return f"{_verdict(view.agreement.figure)}{DONE}"
    return AT_WORK if view.llm.running else NO_LABELS


def _verdict(found: Figure) -> str:
    """What the sample says, in words."""
    if found.value is None or found.low is None or found.high is None:
        return ""
    between = f"between {found.low:.0%} and {found.high:.0%}"
    return f"The LLM agrees with you on {found.value:.0%} of {found.n}; on all, {between}. "

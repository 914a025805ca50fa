"""The Label screen: read, press one key, read on."""

from collections.abc import Iterable, Mapping

from textual.containers import Vertical
from textual.events import Resize
from textual.widget import Widget

from tui_labeler.session.views import Choice, LabelView
from tui_labeler.tui.answering import TextScreen
from tui_labeler.tui.choices import label_keys
from tui_labeler.tui.keys import LABEL_KEYS
from tui_labeler.tui.llm_dialogs import LLM_COMMANDS, LLMDialogs
from tui_labeler.tui.modes import Desk
from tui_labeler.tui.protocols import Labelling
from tui_labeler.tui.widgets.closest import ClosestPane
from tui_labeler.tui.widgets.item import ItemPane
from tui_labeler.tui.widgets.labels import LabelsPane
from tui_labeler.tui.widgets.sidebar import Sidebar
from tui_labeler.tui.widgets.status import StatusPane

TEXT_ROWS = 5
"""The item's frame is never lower."""
NOTHING_LEFT = "Nothing is left to label: u undoes the last answer, q quits."


class LabelScreen(TextScreen[LabelView]):
    """Shows a `LabelView`; the item and its labels stay as they are until the next item."""

    BINDINGS = LABEL_KEYS
    MODE = "label"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, desk.session.labelling)
        self._labelling: Labelling = desk.session.labelling
        self._words_marked = True
        self._returned = False
        """An item out of turn was answered, and the queue's one stands there instead."""
        self._llm = LLMDialogs(self)

    def compose_body(self) -> Iterable[Widget]:
        """Text, labels, and the sidebar where there is room."""
        yield Vertical(
            ItemPane(id="item"), LabelsPane(id="labels"), ClosestPane(id="closest"), id="reading"
        )
        yield Sidebar(id="sidebar")

    def make_status(self) -> StatusPane:
        """With the last answers and the model."""
        return StatusPane(id="status")

    def read(self) -> LabelView:
        """See `ActingScreen`."""
        return self._labelling.view()

    # --- showing -----------------------------------------------------------------------------

    def show(self, view: LabelView) -> None:
        """Show everything in `view`."""
        before, item = self.keep(view), view.item
        self.query_one(ItemPane).show(item, _two_best(view), NOTHING_LEFT)
        self.query_one(ClosestPane).show(item, blind=view.blind)
        self.query_one(LabelsPane).show(view)
        self.query_one(Sidebar).show(view)
        self.query_one(StatusPane).show(view)
        self._fit()
        self._returned = (
            before is not None
            and before.visiting
            and not view.visiting
            and before.last != view.last
        )
        if self._returned:
            self.say("back in the queue")
        if before is None or len(before.choices) != len(view.choices):
            self.show_keys()

    def show_news(self, view: LabelView) -> None:
        """The item on screen stays as it is; only what is around it changes."""
        shown = self.shown
        if shown is not None and shown.item and view.item and shown.item.id == view.item.id:
            self.query_one(StatusPane).show(view)
            self.query_one(Sidebar).show_state(view)
        else:
            self.show(view)
        self._llm.news(view.llm)

    def on_resize(self, _: Resize) -> None:
        """The rows of the labels depend on the height."""
        self._fit()

    def _fit(self) -> None:
        labels, status = self.query_one(LabelsPane), self.query_one(StatusPane)
        width, height = self.app.size
        status.sidebar = width >= 110
        status_rows = 2 if height >= 24 and 80 <= width < 110 else 1
        wanted = labels.wanted(height - 2 - status_rows - TEXT_ROWS)
        if labels.styles.height is None or labels.styles.height.value != wanted:
            labels.styles.height = wanted

    def commands(self) -> Iterable[tuple[str, str, str]]:
        """See `ActingScreen`."""
        from tui_labeler.tui.screens.label_set import COMMANDS

        for operation, (name, meaning) in COMMANDS.items():
            yield name, meaning, f"label_set('{operation}')"
        yield from LLM_COMMANDS

    def step_back(self) -> bool:
        """From all the text to all the rest, from an item out of turn to the queue; who has just
        been brought there by an answer may have meant that."""
        if self.has_class("-text-only"):
            self.action_text_only()
        elif self.shown is not None and self.shown.visiting:
            self.act(self._labelling.leave)
        elif self._returned:
            self._returned = False
            self.say("this is the queue again: q once more quits")
        else:
            return False
        return True

    # --- acting ------------------------------------------------------------------------------

    def label_keys(self) -> Mapping[str, str]:
        """Also when nothing is left: they say so."""
        return label_keys(self.shown.choices) if self.shown else {}

    def why_nothing(self) -> str:
        """See `AnsweringScreen`."""
        return NOTHING_LEFT

    # --- actions -----------------------------------------------------------------------------

    def action_agree(self) -> None:
        """Give the suggested label."""
        if self.shown is not None and self.shown.item and self.shown.suggestion is None:
            self.say("nothing is suggested: press the key of a label")
            return
        self.answer(lambda seconds: self._labelling.agree(seconds=seconds))

    def action_skip(self) -> None:
        """Leave the item for later."""
        self.answer(lambda seconds: self._labelling.skip(seconds=seconds))

    def action_reject(self) -> None:
        """Put the item out of the pool."""
        self.answer(lambda seconds: self._labelling.reject(seconds=seconds))

    def action_words(self) -> None:
        """Mark the words that speak for the best labels, or not."""
        self._words_marked = not self._words_marked
        self.query_one(ItemPane).mark_words(self._words_marked)
        self.say("words are marked" if self._words_marked else "words are not marked")

    def action_text_only(self) -> None:
        """The text on the whole screen, or as usual."""
        self.toggle_class("-text-only")

    def action_blind(self) -> None:
        """Hide, or show again, what the model, the LLM and the rules say."""
        blind = not self._labelling.blind
        words = "suggestions are hidden: b shows them" if blind else "suggestions are shown"
        self.act(lambda: self._labelling.set_blind(blind), then=lambda: self.say(words))

    def action_look(self, steps: int) -> None:
        """Look at earlier answers; a label key there changes one."""
        self.act(lambda: self._labelling.look_back(steps))

    def action_history(self) -> None:
        """All answers."""
        self.looking.history()

    def action_search(self) -> None:
        """Any item, to be labelled out of turn."""
        self.looking.search()

    def action_guidelines(self) -> None:
        """What the labels mean."""
        self.looking.guidelines()

    def action_retrain(self) -> None:
        """Learn from the answers so far, without waiting for the end of the batch."""
        self.act(self.desk.session.learning.ask_now, then=lambda: self.say("learning now"))

    def action_ask_llm(self) -> None:
        """Let the LLM label, after a question."""
        self._llm.ask()

    def action_stop_llm(self) -> None:
        """End the LLM's run."""
        self._llm.stop()

    def action_label_set(self, operation: str) -> None:
        """Add, rename, merge or retire a label."""
        if self.shown is not None:
            from tui_labeler.tui.screens.label_set import LabelSetDialogs

            LabelSetDialogs(self, self.looking.offer).run(operation, self.shown)


def _two_best(view: LabelView) -> list[Choice]:
    return sorted(view.choices, key=lambda choice: -(choice.probability or 0.0))[:2]

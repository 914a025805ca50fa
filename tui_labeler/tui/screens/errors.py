"""The Errors screen: given or suggested? One key decides, worst first."""

from collections.abc import Callable, Iterable

from textual.containers import Vertical
from textual.widget import Widget

from tui_labeler.session.suspect_views import SuspectsView
from tui_labeler.tui.answering import AnsweringScreen
from tui_labeler.tui.keys import ERRORS_KEYS, ITEM_KEYS
from tui_labeler.tui.modes import Desk
from tui_labeler.tui.screens.audit import AuditScreen
from tui_labeler.tui.screens.filter import FilterScreen
from tui_labeler.tui.screens.reading import ReadingScreen
from tui_labeler.tui.widgets.suspects import (
    DecisionPane,
    LookedLine,
    SuspectPane,
    SuspectsPane,
    noise_paragraphs,
)

FILTERS = "words  given:NAME  suggested:NAME  source:given  reason:llm"
PAGE = 6
"""Suspects that half a page moves."""


class ErrorsScreen(AnsweringScreen[SuspectsView]):
    """Shows a `SuspectsView`."""

    BINDINGS = [*ERRORS_KEYS, *ITEM_KEYS]  # noqa: RUF012
    MODE = "errors"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, desk.session.suspects)
        self._suspects = desk.session.suspects

    def compose_body(self) -> Iterable[Widget]:
        """The list, the text, the decision."""
        yield Vertical(
            SuspectsPane(id="suspects"),
            SuspectPane(id="item"),
            DecisionPane(id="decision"),
            id="reading",
        )

    def make_status(self) -> LookedLine:
        """With what came of it."""
        return LookedLine(id="status")

    def read(self) -> SuspectsView:
        """The view; labels are checked after every retrain from here on."""
        self._suspects.watch()
        view: SuspectsView = self._suspects.view()
        return view

    # --- showing -----------------------------------------------------------------------------

    def show(self, view: SuspectsView) -> None:
        """Show everything in `view`."""
        before = self.keep(view)
        self.set_class(view.current is None, "-empty")
        self.query_one(SuspectsPane).show(view)
        self.query_one(SuspectPane).show(view)
        self.query_one(DecisionPane).show(view)
        self.query_one(LookedLine).show(view)
        if before is None or bool(before.current) != bool(view.current):
            self.show_keys()

    def show_news(self, view: SuspectsView) -> None:
        """A new check never changes the suspect under the reader's eyes; without one it goes."""
        if view.current is not None and self.item not in (None, self.item_of(view)):
            self.query_one(LookedLine).show(view)
        else:
            self.show(view)

    # --- acting ------------------------------------------------------------------------------

    def item_of(self, view: SuspectsView) -> str | None:
        """See `AnsweringScreen`."""
        return None if view.current is None else view.current.suspect.item

    def text_of(self, view: SuspectsView) -> str:
        """See `AnsweringScreen`."""
        return "" if view.current is None else view.current.text

    def why_nothing(self) -> str:
        """See `AnsweringScreen`."""
        return "" if self.shown is None else self.shown.message

    def answer(self, answer: Callable[[float | None], object]) -> None:
        """On what is on screen, or on nothing, even if a check has ended meanwhile."""
        item = self.item

        def on_shown(seconds: float | None) -> None:
            self._suspects.look_at(item)
            answer(seconds)

        super().answer(on_shown)

    def action_keep(self) -> None:
        """The label is right."""
        self.answer(lambda seconds: self._suspects.keep(seconds=seconds))

    def action_take(self) -> None:
        """The suggested label is right."""
        self.answer(lambda seconds: self._suspects.take(seconds=seconds))

    def action_remove(self) -> None:
        """No label is right."""
        self.answer(lambda seconds: self._suspects.remove(seconds=seconds))

    def action_later(self) -> None:
        """Behind the others."""
        self.answer(lambda _: self._suspects.later())

    # --- looking -----------------------------------------------------------------------------

    def action_step(self, rows: int) -> None:
        """Look at another suspect."""
        if self.shown is not None and self.shown.around:
            wanted = self.shown.position + rows
            self.act(lambda: self._suspects.select(wanted))

    def action_page(self, pages: int) -> None:
        """Half a page of suspects further."""
        self.action_step(PAGE * pages)

    def action_scroll(self, lines: int) -> None:
        """Scroll a long text."""
        self.query_one(SuspectPane).move(lines)

    def action_filter(self) -> None:
        """Show only some suspects."""

        def take(text: str | None) -> None:
            if text is not None:
                self.act(lambda: self._suspects.filter(text))

        text = self.shown.filter if self.shown else ""
        self.app.push_screen(FilterScreen("Show only suspects with", text, FILTERS), take)

    def action_audit(self) -> None:
        """The whole data set looked over: copies, outliers, rare labels, order, weak groups."""
        audit = self.desk.session.checks.audit
        self.act(audit.ask)
        self.app.push_screen(AuditScreen(audit.view, self.desk.thread))

    def action_matrix(self) -> None:
        """Which labels are taken for which."""
        if self.shown is not None:
            self.app.push_screen(ReadingScreen("Noise", noise_paragraphs(self.shown.noise)))

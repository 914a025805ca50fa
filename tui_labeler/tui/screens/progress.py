"""The Progress screen: how far, how good, how fast, and whether to stop."""

from collections.abc import Iterable
from typing import TypeAlias

from textual.widget import Widget

from tui_labeler.session.money_views import LedgerView
from tui_labeler.session.progress_views import ProgressView
from tui_labeler.session.worklist import WorklistView
from tui_labeler.tui.acting import ActingScreen
from tui_labeler.tui.keys import PROGRESS_KEYS
from tui_labeler.tui.modes import Desk
from tui_labeler.tui.widgets.progress import ProgressPane

Shown: TypeAlias = tuple[ProgressView, LedgerView | None, WorklistView | None]


class ProgressScreen(ActingScreen[Shown]):
    """Shows a `ProgressView`, and the ledger on demand; nothing is answered here."""

    BINDINGS = PROGRESS_KEYS
    MODE = "progress"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.costs = False
        """The ledger is shown."""
        self.worklist = False
        """What to do next is shown."""

    def compose_body(self) -> Iterable[Widget]:
        """One pane of frames."""
        yield ProgressPane(id="dashboard")

    def read(self) -> Shown:
        """See `ActingScreen`."""
        session = self.desk.session
        return (
            session.progress.view(),
            session.money.view() if self.costs else None,
            session.worklist.view() if self.worklist else None,
        )

    def show(self, view: Shown) -> None:
        """See `ActingScreen`."""
        self.query_one(ProgressPane).show(*view)

    def action_costs(self) -> None:
        """What the labels cost, or the curve again."""
        self.costs, self.worklist = not self.costs, False
        self.run_worker(self.refresh_state(), group="news")

    def action_worklist(self) -> None:
        """What to do with the next minutes and why, or the curve again."""
        self.costs, self.worklist = False, not self.worklist
        if self.worklist:
            self.act(self.desk.session.worklist.refresh)
        else:
            self.run_worker(self.refresh_state(), group="news")

    def step_back(self) -> bool:
        """From the costs, or the worklist, to the curve."""
        if self.costs:
            self.action_costs()
            return True
        if self.worklist:
            self.action_worklist()
            return True
        return False

    def action_retrain(self) -> None:
        """Learn from the newest answers without waiting for the batch."""
        self.act(self.desk.session.learning.ask_now, lambda: self.say("learning now"))

    def action_sort(self) -> None:
        """The classes in the order of project.toml, or the largest first."""
        pane = self.query_one(ProgressPane)
        pane.by_count = not pane.by_count
        pane.redraw()

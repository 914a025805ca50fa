"""The Progress screen: how far, how good, how fast, and whether to stop."""

from collections.abc import Iterable

from textual.widget import Widget

from tui_labeler.session.progress_views import ProgressView
from tui_labeler.tui.acting import ActingScreen
from tui_labeler.tui.keys import PROGRESS_KEYS
from tui_labeler.tui.widgets.progress import ProgressPane


class ProgressScreen(ActingScreen[ProgressView]):
    """Shows a `ProgressView`; nothing is answered here."""

    BINDINGS = PROGRESS_KEYS
    MODE = "progress"

    def compose_body(self) -> Iterable[Widget]:
        """One pane of frames."""
        yield ProgressPane(id="dashboard")

    def read(self) -> ProgressView:
        """See `ActingScreen`."""
        view: ProgressView = self.desk.session.progress.view()
        return view

    def show(self, view: ProgressView) -> None:
        """See `ActingScreen`."""
        self.query_one(ProgressPane).show(view)

    def action_retrain(self) -> None:
        """Learn from the newest answers without waiting for the batch."""
        self.act(self.desk.session.learning.hurry, lambda: self.say("retraining, if there is news"))

    def action_sort(self) -> None:
        """The classes in the order of project.toml, or the largest first."""
        pane = self.query_one(ProgressPane)
        pane.by_count = not pane.by_count
        pane.redraw()

"""A model that learns from what the functions say: judged when the person asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import UsageError
from tui_labeler.jobs import Failure, Job, Progress, Report, Result
from tui_labeler.session.function_views import EndModelView, figure_of

if TYPE_CHECKING:
    from tui_labeler.session.functions import Functions

KIND = "learner"
JUDGE = "tui_labeler.weak_supervision.jobs:judge_end_model"


class EndModel:
    """Asks for it to be judged; what it said is dropped with the votes it learned from."""

    def __init__(self, functions: Functions) -> None:
        self.functions = functions
        self.message = ""
        self._wanted = False
        self._running: Job | None = None
        self._basis: Mapping[str, Any] | None = None
        self._view: EndModelView | None = None

    @property
    def view(self) -> EndModelView | None:
        """None: not asked for, or the votes have changed since."""
        return self._view if self._basis is self.functions.result else None

    def judge(self) -> None:
        """Train and judge it. Raises UsageError before anything voted."""
        self.job()
        self._wanted = True

    def job(self) -> Job:
        """The job that does. Raises UsageError before anything voted."""
        session, votes = self.functions.session, self.functions.result
        if votes is None:
            raise UsageError("no function has voted yet")
        self._basis, self._view = votes, None
        arguments = {
            "pool": str(session.pool.folder),
            "cache": str(session.learning.cache),
            "features": list(session.project.config.model.features),
            "labels": votes["labels"],
            "probabilities": votes["probabilities"],
            "human": self.functions.human(),
            "seed": session.project.config.project.seed,
        }
        return Job(KIND, JUDGE, arguments)

    def next_job(self) -> Job | None:
        """The job, when it was asked for."""
        if not self._wanted or self._running is not None:
            return None
        self._wanted = False
        self._running = self.job()
        return self._running

    def install(self, report: Report) -> bool:
        """Take a report in; False when the job is not this part's."""
        if report.job is not self._running:
            return False
        match report.outcome:
            case Progress(what, done, total):
                self.message = f"{what} {done} of {total}" if total else what
            case Failure(message):
                self._running, self.message = None, message
            case Result(values):
                self._running, self.message = None, ""
                self.take_in(values)
        return True

    def take_in(self, values: Mapping[str, Any]) -> None:
        """What the job found."""
        self._view = EndModelView(figure_of(values["accuracy"]), values["learned_from"])

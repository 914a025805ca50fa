"""A model that learns from what the functions say: judged when the person asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import UsageError
from tui_labeler.jobs import Job
from tui_labeler.session.asked import Asked
from tui_labeler.session.function_views import EndModelView, figure_of

if TYPE_CHECKING:
    from tui_labeler.session.functions import Functions

JUDGE = "tui_labeler.weak_supervision.jobs:judge_end_model"


class EndModel(Asked):
    """Trains and judges it; what it said is dropped with the votes it learned from."""

    def __init__(self, functions: Functions) -> None:
        super().__init__(functions.session.messages)
        self.functions = functions
        self._basis: Mapping[str, Any] | None = None
        self._view: EndModelView | None = None

    @property
    def view(self) -> EndModelView | None:
        """None: not asked for, or the votes have changed since."""
        return self._view if self._basis is self.functions.result else None

    def job(self) -> Job:
        """See `Asked`. Raises UsageError before anything voted."""
        session, votes = self.functions.session, self.functions.result
        if votes is None:
            raise UsageError("no function has voted yet")
        self._basis, self._view = votes, None
        arguments = {
            "pool": str(session.pool.folder),
            "cache": str(session.learning.cache),
            "features": session.project.features,
            "labels": votes["labels"],
            "probabilities": votes["probabilities"],
            "human": self.functions.human(),
            "seed": session.project.config.project.seed,
        }
        return Job("learner", JUDGE, arguments)

    def take_in(self, values: Mapping[str, Any]) -> None:
        """See `Asked`."""
        self._view = EndModelView(figure_of(values["accuracy"]), values["learned_from"])

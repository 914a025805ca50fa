"""Which labels are checked for errors and when, and the newest finished check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import UsageError
from tui_labeler.jobs import Failure, Job, Report, Result
from tui_labeler.project.locations import CHECKS_FOLDER
from tui_labeler.session.audit import Audit
from tui_labeler.session.checked_labels import (
    SOURCES,
    CheckedSource,
    Labelled,
    hasty,
    inconsistent,
    labels_to_check,
    unknown_given,
)
from tui_labeler.session.found import Found
from tui_labeler.text import one_line

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

KIND = "learner"
CHECK = "tui_labeler.label_noise.jobs:check"
COMPARE = "tui_labeler.label_noise.jobs:compare"
NEEDED = 50
"""Labels from which on they are checked without being asked to."""
GROWTH = 1.25
"""Then again when there are so many times more."""


class Checks:
    """Asks for checks, and keeps the newest."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.audit = Audit(self)
        self.watched = False
        """The Errors screen is open: check after every retrain."""
        self.message = ""
        self._found: Found | None = None
        self._running: Job | None = None
        self._model = 0
        self._failed_at = -1
        self.read(self.folder)

    @property
    def found(self) -> Found | None:
        """The newest check; None where it is of other labels than the project has now."""
        found = self._found
        if found is None or found.labels != self.session.project.label_names:
            return None
        return found

    @property
    def folder(self) -> Path:
        """Where the newest check lies."""
        return self.session.learning.cache / CHECKS_FOLDER

    def job(self, source: CheckedSource = "current", out: Path | None = None) -> Job:
        """The check of the labels of a source. Raises UsageError where there are none."""
        session = self.session
        labelled = labels_to_check(session, source)
        if not labelled:
            raise UsageError(nothing_to_check(session, source))
        index = {name: place for place, name in enumerate(session.project.label_names)}
        row_of = session.pool.row
        arguments: dict[str, Any] = {
            **self._data(labelled),
            "out": str(out or self.folder),
            "llm": self._llm(labelled, index) if source != "llm" else [],
            "sources": [SOURCES.index(one.source) for one in labelled],
            "about": {
                "pool": session.pool.fingerprint,
                "labels": session.project.label_names,
                "basis": session.state.last_event,
                "sources": SOURCES,
            },
        }
        if session.functions.result is not None and source != "weak":
            arguments["functions"] = list(session.functions.vote_files)
        if source in ("current", "human"):
            arguments["inconsistent"] = [row_of(item) for item in inconsistent(session.state)]
            arguments["hasty"] = [row_of(item) for item in hasty(session.state)]
        return Job(KIND, CHECK, arguments)

    def comparison(self) -> Job:
        """Compare the ways of training despite noise on the person's random sample.

        Raises UsageError where there are no labels.
        """
        labelled = labels_to_check(self.session, "current")
        if not labelled:
            raise UsageError(nothing_to_check(self.session, "current"))
        return Job(KIND, COMPARE, {**self._data(labelled), "sample": self.session.queue.sample()})

    def data(self) -> dict[str, Any]:
        """The texts, and the labels where there are some."""
        return self._data(labels_to_check(self.session, "current"))

    def _data(self, labelled: Sequence[Labelled]) -> dict[str, Any]:
        """What every job here is told."""
        session = self.session
        index = {name: place for place, name in enumerate(session.project.label_names)}
        return {
            "pool": str(session.pool.folder),
            "cache": str(session.learning.cache),
            "features": session.project.features,
            "labels": list(index),
            "rows": [one.row for one in labelled],
            "targets": [index[one.label] for one in labelled],
            "seed": session.project.config.project.seed,
        }

    def _llm(self, labelled: Sequence[Labelled], index: Mapping[str, int]) -> list[int]:
        """The LLM's word on each row; empty where there is no LLM."""
        said = self.session.llm_labels
        if not len(said):
            return []
        labels = (said.of(self.session.pool.ids[one.row]) for one in labelled)
        return [-1 if one is None else index[one.label] for one in labels]

    def next_job(self) -> Job | None:
        """What was asked for, then a check when it is due; None while one runs."""
        return self.audit.next_job() or self._next_check()

    def _next_check(self) -> Job | None:
        if self._running is not None or self.session.store.read_only or not self._due():
            return None
        learned = self.session.learning.learned
        self._model = learned.number if learned else 0
        self._failed_at = self.session.state.last_event
        with suppress(UsageError):  # There are no labels yet.
            self._running = self.job()
        return self._running

    def _due(self) -> bool:
        learned = self.session.learning.learned
        if self.watched and self.found is None:
            return self._failed_at != self.session.state.last_event
        if learned is None or learned.number == self._model:
            return False
        seen = 0 if self.found is None else len(self.found)
        return self.watched or learned.trained_on >= max(NEEDED, GROWTH * seen)

    def install(self, report: Report) -> bool:
        """Take a report in; False when the job is not this part's."""
        if report.job is not self._running:
            return self.audit.install(report)
        self.message = self.session.messages.of(report)
        match report.outcome:
            case Result():
                self._running = None
                self.read(Path(report.job.arguments["out"]))
            case Failure():
                self._running = None
        return True

    def why_nothing(self) -> str:
        """Why there is no suspect to look at."""
        if self.found is not None:
            return self.found.why_no_suspects()
        if self._running is None and not labels_to_check(self.session, "current"):
            return nothing_to_check(self.session, "current")
        coming = self._due() and not self.session.store.read_only
        if self._running is not None or coming:
            return "checking labels …"
        return "the labels have not been checked yet"

    def read(self, folder: Path) -> None:
        """Use a finished check, where there is one of these data."""
        found = Found.read(folder)
        if found is not None and found.belongs_to(self.session.pool):
            self._found = found


def nothing_to_check(session: Session, source: CheckedSource) -> str:
    """Why there are no labels of a source."""
    unknown = unknown_given(session)
    if source in ("current", "given") and unknown:
        some = ", ".join(f'"{one_line(label, 30)}"' for label in list(unknown)[:3])
        return f"the given labels are none of the project's: {some}"
    who = {
        "current": "",
        "human": "of yours ",
        "given": "that came with the data ",
        "weak": "of the functions ",
        "llm": "of an LLM ",
    }
    return f"there are no labels {who[source]}to check"

"""An open project: the only mutable thing. Both front ends do everything through it."""

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tui_labeler import jobs
from tui_labeler.errors import LabelerError
from tui_labeler.jobs import Job, Report
from tui_labeler.project import Pool, Project, open_pool, open_project
from tui_labeler.project.locations import CHECKS_FOLDER, RESOLVED_FOLDER, STORE_FILE, state_folder
from tui_labeler.session.farewell import Farewell
from tui_labeler.session.how_far import Messages
from tui_labeler.session.labelling import Labelling
from tui_labeler.session.learning import Learning
from tui_labeler.session.llm_labels import LLMLabels
from tui_labeler.session.names import check_names
from tui_labeler.session.pace import Pace, pace
from tui_labeler.session.queue import Queue, Recipe
from tui_labeler.session.state import State
from tui_labeler.session.views import Overview
from tui_labeler.store import Store
from tui_labeler.store.records import Act

if TYPE_CHECKING:
    from tui_labeler.session.agreement import LLMAgreement
    from tui_labeler.session.browsing import Browsing
    from tui_labeler.session.checks import Checks
    from tui_labeler.session.functions import Functions
    from tui_labeler.session.label_set import LabelSet
    from tui_labeler.session.llm_run import LLMRuns
    from tui_labeler.session.money import Money
    from tui_labeler.session.progress import Progress
    from tui_labeler.session.resolved import Resolution
    from tui_labeler.session.suspects import Suspects
    from tui_labeler.session.validation import Validation
    from tui_labeler.session.voted_items import VotedItems
    from tui_labeler.session.worklist import Worklist

ANSWERS_FOR_PACE = 400


class Part(Protocol):
    """A part of the session with work for the background."""

    def next_job(self) -> Job | None:
        """The job that is due; None while one of this part runs or nothing is new."""

    def install(self, report: Report) -> bool:
        """Take a report in; False when the job is not, or no longer, one of this part."""


class Session:
    """A project, its pool, its store, and what the person has said so far.

    Use it from one thread at a time. Open it with `Session.open`.
    """

    def __init__(self, project: Project, pool: Pool, store: Store) -> None:
        self.project = project
        self.pool = pool
        self.store = store
        self.state = State.fold(store.events())
        config = project.config.active_learning
        share = None if config.random_share == "auto" else float(config.random_share)
        self.queue = Queue(pool, self.state, Recipe(config.batch_size, share), store.batches())
        self.messages = Messages()
        self.llm_labels = LLMLabels(self)
        self.learning = Learning(self)
        self.labelling = Labelling(self)
        self._event_at_open = self.state.last_event
        self._farewell = Farewell(self)

    # What the first item on screen does not need is imported when it is asked for.

    @cached_property
    def label_set(self) -> "LabelSet":
        from tui_labeler.session.label_set import LabelSet

        return LabelSet(self)

    @cached_property
    def checks(self) -> "Checks":
        from tui_labeler.session.checks import Checks

        return Checks(self)

    @cached_property
    def suspects(self) -> "Suspects":
        from tui_labeler.session.suspects import Suspects

        return Suspects(self)

    @cached_property
    def agreement(self) -> "LLMAgreement":
        from tui_labeler.session.agreement import LLMAgreement

        return LLMAgreement(self)

    @cached_property
    def validation(self) -> "Validation":
        from tui_labeler.session.validation import Validation

        return Validation(self)

    @cached_property
    def llm(self) -> "LLMRuns":
        from tui_labeler.session.llm_run import LLMRuns

        return LLMRuns(self)

    @cached_property
    def functions(self) -> "Functions":
        from tui_labeler.session.functions import Functions

        return Functions(self)

    @cached_property
    def resolved(self) -> "Resolution":
        from tui_labeler.session.resolved import Resolution

        return Resolution(self)

    @cached_property
    def voted_items(self) -> "VotedItems":
        from tui_labeler.session.voted_items import VotedItems

        return VotedItems(self)

    @cached_property
    def progress(self) -> "Progress":
        from tui_labeler.session.progress import Progress

        return Progress(self)

    @cached_property
    def worklist(self) -> "Worklist":
        from tui_labeler.session.worklist import Worklist

        return Worklist(self)

    @cached_property
    def money(self) -> "Money":
        from tui_labeler.session.money import Money

        return Money(self)

    @cached_property
    def browsing(self) -> "Browsing":
        from tui_labeler.session.browsing import Browsing

        return Browsing(self)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        read_only: bool = False,
        clock: Callable[[], float] = time.time,
        told: Callable[[jobs.Progress], None] = lambda _: None,
    ) -> "Session":
        """Open the project in `folder`. `told`: how far the reading of new data is.

        Raises ProjectError (project.toml or the data are invalid), LockedError (another session
        writes to it), StoreError (labels.sqlite is damaged).
        """
        project = open_project(folder)
        check_names(project)
        pool = open_pool(project, told)
        store = Store.open(
            project.folder / STORE_FILE, clock=clock, read_only=read_only, rescue=state_folder()
        )
        try:
            return cls(project, pool, store)
        except BaseException:
            store.close()
            raise

    def record(self, acts: Sequence[Act]) -> None:
        """Store what the person did as one step, take it in, and move the Label screen on."""
        kinds = set()
        for event in self.store.append(acts):
            self.state.apply(event)
            kinds.add(event.kind)
        self._moved("labels" in kinds, opened=kinds != {"label"})

    def take_back(self, step: int) -> None:
        """Undo a step; where it is itself an undo, redo what that took back."""
        undone = self.state.step(step)
        undo = undone[0].kind != "undo"
        if not undo:
            assert undone[0].undoes is not None
            undone = self.state.step(undone[0].undoes)
        with self.label_set.taken_back(undone, undo=undo):
            (event,) = self.store.append([Act(kind="undo", undoes=step)])
        self.state.apply(event)
        self._moved(any(event.kind == "labels" for event in undone), opened=True)

    def _moved(self, relabelled: bool, *, opened: bool) -> None:
        """`opened`: an item of the queue may wait again."""
        if relabelled:
            self.learning.forget()
        if opened:
            self.queue.rewind()
        self.labelling.move_on(redraw=relabelled)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Those who ask for background work, the most wanted first."""
        return (self.learning, self.llm, self.checks, self.functions, self.resolved)

    def next_job(self) -> Job | None:
        """Background work that is due, for a runner; None while there is none."""
        jobs = (part.next_job() for part in self.parts)
        return next((job for job in jobs if job is not None), None)

    def install(self, report: Report) -> bool:
        """Take in what a job reports. True when something visible may have changed."""
        return any(part.install(report) for part in self.parts)

    @property
    def pace(self) -> Pace:
        """How fast the person works, and whether a break is due."""
        return pace(self.state.newest(ANSWERS_FOR_PACE))

    def overview(self) -> Overview:
        """How far one is, and what waits on which screen (named as in `tui.modes`)."""
        speed = self.pace
        return Overview(
            project=self.project.name,
            labelled=self.state.by_label.total(),
            goal=self.project.config.active_learning.budget or len(self.pool),
            waiting={"errors": self.suspects.waiting() if self.checked else 0},
            per_hour=speed.per_hour,
            rest=speed.rest,
        )

    @property
    def checked(self) -> bool:
        """Whether labels were ever checked for errors."""
        return "checks" in vars(self) or (self.learning.cache / CHECKS_FOLDER).exists()

    @property
    def combined(self) -> bool:
        """Whether all who spoke were ever put together."""
        return "resolved" in vars(self) or (self.learning.cache / RESOLVED_FOLDER).exists()

    @property
    def secrets(self) -> frozenset[str]:
        """Variables of the environment that only the LLM's child may see."""
        return self.project.secrets

    def votes(self, item: str) -> dict[str, int] | None:
        """Label -> how many functions vote for it; None before anything voted."""
        return self.functions.votes(item) if "functions" in vars(self) else None

    def close(self) -> None:
        """Write the readable copy, end the sitting, free the lock. Raises what was not saved."""
        try:
            if "functions" in vars(self):
                self.functions.close()
            if not self.store.read_only and self.state.last_event != self._event_at_open:
                from tui_labeler.session import exchange

                exchange.write_readable_copy(self)
        finally:
            self.store.close()
        if self.store.failure is not None:
            raise self.store.failure

    @property
    def worker_log(self) -> Path:
        """What children print lands here, not on the screen."""
        return self.learning.cache / "worker.log"

    def greeting(self) -> str:
        """What to know at first, or "". From here on answers to items that went are not counted."""
        from tui_labeler.session.status import answers_that_do_not_fit

        self.state.leave_out(i for i, _ in self.state.answers() if self.pool.row(i) is None)
        if not self.store.recovered:
            return answers_that_do_not_fit(self)
        labelled = self.state.by_label.total()
        return f"the last session was cut off; nothing is lost: {labelled:,} labelled"

    def goodbye(self) -> str:
        """The last words of a session: numbers and the next command."""
        return self._farewell.words()

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # What went wrong before says more than what goes wrong with the end.
        with suppress(LabelerError) if kind else nullcontext():
            self.close()

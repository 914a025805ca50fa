"""LLM runs: what is asked, what it may cost, and how answers come into the store.

The child gets the money that is left when its job is made and cannot spend more. Each answer is
booked with its price as it arrives; what a killed session did not book is found in its journal.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import LLMError, StoreError
from tui_labeler.jobs import Failure, Job, Partial, Progress, Report, Result
from tui_labeler.llm import journal
from tui_labeler.session.llm_access import LLMAccess
from tui_labeler.session.llm_batches import FETCH, SUBMIT, LLMBatches
from tui_labeler.session.llm_books import LLMBooks
from tui_labeler.session.llm_questions import LLMQuestions, Wish
from tui_labeler.session.llm_routing import LLMRouting
from tui_labeler.session.llm_tally import Tally
from tui_labeler.session.llm_view import question, run_view
from tui_labeler.session.views import LLMView

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

KIND = "llm"
ESTIMATE = "tui_labeler.llm.jobs:estimate"
LABEL = "tui_labeler.llm.jobs:label"
USUAL_SECONDS = 1.5
"""An answer, before one was measured."""
SHOWN_EVERY = 1.0
"""Seconds between two changes of the screen while a run goes on."""


class LLMRuns:
    """Asks for one LLM job at a time and books what it brings."""

    def __init__(self, session: Session, clock: Callable[[], float] = time.monotonic) -> None:
        self.session, self._clock = session, clock
        self._shown_at = -SHOWN_EVERY
        self.access = LLMAccess(session)
        self.questions = LLMQuestions(session, self.access)
        self.books = LLMBooks(session)
        self.routing = LLMRouting(session)
        self.batches = LLMBatches(self)
        self.tally = Tally()
        self.estimate: Mapping[str, Any] | None = None
        """Of the wish: items, requests, tokens, cost, seconds, the first prompt."""
        self.wish = Wish()
        self._waiting: Job | None = None
        self._running: Job | None = None
        self._progress = Progress("")
        self._all_booked = True
        if not session.store.read_only:
            self.books.recover()

    def ask_price(self, wish: Wish, rows: Sequence[int] | None = None) -> None:
        """Wish for an estimate; it is in `estimate` when the job has ended.

        `rows`: in place of those the wish is about.
        """
        self.wish, self.estimate = wish, None
        totals = self.session.store.llm.totals()
        arguments = self._common(wish) | {"seconds": totals.seconds or USUAL_SECONDS}
        again = (self.session.pool.row(item) for item in self.questions.asked_before(wish))
        arguments["rows"] += [row for row in again if row is not None]
        if rows is not None:
            arguments["rows"] = list(rows)
        self._waiting = Job(KIND, ESTIMATE, arguments)

    def wish_for_run(self) -> None:
        """Wish for an estimate of everything that is left. Raises LLMError without a key."""
        self.access.check()
        self.ask_price(Wish())

    def start(self) -> None:
        """Ask what was wished for, with the money that is left.

        A wish for a batch hands one in, or fetches the one that is under way. Raises LLMError where
        there is no key, no trust or no money.
        """
        wish = self.wish
        self.access.check(wish.llm)
        stranger = self.access.stranger(wish.llm)
        if stranger is not None:
            raise LLMError(
                f"run llm on the command line first: it asks about {stranger}",
                hint=self._command,
            )
        self.books.recover()
        known = len(self.questions.known(wish))
        self.tally = Tally(cached=known)
        self._waiting = self._batch_job(wish) if wish.batch else self._run_job(wish)
        self.estimate = None

    @property
    def _command(self) -> str:
        return f"tui-labeler llm {quote(str(self.session.project.folder))}"

    def _run_job(self, wish: Wish) -> Job:
        if self.batches.pending():
            raise LLMError(
                "a batch is under way, and its cost is not known yet.",
                hint=f"Fetch it first:  {self._command} --batch",
            )
        section, server = self.access.section(wish.llm), self.access.server(wish.llm)
        header = {
            "model": section.model,
            "server": server.host,
            "prompt": self.access.prompt_number(wish.llm),
        }
        again = self.questions.unanswered(wish)
        if again:
            self.tally.said.append(
                f"{len(again)} requests that a killed run had sent are asked again, word for word "
                "and under the same keys"
            )
        self._all_booked = True
        path = journal.new_path(self.session.project.folder)
        arguments = self._common(wish) | {
            "grant": self.money_left(wish),
            "abilities": self._known_abilities(wish),
            "journal": str(path),
            "header": header,
            "unanswered": [sent.as_json() for sent in again],
        }
        return Job(KIND, LABEL, arguments)

    def _batch_job(self, wish: Wish) -> Job:
        pending = self.batches.pending()
        if pending:
            return self.batches.fetch_job(pending[0])
        arguments = self._common(wish) | {"abilities": self._known_abilities(wish)}
        prompt = self.access.prompt_number(wish.llm)
        return self.batches.submit_job(arguments, prompt, self.money_left(wish))

    def _known_abilities(self, wish: Wish) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.books.abilities().get(
            self.access.server_and_model(wish.llm)
        )
        return found

    def _common(self, wish: Wish) -> dict[str, Any]:
        return {
            "pool": str(self.session.pool.folder),
            "rows": self.questions.rows(wish),
            "section": self.access.section(wish.llm).model_dump(),
            "prompt": asdict(self.access.prompt(wish.llm)),
            "labelled": self.questions.examples(),
            "seed": self.session.project.config.project.seed,
        }

    def cap(self, wish: Wish) -> float | None:
        """What all runs together may cost: dollars, or million tokens where no price is known."""
        return self.access.section(wish.llm).max_cost if wish.max_cost is None else wish.max_cost

    def money_left(self, wish: Wish) -> float | None:
        """The cap less what is booked; None: no cap."""
        from tui_labeler.llm.prices import MILLION, price_of

        cap = self.cap(wish)
        if cap is None:
            return None
        section, totals = self.access.section(wish.llm), self.session.store.llm.totals()
        price = price_of(section.model, section.input_price, section.output_price)
        spent = totals.cost if price.known else totals.unpriced / MILLION
        return max(0.0, cap - spent)

    @property
    def at_work(self) -> bool:
        """A run, or the estimate of one, is under way."""
        return self._waiting is not None or self._running is not None

    def stop(self) -> None:
        """The job was cancelled: what is under way is booked by the next run, from its journal."""
        self._waiting = self._running = None
        self.estimate = None
        self._progress = Progress("")
        self.tally.stopped, self.tally.message = "cancelled", "by you"

    def next_job(self) -> Job | None:
        """The estimate or run that was wished for."""
        job, self._waiting = self._waiting, None
        if job is not None:
            self._running = job
        return job

    def install(self, report: Report) -> bool:
        """Book answers; False when there is nothing to show.

        While a run goes on that is so once a second: the screen may be far away.
        """
        if report.job is not self._running:
            return False
        self._install(report)
        now = self._clock()
        if self._running is not None and now - self._shown_at < SHOWN_EVERY:
            return False
        self._shown_at = now
        return True

    def _install(self, report: Report) -> None:
        match report.outcome:
            case Progress():
                self._progress = report.outcome
            case Partial(values):
                self.tally.said += values["said"]
                self._take(report.job, values["records"])
            case Result(values):
                self._running = None
                if report.job.function == ESTIMATE:
                    self.estimate = values
                else:
                    self._end(report.job, values)
            case Failure(message):
                self._running = None
                self.tally.stopped, self.tally.message = "failed", message

    def _take(self, job: Job, records: Sequence[Mapping[str, Any]]) -> None:
        """Book requests. Raises StoreError, and then the journal keeps them."""
        try:
            for request in self.books.book(self._header(job), records):
                self.tally.take(request, self.books.with_copies)
        except StoreError:
            self._all_booked = False
            raise

    def _header(self, job: Job) -> Mapping[str, Any]:
        """What the records of a job have in common."""
        if job.function == FETCH:
            return self.batches.header(job.arguments["token"])
        header: Mapping[str, Any] = job.arguments["header"]
        return header

    def _end(self, job: Job, values: Mapping[str, Any]) -> None:
        if job.function in (SUBMIT, FETCH):
            self.batches.keep(job.arguments["token"], values)
            self.tally.message = f"batch {values['batch_id']}: {values['state']}"
            return
        self.tally.stopped, self.tally.message = values["stopped"], values["message"]
        if values["abilities"]["known"]:
            self.books.keep_abilities(
                self.access.server_and_model(self.wish.llm), values["abilities"]
            )
        if self._all_booked:
            Path(job.arguments["journal"]).unlink(missing_ok=True)
        self.books.recover()
        if waited_for := len(self.books.under_way()):
            self.tally.said.append(
                f"{waited_for} items are still being answered for a run that was stopped: "
                "the same command books them"
            )

    @property
    def busy(self) -> bool:
        """Whether an estimate or a run waits or is under way."""
        return self._waiting is not None or self._running is not None

    @property
    def progress(self) -> Progress:
        """How far the job is."""
        return self._progress

    @property
    def running(self) -> bool:
        """Whether a run is under way; an estimate is none."""
        return self._running is not None and self._running.function != ESTIMATE

    def view(self) -> LLMView:
        """The LLM part of a screen."""
        labels = len(self.session.llm_labels)
        if not self.session.project.config.llm:
            return LLMView(None, labelled=labels)
        return replace(run_view(self.session), labelled=labels)

    def question(self) -> str:
        """The estimate as a question; "" while there is none."""
        return question(self)

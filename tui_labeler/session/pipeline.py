"""All ways of labelling after each other: weak, LLM, active learning, clean, final model.

Everything that a stage gets is in the store, so a run that was stopped goes on where it was. With
an oracle the person's part is played from gold labels: a first share of the budget on a uniform
sample, by which machines are weighed and judged; the rest on what the machines together are least
sure of; a last share on labels that came with the data and are suspected to be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import JobError, LabelerError
from tui_labeler.evaluation.figure import Figure
from tui_labeler.project.pool import text_hash
from tui_labeler.session.checked_labels import given_labels
from tui_labeler.session.labelling import COMBINED
from tui_labeler.session.llm_questions import Wish
from tui_labeler.session.pipeline_views import Stage, StageName
from tui_labeler.session.queue import Slot
from tui_labeler.session.stage_times import by_stage
from tui_labeler.store.records import Act

if TYPE_CHECKING:
    from tui_labeler.session.session import Session
    from tui_labeler.session.workshop import Workshop

SAMPLE_SHARE = 0.3
"""Of the budget, for the uniform sample."""
CLEAN_SHARE = 0.2
"""Of the budget, for suspected errors, where labels came with the data."""
ROUNDS = 5
"""After so many parts of the budget everything is resolved anew."""
DEFAULT_SHARE = 0.05
"""Of the pool: the budget where nobody names one."""


class Pipeline:
    """Runs the stages of one session, one method each, in the order in which they stand here."""

    def __init__(
        self,
        session: Session,
        workshop: Workshop,
        *,
        oracle: Mapping[int, int] | None = None,
        budget: int | None = None,
        may_pay: Callable[[float], bool] = lambda dollars: False,
    ) -> None:
        """`oracle`: row -> the place of its right label; None: a person answers, elsewhere.
        `may_pay`: asked before an LLM is, with the most that it may cost."""
        self.session = session
        self.workshop = workshop
        self.oracle = oracle
        self.may_pay = may_pay
        self._allowed = session.resolved.sources
        pool = len(session.pool) - session.pool.copies
        self.budget = round(DEFAULT_SHARE * pool) if budget is None else budget

    # --- stages --------------------------------------------------------------------------------

    def weak(self) -> Stage:
        """Labeling functions and rules vote."""
        self._hear("rules", "model")
        functions = self.session.functions
        skipped = functions.code.question()
        if not skipped and functions.busy:
            self.workshop.finish(functions)
        if not skipped and not functions.vote_files:
            skipped = functions.message or "no labeling functions, rules or imported votes"
        return self._stage("weak", skipped)

    def llm(self) -> Stage:
        """The LLM labels what nobody is sure of; a uniform sample is answered to judge it by."""
        self._hear("rules", "llm", "model")
        reason = self._why_no_llm() or self._ask_llm()
        if len(self.session.llm_labels):
            if self.oracle is not None:
                self._answer_sample("llm")
            reason = ""
        return self._stage("llm", reason)

    def active_learning(self) -> Stage:
        """The person is asked what the machines together are least sure of."""
        self._hear(*self._allowed)
        if self.oracle is None:
            return self._stage("active_learning", "")
        self._answer_sample("active_learning")
        step = max(5, round(self.budget * (1 - SAMPLE_SHARE) / ROUNDS))
        until = self.budget - (round(CLEAN_SHARE * self.budget) if self._given() else 0)
        while (left := until - self.spent()) > 0:
            self._resolve()
            ranking = self.session.resolved.ranking()
            if not self._answer("active_learning", min(step, left), ranking):
                break
        return self._stage("active_learning", "" if self.spent() else "the budget is 0")

    def clean(self) -> Stage:
        """Labels that came with the data are checked; the suspects are answered, worst first."""
        if not self._given():
            return self._stage("clean", "no labels came with the data")
        if self.oracle is not None and (left := self.budget - self.spent()) > 0:
            self._answer_suspects(left)
            while (left := self.budget - self.spent()) > 0:
                self._resolve()
                if not self._answer("clean", left, self.session.resolved.ranking()):
                    break
        return self._stage("clean", "")

    def final(self, accuracy: Figure, skipped: str = "") -> Stage:
        """The final model, which learns from all that was resolved, and its `accuracy`."""
        return replace(self._stage("final", skipped), accuracy=accuracy)

    def prepare_final(self) -> None:
        """Everybody is heard, and everything resolved, for the final model."""
        self._hear(*self._allowed)
        self._resolve(judged=True)

    # --- the person's answers, by the oracle ---------------------------------------------------

    def spent(self, stage: StageName | None = None) -> int:
        """Answers the oracle has given, in this run and in those before it."""
        return sum(
            event.how == "oracle" and (stage is None or (event.details or {}).get("stage") == stage)
            for _, event in self.session.state.answers()
        )

    def left(self) -> int:
        """Answers of the person that the budget still has."""
        return max(0, self.budget - self.session.state.by_label.total())

    def _given(self) -> bool:
        return "given" in self._allowed and bool(given_labels(self.session))

    def _answer_sample(self, stage: StageName) -> None:
        """The beginning of the random order, up to its share of the budget."""
        wanted = max(min(10, self.budget), round(SAMPLE_SHARE * self.budget))
        self._answer(stage, wanted - self.spent(), ())

    def _answer(self, stage: StageName, count: int, ranking: Sequence[tuple[int, float]]) -> int:
        """Answer a batch of the queue, from `ranking` and the random order. Returns how many."""
        assert self.oracle is not None
        session, answered = self.session, 0
        while answered < count:
            known = [one for one in ranking if one[0] in self.oracle]
            slots = self._slots(known, count - answered)
            if not slots:
                break
            acts = [
                self._act(row, stage, batch=slot.batch.id)
                for slot in slots
                if (row := session.pool.row(slot.item.item)) is not None
            ]
            session.record(acts)
            answered += sum(act.kind == "label" for act in acts)
        return answered

    def _slots(self, ranking: Sequence[tuple[int, float]], wanted: int) -> list[Slot]:
        """What is asked next, `wanted` at most: without a ranking random items, and what else is
        open at the end. Items that are shown again are left out: an oracle always says the same."""
        queue = self.session.queue
        opened = [slot for slot in queue.open_slots() if slot.item.why != "repeat"]
        waiting = [slot for slot in opened if (slot.item.why == "query") == bool(ranking)]
        if waiting:
            return waiting[:wanted]
        items = [one for one in queue.compose(ranking, wanted + 1) if one.why != "repeat"][:wanted]
        if not items:
            return opened[:wanted]
        strategy = COMBINED if ranking else "random"
        batch = self.session.store.add_batch(items, strategy=strategy, model=None)
        queue.add(batch)
        return [Slot(batch, position) for position in range(len(items))]

    def _answer_suspects(self, count: int) -> None:
        session = self.session
        found = self.workshop.run(session.checks.job("current"))
        if not found["suspects"]:
            return
        session.checks.read(session.checks.folder)
        assert self.oracle is not None
        acts = [
            self._act(
                *(one.row, "clean"),
                details={"suspect": {"given": one.given, "source": one.source, "against": 1.0}},
            )
            for one in session.suspects.suspects()
            if one.row in self.oracle and session.state[one.item].answer is None
        ]
        if acts:
            session.record(acts[:count])

    def _act(
        self,
        row: int,
        stage: StageName,
        *,
        batch: int | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> Act:
        """The oracle's answer; what it does not know is skipped."""
        assert self.oracle is not None
        session = self.session
        place = self.oracle.get(row)
        return Act(
            kind="skip" if place is None else "label",
            item=session.pool.ids[row],
            label=None if place is None else session.project.label_names[place],
            text_hash=text_hash(session.pool.texts[row]),
            batch=batch,
            how="oracle",
            blind=True,
            details={"stage": stage, **(details or {})},
        )

    # --- the LLM -------------------------------------------------------------------------------

    def _why_no_llm(self) -> str:
        """Why no LLM is asked; "" where one is."""
        llm = self.session.llm
        if not self.session.project.config.llm:
            return "no [llm] in project.toml, and no LLM labels were imported"
        try:
            llm.access.check()
        except LabelerError as error:
            return error.message
        if (stranger := llm.access.stranger()) is not None:
            return f"nobody has said yes to {stranger}"
        return "" if llm.cap(Wish()) is not None else "[llm] sets no max_cost: nothing is spent"

    def _ask_llm(self) -> str:
        """Ask about what is not sure without it. Returns why that ended early, "" else."""
        session = self.session
        self._resolve()
        unsure = (
            item
            for row, item in enumerate(session.pool.ids)
            if (decision := session.resolved.of(row)) is None or decision.label is None
        )
        wish = Wish(items=frozenset(unsure))
        if not session.llm.questions.rows(wish):
            return "nothing is left to ask it"
        if not self.may_pay(session.llm.money_left(wish) or 0.0):
            return "nobody said yes to its price: --yes"
        session.llm.wish = wish
        session.llm.start()
        self.workshop.finish(session.llm)
        return session.llm.tally.message if session.llm.tally.stopped else ""

    # --- what came of it -----------------------------------------------------------------------

    def _hear(self, *sources: str) -> None:
        """From here on these have a say, as far as project.toml allows it."""
        self.session.resolved.sources = frozenset(sources) & self._allowed

    def _resolve(self, *, judged: bool = False) -> None:
        resolved, functions = self.session.resolved, self.session.functions
        if functions.busy and not functions.code.question():
            self.workshop.finish(functions)
        resolved.judged = judged
        resolved.want()
        self.workshop.finish(resolved)
        if not (resolved.fresh or functions.busy):
            raise JobError(resolved.message or "the labels could not be resolved")

    def _stage(self, name: StageName, skipped: str) -> Stage:
        self._resolve(judged=True)
        session = self.session
        labels = self._labels(name)
        paid: float | None = 0.0
        if name == "llm":
            totals = session.store.llm.totals()
            paid = None if totals.unpriced else totals.cost
        work = self._work(name, labels)
        return Stage(
            name=name,
            labels=labels,
            coverage=session.resolved.coverage(),
            cost=None if paid is None or work is None else paid + work,
            accuracy=session.resolved.accuracy(),
            skipped=skipped,
        )

    def _labels(self, name: StageName) -> int:
        """Answers that stand, of the oracle or the person."""
        return self.spent(name) if self.oracle is not None else by_stage(self.session)[name][0]

    def _work(self, name: StageName, labels: int) -> float | None:
        """What the answers of a stage cost; None: they have no price."""
        if not labels:
            return 0.0
        seconds = None if self.oracle is not None else by_stage(self.session)[name][1]
        return self.session.money.price.of(seconds, labels)

    def by_hand(self) -> float | None:
        """What labelling everything by hand would cost; None: no price is known."""
        session = self.session
        items, speed = len(session.pool) - session.pool.copies, session.money.view().speed.value
        return session.money.price.of(None if speed is None else items * speed, items)

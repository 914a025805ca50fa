"""A run: many questions, few at a time, each answer passed on as soon as it is there."""

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TypeAlias

from tui_labeler.jobs import Partial, Progress, Result
from tui_labeler.llm.asking import Question
from tui_labeler.llm.asking import answer as as_answer
from tui_labeler.llm.confidence import VOTE, vote
from tui_labeler.llm.failures import PAID_AGAIN, STOPS, TRANSIENT, Failed, Kind, Stopped
from tui_labeler.llm.gate import Gate
from tui_labeler.llm.journal import Record, Sent
from tui_labeler.llm.parsing import Said
from tui_labeler.llm.sending import Sender

TICK = 0.1
"""Seconds between two reports: the answers of one tick are booked together."""
TRIES = 5
PAID_TRIES = 2
LIMITED_TRIES = 10
"""Rate limits of one question that end it, and, without one good answer, the run."""
IN_A_ROW = 5
"""Questions in a row that fail although each was tried again: the server is down."""
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 20.0
TOTAL = 3.0
"""Time limits of one request that a question may take altogether."""

Tried: TypeAlias = tuple[Sent, Record, Failed | None]


class Run:
    """Asks `questions` with at most `concurrency` requests under way."""

    def __init__(
        self, sender: Sender, questions: Iterable[Question], *, total: int, seed: int = 0
    ) -> None:
        self.sender, self.asker = sender, sender.asker
        self.done = 0
        self._total = total
        self._questions: Iterator[Question] = iter(questions)
        self._again: deque[Question] = deque()
        self._records: list[Record] = []
        self._said: list[str] = []
        self._in_a_row = 0
        self._gate = Gate(time.monotonic)
        self._probing = asyncio.Lock()
        self._rng = random.Random(seed)

    @property
    def stopped(self) -> Stopped | None:
        """Why nothing more is asked."""
        return self.sender.budget.closed

    def stop(self) -> None:
        """Ask nothing more."""
        self.sender.budget.close(Stopped("cancelled", "stopped"))

    async def drain(self, seconds: float) -> None:
        """Ask nothing more; wait for what is under way, so that what was paid is on disk."""
        self.stop()
        if self.sender.sending:
            await asyncio.wait(self.sender.sending, timeout=seconds)

    async def outcomes(self) -> AsyncGenerator[Progress | Partial | Result, None]:
        """Partials with the records of each tick, progress in between, and the result."""
        count = self.asker.section.concurrency
        workers = {asyncio.create_task(self._work()) for _ in range(count)}
        try:
            working = set(workers)
            while working:
                finished, working = await asyncio.wait(working, timeout=TICK)
                for worker in finished:
                    if not worker.cancelled():
                        worker.result()
                if self.stopped is not None:
                    for worker in working - self.sender.sending:
                        worker.cancel()
                if self._records or self._said:
                    yield self._partial()
                yield self._progress()
        finally:
            for worker in workers:
                worker.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*workers, return_exceptions=True)
        stopped = self.stopped
        yield Result(
            {
                "stopped": None if stopped is None else stopped.kind,
                "message": "" if stopped is None else stopped.message,
                "abilities": self.asker.abilities.as_json(),
            }
        )

    def _partial(self) -> Partial:
        records, self._records = self._records, []
        said, self._said = self._said, []
        return Partial({"records": records, "said": said})

    def _progress(self) -> Progress:
        left = self._gate.left
        if left > 0:
            what = f"rate limit, waiting {left:.0f} s (time {self._gate.times})"
        else:
            what = f"asking {self.asker.section.model}"
        return Progress(what, self.done, self._total)

    async def _work(self) -> None:
        with suppress(asyncio.CancelledError):
            while self.stopped is None and (question := self._next()) is not None:
                try:
                    await self._ask(question)
                except Stopped as stopped:
                    self.sender.budget.close(stopped)

    def _next(self) -> Question | None:
        return self._again.popleft() if self._again else next(self._questions, None)

    async def _ask(self, question: Question) -> None:
        """Ask until there is an answer or no sense in asking again."""
        votes: list[Said] = []
        records: list[Record] = []
        try:
            while len(records) < self.asker.samples:
                records.append(await self._answered(question, votes))
                if records[-1]["error"] is not None:
                    break
        finally:  # a run that is stopped counts the votes there are: they are paid
            for record in records:
                self._pass_on(record)
            if records:
                self._conclude(question, records[-1], votes)

    async def _answered(self, question: Question, votes: list[Said]) -> Record:
        """The record of the last try; those before it are on their way to the ledger."""
        began, waited = time.monotonic(), 0.0
        tries = limited = 0
        before = question.interrupted
        while True:
            reached = time.monotonic()
            await self._gate.wait()
            waited += time.monotonic() - reached
            sent, record, failure = await self._probed(question, before)
            if failure is None:
                self._gate.passed()
                if self.asker.samples > 1 and record["answers"]:
                    said = record["answers"].pop(question.items[0])
                    votes.append(Said(said["label"], None, said["reason"]))
                return record
            if failure.kind is Kind.REQUEST and before is not None:
                before = None  # what the server takes has changed since
                self._pass_on(record)
                continue
            # What was billed for sure is not repeated under its key: the ledger stays exact.
            before = sent if failure.kind in TRANSIENT and not record["paid"] else None
            tries += failure.kind is not Kind.RATE_LIMIT
            limited += failure.kind is Kind.RATE_LIMIT
            spent = time.monotonic() - began - waited
            if limited > LIMITED_TRIES or not self._worth(failure, tries, spent):
                return record
            self._pass_on(record)
            self._pause(failure, limited)
            if failure.kind is not Kind.RATE_LIMIT:
                await asyncio.sleep(self._backoff(tries))

    def _worth(self, failure: Failed, tries: int, spent: float) -> bool:
        """Whether the same question should be asked again."""
        if failure.kind is Kind.RATE_LIMIT:
            return True
        most = TRIES if failure.kind in TRANSIENT else PAID_TRIES
        again = failure.kind in TRANSIENT or failure.kind in PAID_AGAIN
        return again and tries < most and spent < TOTAL * self.asker.section.timeout

    def _pause(self, failure: Failed, limited: int) -> None:
        """Close the gate for everybody where the server said so, or is too busy."""
        if failure.kind is Kind.RATE_LIMIT and self._gate.times >= LIMITED_TRIES:
            raise Stopped(failure.kind, f"the server keeps limiting us: {failure.detail}")
        if failure.wait is not None:
            self._gate.close(failure.wait)
        elif failure.kind is Kind.RATE_LIMIT:
            self._gate.close(self._backoff(limited))

    def _backoff(self, tries: int) -> float:
        pause: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1))
        return pause * self._rng.uniform(0.5, 1.0)

    async def _probed(self, question: Question, before: Sent | None) -> Tried:
        """One try; the first of a run is alone until it is clear what the server can do."""
        if self.asker.abilities.known or before is not None:
            return await self._try(question, before)
        async with self._probing:
            while not self.asker.abilities.known:
                tried = _, record, failure = await self._try(question)
                if failure is None or failure.kind is not Kind.REQUEST:
                    return tried
                less = self.asker.abilities.without(failure.detail)
                if less is None:
                    return tried
                self._pass_on(record)
                self.asker.abilities = less
        return await self._try(question)

    async def _try(self, question: Question, before: Sent | None = None) -> Tried:
        """Send one request; `before`: the one it repeats. Its record is on disk.

        Raises Stopped for what no other request would survive either.
        """
        reply = await self.sender.send(question, before)
        failure = reply.failure
        if failure is None and before is None and self.asker.learn(question, reply.exchange):
            self._said.append(self.asker.abilities.sentence())
        if failure is not None and failure.kind in STOPS:
            self._pass_on(reply.record)
            raise Stopped(failure.kind, failure.detail)
        return reply.sent, reply.record, failure

    def _conclude(self, question: Question, record: Record, votes: list[Said]) -> None:
        """The question is done with: its items have answers or errors, or are asked one by one."""
        failed = record["error"]
        if votes and failed is None:
            said, shares = vote(votes)
            record["answers"] = {question.items[0]: as_answer(said, VOTE, shares)}
            record["error"] = None
        elif failed is None and question.many:
            left = [n for n, item in enumerate(question.items) if item not in record["answers"]]
            self._again.extend(_single(question, number) for number in left)
        elif failed is not None and question.many and failed not in TRANSIENT:
            self._again.extend(_single(question, n) for n in range(len(question.items)))
        elif failed is not None:
            error = {"error": failed, "detail": record["detail"]}
            record["answers"] = {item: error for item in question.items}
        self.done += len(record["answers"])
        self._pass_on(record)
        self._watch(record)

    def _watch(self, record: Record) -> None:
        """Stop the run when nothing works any more. Raises Stopped."""
        failed, detail = record["error"], record["detail"]
        if failed == Kind.REQUEST and not self.asker.abilities.known:
            raise Stopped(Kind.REQUEST, detail)
        hopeless = failed in TRANSIENT or failed == Kind.REQUEST
        self._in_a_row = self._in_a_row + 1 if hopeless else 0
        first = failed == Kind.NETWORK and not self.asker.abilities.known
        if first or self._in_a_row >= IN_A_ROW:
            raise Stopped(failed, f"the server does not answer: {detail}")

    def _pass_on(self, record: Record) -> None:
        """Give the record to the session with the next tick. Once per request."""
        if not self._records or record not in self._records:
            self._records.append(record)


def _single(question: Question, number: int) -> Question:
    """A question about one item of several."""
    return replace(
        question,
        items=(question.items[number],),
        keys=(question.keys[number],),
        texts=(question.texts[number],),
        columns={},
        interrupted=None,
    )

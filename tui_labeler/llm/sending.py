"""One request, from the money set aside to the answer on disk."""

import asyncio
import time
from dataclasses import dataclass, replace

from tui_labeler.llm.asking import Asker, Question
from tui_labeler.llm.budget import Budget
from tui_labeler.llm.client import Client, Exchange
from tui_labeler.llm.failures import Failed
from tui_labeler.llm.journal import Journal, Record, Sent


@dataclass(slots=True)
class Reply:
    """What became of a request."""

    sent: Sent
    record: Record
    failure: Failed | None
    exchange: Exchange


class Sender:
    """Sends requests; each is in the journal before it leaves, and again when it is over."""

    def __init__(
        self, asker: Asker, client: Client, journal: Journal, budget: Budget, run: str
    ) -> None:
        self.asker, self.client, self.journal, self.budget = asker, client, journal, budget
        self.sending: set[asyncio.Task[None]] = set()
        """Tasks with a request under way: they are never cancelled for a stop."""
        self._run = run
        self._requests = 0

    def compose(self, question: Question, before: Sent | None) -> Sent:
        """A request about `question`.

        `before`: the same request, which got no answer. It is repeated word for word under its
        idempotency key: a server that honours the key bills both together once.
        """
        self._requests += 1
        key = f"{self._run}-{self._requests:x}"
        if before is not None and self.asker.repeatable(question, before):
            return replace(before, key=key)
        body = self.asker.body(question, self.asker.messages(question))
        return Sent(key, key, question.items, question.keys, body)

    async def send(self, question: Question, before: Sent | None = None) -> Reply:
        """Send one request and read its answer. Raises Stopped where the money does not suffice."""
        asker = self.asker
        sent = self.compose(question, before)
        messages = sent.body["messages"]
        ceiling = asker.ceiling(question, messages)
        await self.budget.reserve(ceiling)
        record = asker.blank(sent.key, question, messages)
        if question.interrupted is not None:
            record["replaces"] = question.interrupted.key
            if sent.id == question.interrupted.id:
                record["prompt"] = question.interrupted.prompt
        task = asyncio.current_task()
        assert task is not None
        self.sending.add(task)
        try:
            await self.journal.sent(record, sent)
            reply = await self._exchange(question, sent, record)
            price = asker.price.of(record["tokens_in"], record["tokens_out"])
            self.budget.settle(ceiling, price if record["paid"] else 0.0)
            await self.journal.settled(record)
        finally:
            self.sending.discard(task)
        return reply

    async def _exchange(self, question: Question, sent: Sent, record: Record) -> Reply:
        exchange, began, failure = Exchange(), time.monotonic(), None
        try:
            await self.client.complete(sent.body, exchange, sent.id)
        except Failed as failed:
            failure = failed
        self.asker.settle(record, exchange, self.client.key, time.monotonic() - began)
        if failure is None:
            try:
                record["answers"] = self.asker.read(question, exchange)
            except Failed as failed:
                failure = failed
        if failure is not None:
            record |= {"error": failure.kind, "detail": failure.detail}
        return Reply(sent, record, failure, exchange)

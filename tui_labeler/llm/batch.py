"""The Batch API: half the price, an answer within a day, and no connection to keep meanwhile.

A batch carries a token of ours in its metadata, stored before anything is sent: a program that is
killed before it has read the batch's id finds the batch again, and never submits it twice. Answers
come in any order and are joined by their custom ids.
"""

import asyncio
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tui_labeler.errors import LLMError
from tui_labeler.jobs import Partial, Progress, Result, Steps
from tui_labeler.llm.abilities import Abilities
from tui_labeler.llm.asking import Asker, Question
from tui_labeler.llm.client import Client, Exchange
from tui_labeler.llm.failures import Failed, Kind
from tui_labeler.llm.jobs import make_asker, question_of
from tui_labeler.llm.journal import Record
from tui_labeler.llm.server import read_key, server_of
from tui_labeler.project.pool import load_pool

MOST = 50_000
"""Requests of one batch."""
METADATA = "tui_labeler"
PATIENCE = 300.0
"""Seconds for one file to go or come."""
TOGETHER = 200
"""Records of one partial."""
ENDED = ("completed", "expired", "cancelled", "failed")


def submit(
    pool: str,
    requests: Mapping[str, str],
    section: Mapping[str, Any],
    prompt: Mapping[str, Any],
    labelled: Sequence[tuple[int, str]],
    seed: int,
    abilities: Mapping[str, Any] | None,
    token: str,
) -> Steps:
    """Hand in `requests` (custom id -> item). The result has the batch's id. Raises LLMError."""
    opened = load_pool(Path(pool))
    asker = make_asker(opened, section, prompt, labelled, seed)
    asker.abilities = Abilities.from_json(abilities)
    lines = []
    for key, item in requests.items():
        row = opened.row(item)
        assert row is not None
        question = question_of(opened, [row])
        body = asker.body(question, asker.messages(question))
        line = {"custom_id": key, "method": "POST", "url": "/v1/chat/completions", "body": body}
        lines.append(json.dumps(line))
    yield Progress("handing in the batch", 0, len(lines))
    with _client(asker) as (client, runner):
        batch = runner.run(_hand_in(client, "\n".join(lines).encode(), token))
    yield Result({"batch_id": batch, "state": "submitted"})


def fetch(
    pool: str,
    requests: Mapping[str, str],
    section: Mapping[str, Any],
    prompt: Mapping[str, Any],
    token: str,
    batch_id: str | None,
) -> Steps:
    """How far a batch is, and its answers when it has ended.

    The result has the batch's id and state; `lost`: it never arrived. Raises LLMError.
    """
    opened = load_pool(Path(pool))
    asker = make_asker(opened, section, prompt, [], 0)
    asker.price = asker.price.half()
    with _client(asker) as (client, runner):
        batch = runner.run(_find(client, token, batch_id))
        if batch is None:
            yield Result({"batch_id": None, "state": "lost"})
            return
        if batch.status not in ENDED:
            yield Result({"batch_id": batch.id, "state": batch.status})
            return
        lines = b""
        for file in (batch.output_file_id, batch.error_file_id):
            if file is not None:
                lines += runner.run(_download(client, file)) + b"\n"
        records: list[Record] = []
        for record in _records(asker, lines, requests, client.key):
            records.append(record)
            if len(records) == TOGETHER:
                yield Partial({"records": records, "said": []})
                records = []
        yield Partial({"records": records, "said": []})
    yield Result({"batch_id": batch.id, "state": batch.status})


def _records(asker: Asker, lines: bytes, requests: Mapping[str, str], key: str) -> Iterator[Record]:
    """One record per custom id that is ours; the first line of an id counts."""
    left = dict(requests)
    for line in lines.splitlines():
        try:
            entry = json.loads(line)
            item = left.pop(entry["custom_id"])
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
        response = entry.get("response") or {}
        question = Question((item,), ("",), ("",), {})
        record = asker.blank(entry["custom_id"], question, [])
        exchange = Exchange(response.get("status_code") == 200)
        exchange.body = json.dumps(response.get("body")).encode()
        asker.settle(record, exchange, key, 0.0)
        try:
            if not exchange.answered:
                raise Failed(Kind.SERVER, f"the batch: status {response.get('status_code')}")
            record["answers"] = asker.read(question, exchange)
        except Failed as failed:
            record |= {"error": failed.kind, "detail": failed.detail}
            record["answers"] = {item: {"error": failed.kind, "detail": failed.detail}}
        yield record


@contextmanager
def _client(asker: Asker) -> Iterator[tuple[Client, asyncio.Runner]]:
    """A client to the server of the settings. What fails is raised as LLMError."""
    server = server_of(asker.section.base_url)
    key = read_key(server, asker.section.api_key_env)
    with asyncio.Runner() as runner:

        async def begin() -> Client:
            return Client(server, key, timeout=asker.section.timeout)

        client = runner.run(begin())
        try:
            yield client, runner
        except Failed as failed:
            raise LLMError(f"the batch service: {failed.detail} ({failed.kind}).") from None
        finally:
            runner.run(client.close())


async def _hand_in(client: Client, lines: bytes, token: str) -> str:
    content = ("batch.jsonl", io.BytesIO(lines), "application/jsonl")
    sending = client.openai.files.create(file=content, purpose="batch")
    file = await client.guarded(sending, PATIENCE)
    making = client.openai.batches.create(
        input_file_id=file.id,
        endpoint="/v1/chat/completions",
        completion_window="24h",
        metadata={METADATA: token},
    )
    return (await client.guarded(making, PATIENCE)).id


async def _find(client: Client, token: str, batch_id: str | None) -> Any:
    """The batch by its id, else by our token in its metadata; None where there is none."""
    if batch_id is not None:
        return await client.guarded(client.openai.batches.retrieve(batch_id), PATIENCE)

    async def search() -> Any:
        async for batch in client.openai.batches.list(limit=100):
            if (batch.metadata or {}).get(METADATA) == token:
                return batch
        return None

    found = await client.guarded(search(), PATIENCE)
    return None if found is None else await _find(client, token, found.id)


async def _download(client: Client, file: str) -> bytes:
    content = await client.guarded(client.openai.files.content(file), PATIENCE)
    return bytes(content.content)

"""What runs in the child process: an estimate, and a run."""

import asyncio
import secrets
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from tui_labeler.jobs import Progress, Result, Steps
from tui_labeler.llm import tokens
from tui_labeler.llm.abilities import Abilities
from tui_labeler.llm.asking import Asker, Question
from tui_labeler.llm.budget import Budget
from tui_labeler.llm.client import Client
from tui_labeler.llm.few_shot import chooser
from tui_labeler.llm.journal import Journal, Sent
from tui_labeler.llm.prices import price_of
from tui_labeler.llm.prompt import Example, Prompt, suspicious
from tui_labeler.llm.run import Run
from tui_labeler.llm.sending import Sender
from tui_labeler.llm.server import read_key, server_of
from tui_labeler.project import Pool
from tui_labeler.project.llm_section import LLMSection
from tui_labeler.project.pool import load_pool

SAMPLED = 200
"""Items whose prompts are made for an estimate; the rest is assumed to be like them."""
ANSWER = 14
"""Tokens of a likely answer; with a reason, three times as many."""
LINGER = 30.0
"""Seconds, after the program was quit or killed, in which answers still under way are awaited."""


def estimate(
    pool: str,
    rows: Sequence[int],
    section: Mapping[str, Any],
    prompt: Mapping[str, Any],
    labelled: Sequence[tuple[int, str]],
    seed: int,
    seconds: float,
) -> Steps:
    """Tokens, price and time of asking about `rows`, and the first prompt.

    `labelled`: (row, label) of possible examples; `seconds`: how long an answer takes.
    """
    opened = load_pool(Path(pool))
    asker = make_asker(opened, section, prompt, labelled, seed)
    sample = rows[:SAMPLED]
    counted = answers = requests = 0
    first: list[dict[str, str]] = []
    for question in _questions(opened, sample, asker.section.items_per_prompt):
        messages = asker.messages(question)
        first = first or messages
        counted += tokens.likely(*(message["content"] for message in messages))
        answers += ANSWER * len(question.items) * (3 if asker.prompt.reason else 1)
        requests += 1
    scale = asker.samples * (len(rows) / len(sample) if sample else 0)
    tokens_in, tokens_out = round(counted * scale), round(answers * scale)
    price = asker.price
    yield Result(
        {
            "items": len(rows),
            "requests": round(requests * scale),
            "tokens_in": tokens_in,
            "tokens_out": tokens_out,
            "cost": price.of(tokens_in, tokens_out) if price.known else None,
            "price": price.source,
            "seconds": requests * scale * seconds / asker.section.concurrency,
            "prompt": first,
        }
    )


def label(
    pool: str,
    rows: Sequence[int],
    section: Mapping[str, Any],
    prompt: Mapping[str, Any],
    labelled: Sequence[tuple[int, str]],
    seed: int,
    grant: float | None,
    abilities: Mapping[str, Any] | None,
    journal: str,
    header: Mapping[str, Any],
    unanswered: Sequence[Mapping[str, Any]] = (),
) -> Steps:
    """Ask about `rows`; spends at most `grant` (dollars, or million tokens without a price).

    `unanswered`: what a killed run had sent, asked first. When the job is cancelled it waits for
    what is under way, at most `LINGER` seconds: it is paid, and the journal takes it.
    Yields Partials `{"records": […], "said": […]}`. Raises LLMError where nothing can be sent.
    """
    opened = load_pool(Path(pool))
    asker = make_asker(opened, section, prompt, labelled, seed)
    asker.abilities = Abilities.from_json(abilities)
    settings = asker.section
    server = server_of(settings.base_url)
    if abilities is None and not server.is_openai:
        asker.abilities = Abilities(limit="max_tokens")
    key = read_key(server, settings.api_key_env)
    again = list(_unanswered(opened, unanswered))
    total = len(rows) + sum(len(question.items) for question in again)
    yield Progress(f"asking {settings.model}", 0, total)
    with Journal(Path(journal), header) as book, asyncio.Runner() as runner:
        questions = chain(again, _questions(opened, rows, settings.items_per_prompt))

        async def begin() -> Run:
            client = Client(server, key, timeout=settings.timeout)
            name = Path(journal).stem + "-" + secrets.token_hex(4)
            sender = Sender(asker, client, book, Budget(grant), name)
            return Run(sender, questions, total=total, seed=seed)

        run = runner.run(begin())
        with _stopped_gently(runner.get_loop(), run.stop):
            outcomes = run.outcomes()
            try:
                while (outcome := runner.run(anext(outcomes, None))) is not None:
                    yield outcome
            finally:
                runner.run(run.drain(min(LINGER, settings.timeout)))
                runner.run(outcomes.aclose())
                runner.run(run.sender.client.close())


@contextmanager
def _stopped_gently(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> Iterator[None]:
    """While the loop lives, SIGTERM calls `stop`, and takes effect afterwards.

    Whatever else it does, it would do in the middle of some step, and lose a paid answer.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual, arrived = signal.getsignal(signal.SIGTERM), threading.Event()

    def note() -> None:
        arrived.set()
        stop()

    loop.add_signal_handler(signal.SIGTERM, note)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
        signal.signal(signal.SIGTERM, usual)
        if arrived.is_set():
            signal.raise_signal(signal.SIGTERM)


def _unanswered(pool: Pool, unanswered: Sequence[Mapping[str, Any]]) -> Iterator[Question]:
    """What a killed run had sent, as questions of this one."""
    for values in unanswered:
        sent = Sent.from_json(values)
        rows = [row for item in sent.items if (row := pool.row(item)) is not None]
        if len(rows) == len(sent.items):
            yield replace(question_of(pool, rows), keys=sent.keys, interrupted=sent)


def make_asker(
    pool: Pool,
    section: Mapping[str, Any],
    prompt: Mapping[str, Any],
    labelled: Sequence[tuple[int, str]],
    seed: int,
) -> Asker:
    """What asks, from the arguments of a job."""
    settings = LLMSection.model_validate(dict(section))
    labels = tuple((str(name), str(about)) for name, about in prompt["labels"])
    made = Prompt(**{**prompt, "labels": labels})
    known = set(made.names)
    examples = [
        Example(pool.texts[row], name)
        for row, name in labelled
        if name in known and not suspicious(pool.texts[row])
    ]
    number = settings.few_shot if examples else 0
    price = price_of(settings.model, settings.input_price, settings.output_price)
    return Asker(settings, made, chooser(settings.few_shot_by, examples, number, seed), price)


def _questions(pool: Pool, rows: Sequence[int], together: int) -> Iterator[Question]:
    """`rows` in their order, `together` at a time; what reads like an instruction goes alone."""
    waiting: list[int] = []
    for row in rows:
        if together == 1 or suspicious(pool.texts[row]):
            yield question_of(pool, [row])
            continue
        waiting.append(row)
        if len(waiting) == together:
            yield question_of(pool, waiting)
            waiting = []
    if waiting:
        yield question_of(pool, waiting)


def question_of(pool: Pool, rows: Sequence[int]) -> Question:
    """One request about these rows."""
    columns = {name: values[rows[0]] for name, values in pool.columns.items()}
    return Question(
        items=tuple(pool.ids[row] for row in rows),
        keys=tuple(secrets.token_hex(4) for _ in rows),
        texts=tuple(pool.texts[row] for row in rows),
        columns=columns,
    )

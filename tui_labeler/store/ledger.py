"""The ledger of the LLM: prompts, requests with their cost, and batches; reached as `store.llm`."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import fields
from typing import Any, TypeAlias

from tui_labeler.store import annotations as annotation_table
from tui_labeler.store.columns import from_json, strings, to_json
from tui_labeler.store.records import Annotation, LLMBatch, LLMRequest, LLMTotals

Transaction: TypeAlias = Callable[[], AbstractContextManager[object]]

_REQUEST = tuple(field.name for field in fields(LLMRequest))
_INSERT = (
    f"INSERT OR IGNORE INTO llm_request ({', '.join(_REQUEST)}) "
    f"VALUES ({', '.join('?' * len(_REQUEST))})"
)
_TOTALS = (
    "coalesce(sum(paid), 0), coalesce(sum(tokens_in), 0), "
    "coalesce(sum(tokens_out), 0), coalesce(sum(cost), 0.0), "
    "coalesce(sum((tokens_in + tokens_out) * (cost IS NULL)), 0), "
    "avg(CASE WHEN paid AND error IS NULL THEN seconds END)"
)
_FREE = (
    "UPDATE llm_request SET paid = 0, cost = 0, tokens_in = 0, tokens_out = 0, "
    "detail = 'asked again under the same key' WHERE key = ?"
)
_BATCH = "token, model, prompt, requests, batch_id, state"


class Ledger:
    """The LLM's tables of an open store. Each method is one transaction."""

    def __init__(
        self,
        opened: sqlite3.Connection,
        reading: Transaction,
        writing: Transaction,
        clock: Callable[[], float],
    ) -> None:
        self._db, self._reading, self._writing, self._clock = opened, reading, writing, clock

    def prompt(self, digest: str, content: str) -> int:
        """The number of a prompt version; a new one is saved and gets the next."""
        known = self.prompt_number(digest)
        if known is not None:
            return known
        with self._writing():
            cursor = self._db.execute(
                "INSERT INTO llm_prompt (hash, content, at) VALUES (?, ?, ?)",
                (digest, content, self._clock()),
            )
        return int(cursor.lastrowid or 0)

    def prompt_number(self, digest: str) -> int | None:
        """The number of a prompt version that was used before."""
        with self._reading():
            row = self._db.execute(
                "SELECT number FROM llm_prompt WHERE hash = ?", (digest,)
            ).fetchone()
        return None if row is None else int(row[0])

    def has_prompt(self, number: int) -> bool:
        """Whether there is a prompt version of this number."""
        with self._reading():
            found = self._db.execute("SELECT 1 FROM llm_prompt WHERE number = ?", (number,))
            return found.fetchone() is not None

    def book(
        self,
        requests: Iterable[LLMRequest],
        annotations: Iterable[Annotation],
        replaced: Iterable[str] = (),
    ) -> int:
        """Save requests and what they say about items, all or nothing.

        `replaced`: keys of requests that had no answer and are on the bill of one of these.
        Returns how many requests were new: one that is already there is left as it is.
        """
        with self._writing():
            at = self._clock()
            before = self._db.total_changes
            self._db.executemany(_INSERT, [_row(request, at) for request in requests])
            added = self._db.total_changes - before
            self._db.executemany(_FREE, [(key,) for key in replaced])
            annotation_table.add(self._db, annotations, at)
        return added

    def requests(self) -> Iterator[LLMRequest]:
        """All requests, oldest first."""
        with self._reading():
            rows = self._db.execute(
                f"SELECT {', '.join(_REQUEST)} FROM llm_request ORDER BY rowid"
            ).fetchall()
        return self._decoded(rows)

    def _decoded(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[LLMRequest]:
        with self._reading():
            yield from map(_request, rows)

    def reasons(self) -> dict[str, str]:
        """Item -> the newest reason an LLM gave."""
        with self._reading():
            rows = self._db.execute(
                "SELECT answers FROM llm_request WHERE answers LIKE '%\"reason\"%' ORDER BY rowid"
            ).fetchall()
            return {
                item: str(answer["reason"])
                for (answers,) in rows
                for item, answer in _answers(answers).items()
                if answer.get("reason")
            }

    def has(self, key: str) -> bool:
        """Whether a request is booked."""
        with self._reading():
            found = self._db.execute("SELECT 1 FROM llm_request WHERE key = ?", (key,)).fetchone()
        return found is not None

    def totals(self) -> LLMTotals:
        """What all requests together have cost."""
        with self._reading():
            row = self._db.execute(f"SELECT {_TOTALS} FROM llm_request").fetchone()
        return LLMTotals(*row)

    def totals_by_model(self) -> dict[str, LLMTotals]:
        """Model -> what its requests have cost, by name."""
        with self._reading():
            rows = self._db.execute(
                f"SELECT model, {_TOTALS} FROM llm_request GROUP BY model ORDER BY model"
            ).fetchall()
        return {model: LLMTotals(*row) for model, *row in rows}

    def put_batch(self, batch: LLMBatch) -> None:
        """Save a batch, or how far it has come."""
        with self._writing():
            self._db.execute(
                f"INSERT OR REPLACE INTO llm_batch ({_BATCH}) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    batch.token,
                    batch.model,
                    batch.prompt,
                    to_json(batch.requests),
                    batch.batch_id,
                    batch.state,
                ),
            )

    def batches(self) -> list[LLMBatch]:
        """All batches, oldest first."""
        with self._reading():
            rows = self._db.execute(f"SELECT {_BATCH} FROM llm_batch ORDER BY rowid").fetchall()
            return [_batch(row) for row in rows]


def _row(request: LLMRequest, at: float) -> tuple[object, ...]:
    values = {name: getattr(request, name) for name in _REQUEST}
    changed = {
        "items": to_json({"items": request.items}),
        "answers": to_json(request.answers),
        "at": request.at or at,
    }
    return tuple((values | changed).values())


def _request(row: tuple[Any, ...]) -> LLMRequest:
    values = dict(zip(_REQUEST, row, strict=True))
    changed = {
        "items": strings(from_json(values["items"]).get("items")),
        "answers": _answers(values["answers"]),
        "paid": bool(values["paid"]),
    }
    return LLMRequest(**values | changed)


def _answers(text: str) -> dict[str, dict[str, Any]]:
    """Item -> what was said about it."""
    return {item: one for item, one in from_json(text).items() if isinstance(one, dict)}


def _batch(row: tuple[Any, ...]) -> LLMBatch:
    token, model, prompt, requests, batch_id, state = row
    items = {key: strings(value) for key, value in from_json(requests).items()}
    return LLMBatch(token, model, prompt, items, batch_id, state)

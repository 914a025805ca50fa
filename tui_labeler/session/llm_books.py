"""How answers of an LLM come into the store: the bill, the labels, and what a kill left behind."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.llm import journal
from tui_labeler.llm.failures import TRANSIENT
from tui_labeler.llm.journal import Sent
from tui_labeler.store.records import Annotation, LLMRequest

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

ABILITIES = "llm_abilities"
UNANSWERED = "llm_unanswered"
_ORIGIN = {"model", "server", "prompt"}
"""What a run says of itself."""


class LLMBooks:
    """Books requests with what they say about items."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def book(
        self, header: Mapping[str, Any], records: Sequence[Mapping[str, Any]]
    ) -> list[LLMRequest]:
        """Save requests and the labels in them; copies of an item get its label too.

        What a record `replaces` is one request with it: under one idempotency key, on one bill.
        """
        requests = [_request(header, record) for record in records]
        again = [record for record in records if "replaces" in record]
        annotations = [
            annotation for request in requests for annotation in self._annotations(request)
        ]
        replaced = [record["replaces"] for record in again if record["paid"]]
        self.session.store.llm.book(requests, annotations, replaced)
        self.session.llm_labels.take(annotations)
        self._forget({one["replaces"] for one in again if one["error"] not in TRANSIENT})
        return requests

    def _annotations(self, request: LLMRequest) -> Iterable[Annotation]:
        for asked, said in request.answers.items():
            if said.get("label") is None:
                continue
            for item in self.with_copies(asked):
                yield Annotation(
                    source="llm",
                    annotator=request.model,
                    item=item,
                    label=said["label"],
                    confidence=said.get("confidence"),
                    distribution=said.get("distribution"),
                    version=str(request.prompt),
                )

    def with_copies(self, item: str) -> list[str]:
        pool = self.session.pool
        row = pool.row(item)
        if row is None or not pool.copies_of(row):
            return [item]
        return [pool.ids[other] for other in self._copies[pool.copy_of(row)]]

    @cached_property
    def _copies(self) -> Mapping[int, list[int]]:
        pool = self.session.pool
        groups: dict[int, list[int]] = defaultdict(list)
        for row in range(len(pool)):
            if pool.copies_of(row):
                groups[pool.copy_of(row)].append(row)
        return groups

    def recover(self) -> None:
        """Book what an earlier session was sent and had no time to book."""
        for path in journal.leftovers(self.session.project.folder):
            self._settle(path)

    def _settle(self, path: Path) -> None:
        """Book what is in a journal and not in the ledger; then it has done its work.

        What had no answer is booked as paid, and kept to be asked again.
        """
        left, ledger = journal.read(path), self.session.store.llm
        lost = [(record, sent) for record, sent in left.unanswered if not ledger.has(sent.key)]
        new = [record for record in left.settled if not ledger.has(record["key"])]
        if left.header.keys() >= _ORIGIN and (new or lost):
            header = left.header | {"prompt": self._prompt(left.header["prompt"])}
            origin = {name: header[name] for name in ("model", "server")}
            kept = [origin | replace(sent, prompt=header["prompt"]).as_json() for _, sent in lost]
            self._keep_unanswered([*self._unanswered(), *kept])
            self.book(header, [*new, *(record for record, _ in lost)])
        with suppress(OSError):
            path.unlink()

    def _prompt(self, number: int) -> int:
        """The same, or that of a prompt nobody knows: the store may be older than the journal."""
        ledger = self.session.store.llm
        return number if ledger.has_prompt(number) else ledger.prompt("", "")

    def under_way(self) -> set[str]:
        """Items whose answers a program that was quit or killed still waits for."""
        return journal.under_way(self.session.project.folder)

    def unanswered(self, model: str, server: str) -> list[Sent]:
        """What killed runs had asked this model: to be asked again, under the same keys."""
        return [
            Sent.from_json(one)
            for one in self._unanswered()
            if (one["model"], one["server"]) == (model, server)
        ]

    def _unanswered(self) -> list[dict[str, Any]]:
        found = json.loads(self.session.store.get(UNANSWERED) or "[]")
        return found if isinstance(found, list) else []

    def _keep_unanswered(self, entries: Sequence[Mapping[str, Any]]) -> None:
        by_key = {one["key"]: one for one in entries}
        self.session.store.set(UNANSWERED, json.dumps(list(by_key.values())))

    def _forget(self, keys: set[str]) -> None:
        """These have been answered, or never will be."""
        if keys:
            kept = [one for one in self._unanswered() if one["key"] not in keys]
            self._keep_unanswered(kept)

    def abilities(self) -> dict[str, Any]:
        found = json.loads(self.session.store.get(ABILITIES) or "{}")
        return found if isinstance(found, dict) else {}

    def keep_abilities(self, server: str, found: Mapping[str, Any]) -> None:
        """What a server can do, for the next run."""
        self.session.store.set(ABILITIES, json.dumps(self.abilities() | {server: dict(found)}))


def _request(header: Mapping[str, Any], record: Mapping[str, Any]) -> LLMRequest:
    values = {**header, **record, "items": tuple(record["items"])}
    values.pop("replaces", None)
    return LLMRequest(**values)

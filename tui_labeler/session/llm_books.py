"""How answers of an LLM come into the store: the bill, the labels, and what a kill left behind."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tui_labeler.llm import journal
from tui_labeler.project.locations import cache_folder
from tui_labeler.store.records import Annotation, LLMRequest

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

ABILITIES = "llm_abilities"


class LLMBooks:
    """Books requests with what they say about items."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def book(
        self, header: Mapping[str, Any], records: Sequence[Mapping[str, Any]]
    ) -> list[LLMRequest]:
        """Save requests and the labels in them; copies of an item get its label too."""
        requests = [_request(header, record) for record in records]
        annotations = [
            annotation for request in requests for annotation in self._annotations(request)
        ]
        self.session.store.llm.book(requests, annotations)
        self.session.llm_labels.take(annotations)
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
        for path in journal.leftovers(cache_folder(self.session.project.folder)):
            header, records = journal.read(path)
            new = [record for record in records if not self.session.store.llm.has(record["key"])]
            if header and new:
                self.book(header, new)
            with suppress(OSError):
                path.unlink()

    def abilities(self) -> dict[str, Any]:
        found = json.loads(self.session.store.get(ABILITIES) or "{}")
        return found if isinstance(found, dict) else {}

    def keep_abilities(self, server: str, found: Mapping[str, Any]) -> None:
        """What a server can do, for the next run."""
        self.session.store.set(ABILITIES, json.dumps(self.abilities() | {server: dict(found)}))


def _request(header: Mapping[str, Any], record: Mapping[str, Any]) -> LLMRequest:
    values = {**record, "items": tuple(record["items"])}
    return LLMRequest(
        model=header["model"], server=header["server"], prompt=header["prompt"], **values
    )

"""Batches of LLM requests: handed in at half price, fetched by a later run of the same command."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import LLMError
from tui_labeler.jobs import Job
from tui_labeler.store.records import LLMBatch

if TYPE_CHECKING:
    from tui_labeler.session.llm_run import LLMRuns

SUBMIT = "tui_labeler.llm.batch:submit"
FETCH = "tui_labeler.llm.batch:fetch"
MOST = 50_000
"""Requests of one batch."""
OVER = frozenset({"completed", "expired", "cancelled", "failed", "lost"})


class LLMBatches:
    """Makes the jobs for batches and keeps how far each is."""

    def __init__(self, runs: LLMRuns) -> None:
        self._runs = runs
        self._ledger = runs.session.store.llm

    def pending(self) -> list[LLMBatch]:
        """Batches whose answers are not here yet."""
        return [batch for batch in self._ledger.batches() if batch.state not in OVER]

    def submit_job(self, arguments: Mapping[str, Any], prompt: int, left: float | None) -> Job:
        """Note a new batch and make the job that hands it in.

        `left`: the money there is. Raises LLMError where the batch may cost more.
        """
        estimate = self._runs.estimate
        cost = None if estimate is None else estimate["cost"]
        if left is not None and (cost is None or cost / 2 > left):
            raise LLMError(
                "the batch may cost more than the cap leaves.", hint="Raise --max-cost, or --limit."
            )
        token = secrets.token_hex(8)
        pool = self._runs.session.pool
        rows = arguments["rows"][:MOST]
        requests = {f"{token}-{row}": pool.ids[row] for row in rows}
        model = arguments["section"]["model"]
        items = {key: (item,) for key, item in requests.items()}
        self._ledger.put_batch(LLMBatch(token, model, prompt, items))
        kept = {name: value for name, value in arguments.items() if name not in ("rows", "seed")}
        more = {"requests": requests, "seed": arguments["seed"], "token": token}
        return Job("llm", SUBMIT, {**kept, **more})

    def fetch_job(self, batch: LLMBatch) -> Job:
        """The job that asks for a batch's answers."""
        runs, number = self._runs, self.entry(batch)
        arguments = {
            "pool": str(runs.session.pool.folder),
            "requests": {key: items[0] for key, items in batch.requests.items()},
            "section": runs.access.section(number).model_dump(),
            "prompt": asdict(runs.access.prompt(number)),
            "token": batch.token,
            "batch_id": batch.batch_id,
        }
        return Job("llm", FETCH, arguments)

    def header(self, token: str) -> dict[str, Any]:
        """What the records of a batch have in common."""
        (batch,) = [one for one in self._ledger.batches() if one.token == token]
        host = self._runs.access.server(self.entry(batch)).host
        return {"model": batch.model, "server": host, "prompt": batch.prompt}

    def keep(self, token: str, values: Mapping[str, Any]) -> None:
        """How far a batch has come."""
        (batch,) = [one for one in self._ledger.batches() if one.token == token]
        known = values["batch_id"] or batch.batch_id
        self._ledger.put_batch(replace(batch, batch_id=known, state=values["state"]))

    def entry(self, batch: LLMBatch) -> int:
        """The number of the [[llm]] a batch was made for."""
        models = [one.model for one in self._runs.session.project.config.llm]
        return models.index(batch.model) if batch.model in models else 0

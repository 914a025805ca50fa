"""The stages of a pipeline that have ended, kept in the store: a run that was stopped goes on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from tui_labeler.session.pipeline_views import Stage

if TYPE_CHECKING:
    from tui_labeler.session.pipeline import Pipeline
    from tui_labeler.session.session import Session

KEY = "pipeline"


class FinishedStages:
    """Of one run; a run on other data, rules, imports, settings or gold labels begins anew."""

    def __init__(self, session: Session, oracle: Mapping[int, int], budget: int) -> None:
        self._store = session.store
        self._run = _digest(session, oracle, budget)
        kept = json.loads(self._store.get(KEY) or "{}")
        self._stages: list[dict[str, Any]] = kept["stages"] if kept.get("run") == self._run else []

    def __getitem__(self, place: int) -> Stage | None:
        """The report of the stage at `place`; None: it has not ended yet."""
        return Stage.read(self._stages[place]) if place < len(self._stages) else None

    def add(self, stage: Stage) -> None:
        """The next stage has ended."""
        self._stages.append(stage.as_json())
        self._store.set(KEY, json.dumps({"run": self._run, "stages": self._stages}))


def _digest(session: Session, oracle: Mapping[int, int], budget: int) -> str:
    config = session.project.config
    functions = session.functions.code.files()
    parts = [
        session.pool.fingerprint,
        sorted(oracle.items()),
        budget,
        config.model_dump(mode="json", exclude={"keys", "screen"}),
        {name: path.read_text("utf-8", "replace") for name, path in functions.items()},
        sum(not one.version for one in session.store.annotations()),
    ]
    return blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


def in_order(pipeline: Pipeline) -> Iterable[Stage]:
    """The stages before the final model, one after the other; with an oracle, those that had ended
    in an earlier run are only reported."""
    stages = (pipeline.weak, pipeline.llm, pipeline.active_learning, pipeline.clean)
    done = None
    if pipeline.oracle is not None:
        done = FinishedStages(pipeline.session, pipeline.oracle, pipeline.budget)
    for place, run in enumerate(stages):
        stage = None if done is None else done[place]
        if stage is None:
            stage = run()
            if done is not None:
                done.add(stage)
        yield stage

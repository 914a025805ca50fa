"""What the rules say together, as a file: about the pool, or about other files of items."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import UsageError
from tui_labeler.jobs import Job
from tui_labeler.project.trust import content
from tui_labeler.session.functions import KIND
from tui_labeler.weak_supervision.label_files import write_labels

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

LABEL = "tui_labeler.weak_supervision.partitions:label"


def write_weak_labels(session: Session, path: Path) -> tuple[int, int]:
    """Write `id,label,p_<LABEL>…` for the whole pool; an item without a vote has an empty label.

    Returns how many items have a label and how many have none. Raises UsageError before anything
    voted, and what `tables.write_rows` raises.
    """
    functions, pool = session.functions, session.pool
    probabilities = functions.probabilities()

    def items() -> Iterator[tuple[str, int, list[float]]]:
        for row, (item, place) in enumerate(zip(pool.ids, functions.weak, strict=True)):
            yield item, place, probabilities[row]

    return write_labels(path, session.project.label_names, items())


def partition_jobs(session: Session, files: Mapping[Path, Path]) -> dict[str, Job]:
    """The jobs that label the items of each of `files`, by its name, and write them to its value:
    with the functions that were applied to the pool, and the label model they led to.

    Raises UsageError before that, and where votes that were made elsewhere took part: other items
    have none.
    """
    functions = session.functions
    if functions.applied is None or functions.result is None:
        raise UsageError("no function has voted yet")
    if functions.applied.arguments["imported"]:
        raise UsageError(
            "imported votes are for the items of the pool only.",
            hint="Switch them off: project.toml, [weak_supervision], off",
        )
    task: dict[str, Any] = functions.applied.arguments["task"]
    shared = {
        "task": task,
        "code": content(Path(path) for path in task["files"].values()),
        "kinds": dict(session.pool.kinds),
        "fitted": json.loads(Path(functions.result["fitted"]).read_bytes()),
    }
    return {
        str(part): Job(KIND, LABEL, {"part": str(part), "out": str(out), **shared})
        for part, out in files.items()
    }

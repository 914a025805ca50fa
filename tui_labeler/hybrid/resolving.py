"""The job that resolves: all who spoke about the pool in, one decision per item out.

The machines are combined twice: a final model learns from the first combination and, out of fold,
has a say in the second. It knows what a label usually looks like, which none of the others does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.jobs import Progress, Result, Steps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tui_labeler.features.build import Features
    from tui_labeler.hybrid.resolution import Combined, Resolved, Source

PROBABILITIES, LABELS, DECIDED, RULES = (
    *("probabilities.npy", "labels.npy"),
    *("decided.npy", "rules.npy"),
)
QUEUE = 500
"""Rows of the person's queue that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Who said what, in rows of the pool and places of labels."""

    k: int
    human: Sequence[Sequence[int]]
    """[row, label] of the person's labels."""
    rejected: Sequence[int]
    """Rows the person put out of the pool."""
    votes: Sequence[str]
    """A `.npy` file per labeling function."""
    label_model: str
    opinions: Mapping[str, Sequence[Sequence[float | None]]]
    """By name (an LLM's, or "given"): [row, label, confidence or None]."""
    model: bool
    """Whether the estimator has a say beside the others; alone it only says what to ask next."""
    estimator: str
    parameters: Mapping[str, Any]
    threshold: float
    human_weight: float
    seed: int


def resolve(*, pool: str, cache: str, features: list[str], out: str, **task: Any) -> Steps:
    """Resolve the whole pool.

    Takes the fields of `Task` beside its own arguments. Writes to the folder `out`:
    `probabilities.npy` float32 [n, k] of the machines together, `labels.npy` int16 [n] (-1: none),
    `decided.npy` and `rules.npy` int16 [n], places in the result's `sources` and `rules`. Result:
    these names, `weights` (by machine), `accuracy` ([row, right] of the person's labels against
    what the machines say without them) and `queue` ([row, value], what to ask the person first).
    """
    import numpy as np
    from threadpoolctl import threadpool_limits

    from tui_labeler.hybrid import resolution
    from tui_labeler.hybrid.routing import queue
    from tui_labeler.hybrid.sources import MODEL
    from tui_labeler.label_noise.jobs import open_features

    asked = Task(**task)
    texts, built = yield from open_features(pool, cache, features)
    yield Progress("resolving")
    n = len(texts)
    groups = np.fromiter(map(texts.copy_of, range(n)), np.intp, n)
    human = np.full(n, -1, np.intp)
    for row, label in asked.human:
        human[row] = label
    with threadpool_limits(1):
        sources, combined = _combined(asked, built, human, groups)
    said = np.where(human >= 0, human, human[groups])
    answered = np.flatnonzero(said >= 0)
    answers = resolution.Answers(
        labels=dict(zip(answered.tolist(), said[answered].tolist(), strict=True)),
        copies=frozenset(np.flatnonzero(human < 0).tolist()),
        rejected=frozenset(asked.rejected),
    )
    deciding: tuple[list[Source], Combined] = (sources, combined)
    if [source.name for source in sources] == [MODEL]:
        deciding = [], resolution.nobody(n, combined.probabilities[0])
    decided = resolution.resolve(*deciding, answers, threshold=asked.threshold)
    names = [resolution.HUMAN, *(source.name for source in sources)]
    _write(Path(out), combined, decided, names)
    rows = np.flatnonzero(human >= 0)
    right = combined.probabilities[rows].argmax(axis=1) == human[rows]
    closed = groups[np.concatenate([rows, np.asarray(asked.rejected, np.intp)])]
    yield Result(
        {
            "sources": names,
            "rules": list(resolution.ALL_RULES),
            "weights": dict(zip(names[1:], combined.weights, strict=True)),
            "accuracy": [
                [row, hit]
                for row, hit in zip(rows.tolist(), right.tolist(), strict=True)
                if combined.spoke[row]
            ],
            "queue": queue(combined, groups, closed, QUEUE),
        }
    )


def _combined(
    asked: Task, built: "Features", human: "NDArray[np.intp]", groups: "NDArray[np.intp]"
) -> "tuple[list[Source], Combined]":
    import numpy as np

    from tui_labeler.hybrid.resolution import combine, nobody
    from tui_labeler.hybrid.sources import MODEL, final_says

    rows = np.flatnonzero(human >= 0)
    targets = human[rows]
    prior = (np.bincount(targets, minlength=asked.k) + 1) / (len(targets) + asked.k)
    sources = _sources(asked, built, human)
    if not sources:
        return [], nobody(len(human), prior)
    combined = combine(sources, prior, rows, targets)
    if [source.name for source in sources] == [MODEL] or not built.X.nnz:
        return sources, combined
    soft, weight = combined.probabilities.copy(), combined.spoke.astype(float)
    soft[rows], weight[rows] = np.eye(asked.k)[targets], asked.human_weight
    weight[list(asked.rejected)] = 0
    final = final_says(built, soft, weight, groups, asked.seed)
    if final is None:
        return sources, combined
    sources.append(final)
    return sources, combine(sources, prior, rows, targets)


def _sources(asked: Task, built: "Features", human: "NDArray[np.intp]") -> "list[Source]":
    """The machines that say anything."""
    import numpy as np

    from tui_labeler.hybrid.sources import labels_say, model_says, rules_say

    found = [rules_say(asked.votes, asked.label_model, human, asked.k)]
    for name, said in asked.opinions.items():
        found.append(labels_say(name, said, len(human), asked.k) if said else None)
    rows = np.flatnonzero(human >= 0)
    if asked.model and len(rows):
        found.append(
            model_says(
                *(built, rows, human[rows], asked.k),
                estimator=asked.estimator,
                parameters=asked.parameters,
                seed=asked.seed,
            )
        )
    return [source for source in found if source is not None]


def _write(out: Path, combined: "Combined", decided: "Resolved", names: Sequence[str]) -> None:
    import numpy as np

    from tui_labeler.hybrid.resolution import ALL_RULES
    from tui_labeler.tables.atomic import atomic_write

    out.mkdir(parents=True, exist_ok=True)
    who = {name: place for place, name in enumerate(names)} | {"": -1}
    columns: dict[str, NDArray[Any]] = {
        PROBABILITIES: combined.probabilities.astype(np.float32),
        LABELS: decided.labels.astype(np.int16),
        DECIDED: np.array([who[name] for name in decided.decided], np.int16),
        RULES: np.array([ALL_RULES.index(rule) for rule in decided.rules], np.int16),
    }
    for name, values in columns.items():
        with atomic_write(out / name) as file:
            np.save(file, values, allow_pickle=False)

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
    from tui_labeler.hybrid.resolution import Answers, Combined, Resolved, Source

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
    what the machines say without them), `queue` ([row, value], what to ask the person first) and
    `shared` ([word, label, items, value], rules that are missing).
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
    deciding: tuple[list[Source], Combined] = (sources, combined)
    if [source.name for source in sources] == [MODEL]:
        deciding = [], resolution.nobody(n, combined.probabilities[0])
    decided = resolution.resolve(
        *deciding, _answers(asked, human, groups), threshold=asked.threshold
    )
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
            "shared": _shared(asked, built, sources, combined, closed),
        }
    )


def _answers(asked: Task, human: "NDArray[np.intp]", groups: "NDArray[np.intp]") -> "Answers":
    """What the person said; exact copies of an answered text get its label."""
    import numpy as np

    from tui_labeler.hybrid.resolution import Answers

    said = np.where(human >= 0, human, human[groups])
    answered = np.flatnonzero(said >= 0)
    return Answers(
        labels=dict(zip(answered.tolist(), said[answered].tolist(), strict=True)),
        copies=frozenset(np.flatnonzero(human < 0).tolist()),
        rejected=frozenset(asked.rejected),
    )


def _shared(
    asked: Task,
    built: "Features",
    sources: "Sequence[Source]",
    combined: "Combined",
    closed: "NDArray[np.intp]",
) -> list[list[Any]]:
    """[word, label, items, value] of rules that are missing."""
    import numpy as np

    from tui_labeler.hybrid.routing import shared_words
    from tui_labeler.hybrid.sources import RULES as VOTES

    words = built.ranges.get("words")
    if words is None or not sources:
        return []
    silent = np.ones(built.X.shape[0], np.bool_)
    for source in sources:
        if source.name == VOTES:
            silent &= np.isnan(source.probabilities[:, 0])
    silent[closed] = False
    terms = built.terms["words"]
    found = shared_words(built.X[:, words], terms, combined, silent, threshold=asked.threshold)
    return [[one.word, one.label, one.items, one.worth] for one in found]


def _combined(
    asked: Task, built: "Features", human: "NDArray[np.intp]", groups: "NDArray[np.intp]"
) -> "tuple[list[Source], Combined]":
    import numpy as np

    from tui_labeler.hybrid.resolution import combine, nobody
    from tui_labeler.hybrid.sources import FINAL, MODEL, Learner

    rows = np.flatnonzero(human >= 0)
    targets = human[rows]
    prior = (np.bincount(targets, minlength=asked.k) + 1) / (len(targets) + asked.k)
    learner = Learner(built, groups, asked.k, asked.estimator, asked.parameters, asked.seed)
    sources = _labellers(asked, human)
    if (
        asked.model
        and (model := learner.says(MODEL, human, (human >= 0).astype(np.float64))) is not None
    ):
        sources.append(model)
    if not sources:
        return [], nobody(len(human), prior)
    combined = combine(sources, prior, rows, targets)
    if [source.name for source in sources] == [MODEL]:
        return sources, combined
    labels, weight = combined.probabilities.argmax(axis=1), combined.probabilities.max(axis=1)
    weight[~combined.spoke] = 0
    labels[rows], weight[rows] = targets, asked.human_weight
    weight[list(asked.rejected)] = 0
    final = learner.says(FINAL, labels, weight)
    if final is None:
        return sources, combined
    sources.append(final)
    return sources, combine(sources, prior, rows, targets)


def _labellers(asked: Task, human: "NDArray[np.intp]") -> "list[Source]":
    """The machines that do not learn from the texts, as far as they say anything."""
    from tui_labeler.hybrid.sources import labels_say, rules_say

    voted = rules_say(asked.votes, asked.label_model, human, asked.k)
    found = [] if voted is None else [voted]
    for name, said in asked.opinions.items():
        if said:
            found.append(labels_say(name, said, len(human), asked.k))
    return found


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

"""The job that resolves: all who spoke about the pool in, one decision per item out."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.jobs import Result, Steps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tui_labeler.features.build import Features
    from tui_labeler.hybrid.machines import Heard, Task
    from tui_labeler.hybrid.resolution import Answers, Combined, Resolved

PROBABILITIES, LABELS, DECIDED, RULES = (
    *("probabilities.npy", "labels.npy"),
    *("decided.npy", "rules.npy"),
)
QUEUE = 500
"""Rows of the person's queue that are kept."""


def resolve(*, pool: str, cache: str, features: list[str], out: str, **task: Any) -> Steps:
    """Resolve the whole pool.

    Takes the fields of `machines.Task` beside its own arguments. Writes to the folder `out`:
    `probabilities.npy` float32 [n, k] of the machines together, `labels.npy` int16 [n] (-1: none),
    `decided.npy` and `rules.npy` int16 [n], places in the result's `sources` and `rules`. Result:
    these names, `weights` (by machine), `accuracy` (see `cross_fitting.judge`), `coverage` (the
    share of items with a label), `learned` (labels of machines that the final model has learned),
    `queue` ([row, value], what to ask the person first) and `shared` ([word, label, items, value],
    rules that are missing).
    """
    import numpy as np
    from threadpoolctl import threadpool_limits

    from tui_labeler.hybrid import resolution
    from tui_labeler.hybrid.cross_fitting import judge
    from tui_labeler.hybrid.machines import Machines, Task
    from tui_labeler.hybrid.routing import queue
    from tui_labeler.label_noise.jobs import open_features

    asked = Task(**task)
    texts, built = yield from open_features(pool, cache, features)
    n = len(texts)
    groups = np.fromiter(map(texts.copy_of, range(n)), np.intp, n)
    human = np.full(n, -1, np.intp)
    for row, label in asked.human:
        human[row] = label
    machines = Machines(asked, built, groups)
    with threadpool_limits(1):
        first = yield from machines.first(human)
        heard = yield from machines.hear(human, first)
        judged = yield from judge(machines, human, heard)
    combined, decided = heard.combined, _decided(asked, heard, _answers(asked, human, groups))
    names = [resolution.HUMAN, *(source.name for source in heard.sources)]
    _write(Path(out), combined, decided, names)
    closed = groups[[*np.flatnonzero(human >= 0).tolist(), *asked.rejected]]
    yield Result(
        {
            "sources": names,
            "rules": list(resolution.ALL_RULES),
            "weights": dict(zip(names[1:], combined.weights, strict=True)),
            "accuracy": judged,
            "coverage": float((decided.labels >= 0).mean()),
            "learned": heard.learned,
            "queue": queue(combined, groups, closed, QUEUE),
            "shared": _shared(asked, built, heard, closed),
        }
    )


def _decided(asked: "Task", heard: "Heard", answers: "Answers") -> "Resolved":
    """One decision per item; a model alone decides nothing."""
    from tui_labeler.hybrid import resolution

    sources, combined = heard.sources, heard.combined
    if heard.model_alone:
        sources, combined = [], resolution.nobody(len(combined.spoke), combined.probabilities[0])
    return resolution.resolve(sources, combined, answers, threshold=asked.threshold)


def _answers(asked: "Task", human: "NDArray[np.intp]", groups: "NDArray[np.intp]") -> "Answers":
    """What the person said; exact copies of an answered text get its label."""
    import numpy as np

    from tui_labeler.hybrid.resolution import Answers

    said = np.where(human >= 0, human, human[groups])
    answered = np.flatnonzero(said >= 0)
    return Answers(
        labels=dict(zip(answered.tolist(), said[answered].tolist(), strict=True)),
        copies=frozenset(answered[human[answered] < 0].tolist()),
        rejected=frozenset(asked.rejected),
    )


def _shared(
    asked: "Task",
    built: "Features",
    heard: "Heard",
    closed: "NDArray[np.intp]",
) -> list[list[Any]]:
    """[word, label, items, value] of rules that are missing."""
    import numpy as np

    from tui_labeler.hybrid.routing import shared_words
    from tui_labeler.hybrid.sources import RULES as VOTES

    words = built.ranges.get("words")
    if words is None or not heard.sources:
        return []
    silent = np.ones(built.X.shape[0], np.bool_)
    for source in heard.sources:
        if source.name == VOTES:
            silent &= np.isnan(source.probabilities[:, 0])
    silent[closed] = False
    terms = built.terms["words"]
    found = shared_words(
        *(built.X, words, terms, heard.combined, silent), threshold=asked.threshold
    )
    return [[one.word, one.label, one.items, one.worth] for one in found]


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

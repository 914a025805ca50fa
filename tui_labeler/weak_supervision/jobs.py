"""What the process that applies functions is asked to do. Heavy imports wait until it runs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import JobError
from tui_labeler.jobs import Progress, Result, Steps
from tui_labeler.tables import atomic_write

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tui_labeler.project.pool import Pool
    from tui_labeler.weak_supervision.applier import Applied, Watching
    from tui_labeler.weak_supervision.label_models.patterns import Votes
    from tui_labeler.weak_supervision.task import Task
    from tui_labeler.weak_supervision.vote_files import VoteFiles
    from tui_labeler.weak_supervision.weighing import Weighed

FOLDER = "votes"
LABELS = "weak-labels.npy"
PROBABILITIES = "weak-probabilities.npy"
FITTED = "weak-model.json"
MOST_WEAK = 20_000
SPARE = 50
"""Old vote columns that are kept for an undo in the editor."""


@dataclass(frozen=True, slots=True)
class _Voter:
    """A column of L and where it comes from."""

    name: str
    path: Path


def vote(
    *,
    pool: str,
    cache: str,
    task: dict[str, Any],
    imported: list[dict[str, str]],
    human: list[list[int]],
    oracle: list[list[int]] | None,
    label_model: str,
    again: bool,
) -> Steps:
    """Apply functions and rules, analyse their votes, and weigh them.

    `task`: see `task.Task`. `imported`: name and file of votes made elsewhere. `human`, `oracle`:
    [row, label] pairs; functions are judged by `oracle` where it is given; the label model only
    learns from `human`. `again`: run functions once more that failed. Result: `functions` (see
    `_described`), `coverage`, `overlaps`, `conflicts`, `label_model`, `accuracy`, `warnings`,
    `problem`, `line`, and the paths of `labels` (int16 [n], -1 where nothing fires),
    `probabilities` (float32 [n, k]) and `fitted` (see `partitions.label`).
    """
    from tui_labeler.weak_supervision.task import Task
    from tui_labeler.weak_supervision.vote_files import VoteFiles
    from tui_labeler.weak_supervision.weighing import weigh

    texts = _open_pool(pool)
    asked = Task.from_json(task)
    kept = VoteFiles(Path(cache) / FOLDER)
    if again:
        kept.forget_failures()
    application = yield from _apply(asked, texts, Path(cache), kept)
    yield Progress("weighing the votes")
    voters = [
        *(_Voter(one["name"], Path(one["path"])) for one in imported),
        *_applied(application.functions, kept),
    ]
    L, said = _matrix(voters, len(texts)), _column(human, len(texts))
    truth = said if oracle is None else _column(oracle, len(texts))
    weighed = weigh(L, len(asked.labels), said, label_model)
    names = [voter.name for voter in voters]
    yield Result(
        {
            **_summaries(L, names, asked.labels, truth, weighed.proba),
            **_answer(weighed, names, Path(cache)),
            "all": [_described(one, kept) for one in application.functions],
            "problem": application.problem,
            "line": application.line,
        }
    )


def suggest(
    *, pool: str, cache: str, project: str, text: str, human: list[list[int]], known: list[str]
) -> Steps:
    """Rules that human labels suggest, and how many items each would label.

    `human`: [row, label] pairs; `known`: the keywords of the rules that are there. Result: `rules`,
    each with `words`, `label` (its place), `right`, `wrong` and `fires`.
    """
    from dataclasses import asdict

    from tui_labeler.project.rules import Rule
    from tui_labeler.weak_supervision.corpus import TEXT, Corpus
    from tui_labeler.weak_supervision.kinds import keywords
    from tui_labeler.weak_supervision.suggestions import suggest as suggested
    from tui_labeler.weak_supervision.suggestions import unsaid

    texts = _open_pool(pool)
    corpus = Corpus(texts, text, Path(cache), Path(project))
    yield from corpus.prepare(TEXT)
    labels = {row: label for row, label in human}
    found = unsaid(suggested({row: texts.texts[row] for row in labels}, labels), known)
    rules = [Rule(name=one.words, label="-", keywords=(one.words,)) for one in found]
    fires = [len(keywords(rule, corpus)) for rule in rules]
    yield Result(
        {
            "rules": [
                {**asdict(one), "fires": n}
                for one, n in zip(found, fires, strict=True)
                if n >= one.right + one.wrong  # else a comma or a full stop stands inside
            ]
        }
    )


def _apply(asked: "Task", texts: "Pool", cache: Path, kept: "VoteFiles") -> "Watching":
    """Run what has changed; drop the votes of what is long gone."""
    from tui_labeler.weak_supervision.applier import apply
    from tui_labeler.weak_supervision.corpus import Corpus

    corpus = Corpus(texts, asked.text, cache, asked.project)
    application = yield from apply(asked, corpus, kept)
    kept.keep([one.key for one in application.functions if one.key is not None], SPARE)
    return application


def _applied(functions: Sequence["Applied"], kept: "VoteFiles") -> list[_Voter]:
    """Those that ran to their end."""
    return [
        _Voter(one.name, kept.path(one.key))
        for one in functions
        if one.key is not None and one.run is not None and not one.run.failed
    ]


def judge_end_model(
    *,
    pool: str,
    cache: str,
    features: list[str],
    labels: str,
    probabilities: str,
    human: list[list[int]],
    seed: int,
) -> Steps:
    """How good a model is that learns from the weak labels and, with more weight, human ones.

    `labels`, `probabilities`: the files of `vote`. `human`: [row, label] pairs, which it is judged
    on, each by a model that did not see it. At most `MOST_WEAK` weak labels are learned from.
    Result: `accuracy`, and `learned_from`, the number of weak labels.
    """
    import numpy as np
    from threadpoolctl import threadpool_limits

    from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression
    from tui_labeler.features.build import build
    from tui_labeler.weak_supervision.downstream import accuracy

    texts = _open_pool(pool)
    built = yield from build(texts, features, Path(cache))
    fires = np.load(labels, allow_pickle=False) >= 0
    weak = np.random.default_rng(seed).permutation(np.flatnonzero(fires))
    fires[weak[MOST_WEAK:]] = False
    proba = np.load(probabilities, mmap_mode="r", allow_pickle=False)
    with threadpool_limits(1):
        figure = yield from accuracy(
            SeenColumnsLogisticRegression, built.X, proba, fires, _column(human, len(texts))
        )
    yield Result({"accuracy": figure.as_json(), "learned_from": int(fires.sum())})


def _open_pool(folder: str) -> "Pool":
    from tui_labeler.project.pool import load_pool

    try:
        return load_pool(Path(folder))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise JobError("the cached pool is damaged or gone", file=folder) from error


def _described(one: "Applied", kept: "VoteFiles") -> dict[str, Any]:
    """A function or rule, and how it went."""
    from dataclasses import asdict

    return {
        "name": one.name,
        "kind": one.kind,
        "line": one.line,
        "path": None if one.key is None else str(kept.path(one.key)),
        "run": None if one.run is None else asdict(one.run),
    }


def _summaries(
    L: "Votes", names: Sequence[str], labels: Sequence[str], truth: "NDArray[np.intp]", proba: Any
) -> dict[str, Any]:
    """The figures of all functions and of each."""
    from tui_labeler.weak_supervision.analysis import summarise, warnings

    totals, summaries = summarise(L, truth, proba)
    return {
        "coverage": totals.coverage,
        "overlaps": totals.overlaps,
        "conflicts": totals.conflicts,
        "summaries": {
            name: {
                "polarity": [labels[place] for place in one.polarity],
                "coverage": one.coverage,
                "overlaps": one.overlaps,
                "conflicts": one.conflicts,
                "correct": one.correct,
                "incorrect": one.incorrect,
                "accuracy": one.accuracy.as_json(),
                "learned_accuracy": one.learned_accuracy,
            }
            for name, one in zip(names, summaries, strict=True)
        },
        "warnings": warnings(L, names, labels),
    }


def _answer(weighed: "Weighed", voters: Sequence[str], out: Path) -> dict[str, Any]:
    """What the label model says, which is saved."""
    import numpy as np

    fitted = {"voters": voters, "model": weighed.model.as_json()}
    with atomic_write(out / FITTED) as file:
        file.write(json.dumps(fitted).encode())
    return {
        "label_model": {"name": weighed.model.name, "reason": weighed.model.reason},
        "accuracy": {
            "model": weighed.accuracy.as_json(),
            "majority_vote": weighed.vote_accuracy.as_json(),
        },
        "labels": _save(weighed.labels, out / LABELS),
        "probabilities": _save(weighed.proba.astype(np.float32), out / PROBABILITIES),
        "fitted": str(out / FITTED),
    }


def _matrix(voters: Sequence[_Voter], n: int) -> "Votes":
    """L, one function after the other."""
    import numpy as np

    L = np.empty((len(voters), n), np.int16)
    for place, voter in enumerate(voters):
        L[place] = np.load(voter.path, mmap_mode="r")
    return L


def _column(pairs: Sequence[Sequence[int]], n: int) -> "NDArray[np.intp]":
    import numpy as np

    found = np.full(n, -1, np.intp)
    if pairs:
        rows, labels = np.asarray(pairs, np.intp).T
        found[rows] = labels
    return found


def _save(values: "NDArray[Any]", path: Path) -> str:
    import numpy as np

    with atomic_write(path) as file:
        np.save(file, values, allow_pickle=False)
    return str(path)

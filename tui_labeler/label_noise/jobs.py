"""What the child process that learns is asked about wrong labels.

Everything heavy is imported inside the functions: the session names them without paying for it.
"""

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import JobError
from tui_labeler.jobs import Progress, Result, Steps
from tui_labeler.tables.atomic import atomic_write

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tui_labeler.features.build import Features
    from tui_labeler.label_noise.confident import Checked
    from tui_labeler.label_noise.near_copies import Pairs
    from tui_labeler.label_noise.reasons import Verdict
    from tui_labeler.project.pool import Pool

FOUND_FILE = "suspects.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Which labels are checked, in rows of the pool."""

    labels: Sequence[str]
    rows: Sequence[int]
    """The labelled rows."""
    targets: Sequence[int]
    """The place in `labels` of each one's label."""
    llm: Sequence[int] = ()
    """The LLM's label of each of `rows`, -1: none; empty: there is no LLM."""
    functions: Sequence[str] = ()
    """A .npy file of votes per labeling function: int [pool], -1: abstains."""
    inconsistent: Sequence[int] = ()
    """Rows that the person gave different labels."""
    hasty: Sequence[int] = ()
    """Rows answered much too fast."""
    seed: int = 0


def check(*, pool: str, cache: str, features: list[str], out: str, **task: Any) -> Steps:
    """Look for wrong labels.

    Takes the fields of `Task` beside its own arguments. Writes `suspects.json` to the folder `out`,
    an object of columns, one entry per checked label, worst first: `rows`, `given`, `suggested`,
    `label_quality`, `self_confidence`, `confidence` (of the suggestion), `is_label_issue`,
    `suspected`, `reasons`, `copies` (the row of a near-copy with another label, or -1); and
    `too_small` (labels with too few examples to be checked), `noise_matrix`, `overlaps`
    (sentences). Result: `found` (its path), `checked`, `suspects`.

    Raises `JobError` where the labels cannot be checked: fewer than two kinds with two examples.
    """
    asked = Task(**task)
    if not asked.rows:
        raise JobError("No labels to check.")
    texts, built = yield from open_features(pool, cache, features)
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        found = yield from _find(asked, texts, built)
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    with atomic_write(folder / FOUND_FILE) as file:
        file.write(json.dumps(found, allow_nan=False).encode())
    suspects = sum(found["suspected"])
    yield Result(
        {"found": str(folder / FOUND_FILE), "checked": len(found["rows"]), "suspects": suspects}
    )


def open_features(
    pool: str, cache: str, features: Sequence[str]
) -> "Generator[Progress, None, tuple[Pool, Features]]":
    """The cached pool and its features, built where they are absent."""
    from tui_labeler.features.build import build
    from tui_labeler.project.pool import load_pool

    try:
        texts = load_pool(Path(pool))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise JobError("the cached pool is damaged or gone", file=pool) from error
    return texts, (yield from build(texts, features, Path(cache)))


def _find(
    asked: Task, texts: "Pool", built: "Features"
) -> "Generator[Progress, None, dict[str, Any]]":
    import numpy as np

    from tui_labeler.label_noise import committee, confident, near_copies, reasons
    from tui_labeler.label_noise.terms import terms

    rows, y = np.asarray(asked.rows, np.intp), np.asarray(asked.targets, np.intp)
    X = terms(built.X, built.ranges, rows)
    if not X.nnz:
        raise JobError("No usable words in the labelled texts: nothing can be checked.")
    kinds = np.bincount(y, minlength=len(asked.labels))
    if (kinds >= confident.NEEDED).sum() < 2:
        raise JobError("Checking labels needs two kinds of labels with two examples each.")
    first = np.fromiter((texts.copy_of(row) for row in rows.tolist()), np.intp, len(rows))
    pred_probs = yield from committee.held_out(
        X, y, n_classes=len(asked.labels), seed=asked.seed, groups=first
    )
    pairs = yield from near_copies.near_copies(X)
    checked = confident.check(y, pred_probs)
    others = _witnesses(asked, rows, y, pairs)
    verdict = reasons.weigh(y, pred_probs, checked, others)
    return _columns(asked, rows, y, checked, verdict, near_copies.contradicting(pairs, y))


def _witnesses(asked: Task, rows: "NDArray[np.intp]", y: "NDArray[np.intp]", pairs: "Pairs") -> Any:
    import numpy as np

    from tui_labeler.label_noise.near_copies import contradicting
    from tui_labeler.label_noise.reasons import ABSTAIN, Witnesses

    other = contradicting(pairs, y)
    return Witnesses(
        functions=_votes(asked.functions, rows),
        llm=np.asarray(asked.llm, np.intp) if asked.llm else None,
        copies=np.where(other >= 0, y[other], ABSTAIN),
        inconsistent=np.isin(rows, asked.inconsistent),
        hasty=np.isin(rows, asked.hasty),
    )


def _votes(paths: Sequence[str], rows: "NDArray[np.intp]") -> "NDArray[np.intp] | None":
    """The votes of each function [n, m] on `rows`; None where there are no functions."""
    import numpy as np

    columns = [np.load(path, mmap_mode="r", allow_pickle=False)[rows] for path in paths]
    return np.stack(columns, axis=1).astype(np.intp) if columns else None


def _columns(
    asked: Task,
    rows: "NDArray[np.intp]",
    y: "NDArray[np.intp]",
    checked: "Checked",
    verdict: "Verdict",
    other: "NDArray[np.intp]",
) -> dict[str, Any]:
    import numpy as np

    from tui_labeler.label_noise.noise_matrix import noise_matrix, overlaps, sentence
    from tui_labeler.label_noise.reasons import reasons_of

    order = np.argsort(verdict.quality, kind="stable")
    order = order[checked.checked[order]]
    noise = noise_matrix(checked.joint)
    return {
        "rows": rows[order].tolist(),
        "given": y[order].tolist(),
        "suggested": verdict.suggested[order].tolist(),
        "label_quality": verdict.quality[order].tolist(),
        "self_confidence": checked.self_confidence[order].tolist(),
        "confidence": verdict.confidence[order].tolist(),
        "is_label_issue": checked.is_issue[order].tolist(),
        "suspected": verdict.suspected[order].tolist(),
        "reasons": [list(reasons_of(verdict, row)) for row in order.tolist()],
        "copies": np.where(other >= 0, rows[other], -1)[order].tolist(),
        "too_small": [asked.labels[place] for place in checked.too_small],
        "noise_matrix": noise.as_json(asked.labels),
        "overlaps": [sentence(one, asked.labels) for one in overlaps(noise)],
    }


def compare(
    *,
    pool: str,
    cache: str,
    features: list[str],
    labels: list[str],
    rows: list[int],
    targets: list[int],
    sample: list[int],
    seed: int,
) -> Steps:
    """Compare the ways of training despite noise on labels the person gave at random.

    `sample`: the rows of those. Result: `options`, `{noise, accuracy, low, high, n}` each.
    """
    import numpy as np

    from tui_labeler.label_noise.comparison import compare as compare_options
    from tui_labeler.label_noise.terms import terms

    texts, built = yield from open_features(pool, cache, features)
    first = np.fromiter((texts.copy_of(row) for row in rows), np.intp, len(rows))
    figures = yield from compare_options(
        terms(built.X, built.ranges, np.asarray(rows, np.intp)),
        np.asarray(targets, np.intp),
        np.isin(rows, sample),
        n_classes=len(labels),
        seed=seed,
        groups=first,
    )
    options = [
        {"noise": name, "accuracy": one.value, "low": one.low, "high": one.high, "n": one.n}
        for name, one in figures.items()
    ]
    yield Result({"options": options})


def audit(
    *,
    pool: str,
    cache: str,
    features: list[str],
    labels: list[str],
    rows: list[int],
    targets: list[int],
    seed: int,
) -> Steps:
    """Look over the whole data set. Result: `issues`, `{kind, row, score, with}`, worst first; and
    `counts`, how many there are of each kind: of very many, the worst are listed.

    `rows`, `targets`: the labelled rows and their labels' places in `labels`; may be empty.
    """
    from itertools import chain

    import numpy as np

    from tui_labeler.label_noise.auditing import audit as look_over
    from tui_labeler.label_noise.terms import terms

    _, built = yield from open_features(pool, cache, features)
    X = terms(built.X, built.ranges, np.arange(built.X.shape[0]))
    known = np.asarray(rows, np.intp), np.asarray(targets, np.intp)
    found = yield from look_over(X, *known, labels, seed)
    issues = sorted(chain.from_iterable(one.worst for one in found), key=lambda one: one.score)
    yield Result(
        {
            "issues": [one.as_json() for one in issues],
            "counts": {one.kind: one.count for one in found},
        }
    )

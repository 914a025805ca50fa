"""What the child process that learns is asked about wrong labels.

Everything heavy is imported inside the functions: the session names them without paying for it.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import JobError
from tui_labeler.jobs import Progress, Result, Steps
from tui_labeler.label_noise.found_file import write

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tui_labeler.features.build import Features
    from tui_labeler.label_noise.confident import Checked
    from tui_labeler.label_noise.near_copies import Pairs
    from tui_labeler.label_noise.reasons import Verdict
    from tui_labeler.project.pool import Pool


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
    sources: Sequence[int] = ()
    """A number for who gave each label: it comes back as it is. Empty: all 0."""
    about: Mapping[str, Any] = field(default_factory=dict)
    """Which data and labels these are: it comes back as it is."""
    seed: int = 0


def check(*, pool: str, cache: str, features: list[str], out: str, **task: Any) -> Steps:
    """Look for wrong labels.

    Takes the fields of `Task` beside its own arguments. Writes the columns of `found_file` to the
    folder `out`, and `about`, `too_small` (labels with too few examples to be checked),
    `noise_matrix` and `overlaps` (sentences). Result: `found` (the path of `suspects.json`),
    `checked`, `suspects`.

    Raises `JobError` where the labels cannot be checked: fewer than two kinds with two examples.
    """
    asked = Task(**task)
    if not asked.rows:
        raise JobError("No labels to check.")
    texts, built = yield from open_features(pool, cache, features)
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        columns, told = yield from _find(asked, texts, built)
    found = write(Path(out), columns, told)
    checked, suspects = len(columns["rows"]), int(columns["suspected"].sum())
    yield Result({"found": str(found), "checked": checked, "suspects": suspects})


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
) -> "Generator[Progress, None, tuple[dict[str, NDArray[Any]], dict[str, Any]]]":
    """The columns and what is told beside them."""
    import numpy as np

    from tui_labeler.label_noise import committee, confident, near_copies, reasons
    from tui_labeler.label_noise.terms import terms

    rows, y = np.asarray(asked.rows, np.intp), np.asarray(asked.targets, np.intp)
    X = yield from terms(built.X, built.ranges, rows)
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
    columns = _columns(asked, rows, y, checked, verdict, near_copies.contradicting(pairs, y))
    return columns, _told(asked, checked)


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
) -> "dict[str, NDArray[Any]]":
    import numpy as np

    from tui_labeler.label_noise.reasons import as_bits

    order = np.argsort(verdict.quality, kind="stable")
    order = order[checked.checked[order]]
    whole = {
        "rows": rows,
        "given": y,
        "suggested": verdict.suggested,
        "sources": asked.sources or np.zeros(len(y)),
        "label_quality": verdict.quality,
        "self_confidence": checked.self_confidence,
        "confidence": verdict.confidence,
        "is_label_issue": checked.is_issue,
        "suspected": verdict.suspected,
        "reasons": as_bits(verdict),
        "copies": np.where(other >= 0, rows[other], -1),
        "copies_given": np.where(other >= 0, y[other], -1),
    }
    return {name: np.asarray(values)[order] for name, values in whole.items()}


def _told(asked: Task, checked: "Checked") -> dict[str, Any]:
    from tui_labeler.label_noise.noise_matrix import noise_matrix, overlaps, sentence
    from tui_labeler.label_noise.reasons import REASONS

    noise = noise_matrix(checked.joint)
    return {
        "about": asked.about,
        "reasons": REASONS,
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
    X = yield from terms(built.X, built.ranges, np.asarray(rows, np.intp))
    figures = yield from compare_options(
        X,
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
    X = yield from terms(built.X, built.ranges, np.arange(built.X.shape[0]))
    known = np.asarray(rows, np.intp), np.asarray(targets, np.intp)
    found = yield from look_over(X, *known, labels, seed)
    issues = sorted(chain.from_iterable(one.worst for one in found), key=lambda one: one.score)
    yield Result(
        {
            "issues": [one.as_json() for one in issues],
            "counts": {one.kind: one.count for one in found},
        }
    )

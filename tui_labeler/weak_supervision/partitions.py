"""Items that are not in the pool: the functions vote on a file of them, and the label model that
learned from the pool weighs their votes. Heavy imports wait until it runs."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import JobError, TrustError
from tui_labeler.jobs import Progress, Result, Steps

if TYPE_CHECKING:
    from tui_labeler.project.pool import Pool
    from tui_labeler.project.pool_builder import Kind
    from tui_labeler.weak_supervision.applier import Application
    from tui_labeler.weak_supervision.label_models.patterns import Votes
    from tui_labeler.weak_supervision.vote_files import VoteFiles


def label(
    *,
    part: str,
    out: str,
    task: dict[str, Any],
    code: str,
    kinds: "dict[str, Kind]",
    fitted: dict[str, Any],
) -> Steps:
    """Label the items of the file `part`, and write them to `out` as `weak-labels` does.

    `task`: see `task.Task`. `code`: what `project.trust.content` said of its files when they were
    trusted. `kinds`: of the pool's columns. `fitted`: `voters`, the functions in order, and
    `model`, see `LabelModel.as_json`. Result: `labelled`, `abstained`, and `faults`, by function.

    Raises DataError for a file that is no pool, TrustError for other code, JobError for a function
    that cannot be run to its end.
    """
    from tui_labeler.project.trust import content
    from tui_labeler.weak_supervision.applier import apply
    from tui_labeler.weak_supervision.corpus import Corpus
    from tui_labeler.weak_supervision.label_files import write_labels
    from tui_labeler.weak_supervision.label_models.model import LabelModel
    from tui_labeler.weak_supervision.label_models.patterns import patterns
    from tui_labeler.weak_supervision.task import Task
    from tui_labeler.weak_supervision.vote_files import VoteFiles
    from tui_labeler.weak_supervision.weighing import answers

    asked = Task.from_json(task)
    if content(asked.files.values()) != code:
        raise TrustError("this is not the code that was trusted.", file=asked.project)
    with TemporaryDirectory(prefix="tui-labeler-") as place:
        pool = _pool(asked, Path(part), kinds, Path(place) / "pool")
        kept = VoteFiles(Path(place) / "votes")
        corpus = Corpus(pool, asked.text, Path(place), asked.project)
        application = yield from apply(asked, corpus, kept)
        yield Progress("weighing the votes")
        L, faults = _votes(application, fitted["voters"], kept, len(pool))
        seen = patterns(L, len(asked.labels))
        proba, labels = answers(LabelModel.from_json(fitted["model"]), seen)
        rows = zip(pool.ids, labels.tolist(), proba.astype("float32").tolist(), strict=True)
        labelled, abstained = write_labels(Path(out), asked.labels, rows)
    yield Result({"labelled": labelled, "abstained": abstained, "faults": faults})


def _pool(asked: Any, part: Path, kinds: "dict[str, Kind]", folder: Path) -> "Pool":
    """The items of a file, with columns that are what they are in the project's pool."""
    from tui_labeler import tables
    from tui_labeler.project import open_project
    from tui_labeler.project.pool import load_pool
    from tui_labeler.project.pool_builder import build

    project = open_project(asked.project)
    there = tables.read_rows(part).columns
    data = project.config.data.model_copy(
        update={
            "file": str(part),
            "show": (),
            "given_labels": None,
            "columns": {name: kind for name, kind in kinds.items() if name in there},
        }
    )
    folder.mkdir()
    build(replace(project, config=project.config.model_copy(update={"data": data})), folder)
    return load_pool(folder)


def _votes(
    application: "Application", voters: list[str], kept: "VoteFiles", n: int
) -> "tuple[Votes, dict[str, int]]":
    """L in the order of `voters`, and how often each function failed on an item."""
    import numpy as np

    if application.problem:
        raise JobError(application.problem, line=application.line)
    applied = {one.name: one for one in application.functions}
    L, faults = np.empty((len(voters), n), np.int16), {}
    for place, name in enumerate(voters):
        one = applied.get(name)
        if one is None or one.key is None or one.run is None or one.run.failed:
            reason = one.run.failed if one is not None and one.run is not None else "it is gone"
            raise JobError(f"{name} did not vote: {reason}", line=None if one is None else one.line)
        L[place] = kept.votes(one.key)
        if one.run.faults:
            faults[name] = one.run.faults
    return L, faults

"""The model that is taken away: which labels it learns from, and what its card says of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui_labeler.errors import JobError
from tui_labeler.jobs import Job
from tui_labeler.label_noise.registry import CHOICES
from tui_labeler.project.locations import state_folder
from tui_labeler.registry import check

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

TRAIN = "tui_labeler.hybrid.jobs:train"


def training_job(session: Session, out: Path, noise: str | None = None) -> Job:
    """The job that trains on the person's labels and writes the model to `out`.

    `noise`: what is done about wrong labels; None: what project.toml says.
    Raises JobError where there is nothing to learn from, UnknownName for `noise`.
    """
    if noise is not None:
        check(CHOICES, noise, "way to train despite noise")
    project = session.project
    labelled = sorted(
        (row, answer.label)
        for item, answer in session.state.answers()
        if answer.label in project.label_names and (row := session.pool.row(item)) is not None
    )
    if not labelled:
        raise JobError(
            "nothing is labelled yet.", hint=f"Label first:  tui-labeler {project.folder}"
        )
    about = {
        "name": project.name,
        "task": project.config.project.task,
        "labels": [
            {"name": label.name, "description": label.description}
            for label in project.config.labels
        ],
        "sources": {"human": len(labelled)},
    }
    arguments = {
        "pool": str(session.pool.folder),
        "rows": [row for row, _ in labelled],
        "labels": [label for _, label in labelled],
        "weights": [1.0] * len(labelled),
        "sure": [True] * len(labelled),
        "sample": session.queue.sample(),
        "noise": noise or project.config.model.noise,
        "about": about,
        "seed": project.config.project.seed,
        "out": str(out.absolute()),
        "state": str(state_folder()),
    }
    return Job("learner", TRAIN, arguments)

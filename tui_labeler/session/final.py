"""The model that is taken away: which labels it learns from, and what its card says of them."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from tui_labeler.errors import JobError
from tui_labeler.jobs import Job
from tui_labeler.label_noise.registry import CHOICES
from tui_labeler.project.locations import state_folder
from tui_labeler.registry import check

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

TRAIN = "tui_labeler.hybrid.jobs:train"
MOST = 50_000
"""Labels of machines that are learned, drawn at random where there are more: bounds the memory."""


@dataclass(frozen=True, slots=True)
class TrainingLabel:
    """A label the final model learns from."""

    row: int
    label: str
    source: str
    """Who decided it: `human`, or a machine."""
    weight: float
    """The probability of a machine's label; more for a person's."""


def training_labels(session: Session) -> list[TrainingLabel]:
    """The resolved labels by row; the person's alone where no machine says anything, or nothing is
    worked out."""
    resolved, names = session.resolved, session.project.label_names
    mixed = resolved.others and resolved.fresh
    weight = session.project.config.resolution.human_weight if mixed else 1.0
    by_hand = {
        row: TrainingLabel(row, answer.label, "human", weight)
        for item, answer in session.state.answers()
        if answer.label in names and (row := session.pool.row(item)) is not None
    }
    if not mixed:
        return [by_hand[row] for row in sorted(by_hand)]
    found = []
    for row in range(len(session.pool)):
        decision = resolved.of(row)
        if row in by_hand:
            found.append(by_hand[row])
        elif decision is not None and decision.label is not None:
            own = decision.decided == "human"
            counts = weight if own else decision.confidence
            found.append(TrainingLabel(row, decision.label, decision.decided, counts))
    return found


def _at_most(labelled: list[TrainingLabel], seed: int) -> list[TrainingLabel]:
    """All labels of the person, and `MOST` others."""
    by_machines = [place for place, one in enumerate(labelled) if one.source != "human"]
    drawn = random.Random(seed).sample(by_machines, min(MOST, len(by_machines)))
    left_out = set(by_machines).difference(drawn)
    return [one for place, one in enumerate(labelled) if place not in left_out]


def training_job(session: Session, out: Path, noise: str | None = None) -> Job:
    """The job that trains on the resolved labels and writes the model to `out`.

    `noise`: what is done about wrong labels; None: what project.toml says.
    Raises JobError where there is nothing to learn from, UnknownName for `noise`.
    """
    if noise is not None:
        check(CHOICES, noise, "way to train despite noise")
    project = session.project
    seed = project.config.project.seed
    found = training_labels(session)
    labelled = _at_most(found, seed)
    if not labelled:
        folder = quote(str(project.folder))
        raise JobError("nothing is labelled yet.", hint=f"Label first:  tui-labeler {folder}")
    about = {
        "name": project.name,
        "text": project.config.data.text,
        "task": project.config.project.task,
        "labels": [
            {"name": label.name, "description": label.description}
            for label in project.config.labels
        ],
        "sources": dict(Counter(one.source for one in labelled).most_common()),
        "labelled": len(found),
    }
    arguments = {
        "pool": str(session.pool.folder),
        "rows": [one.row for one in labelled],
        "labels": [one.label for one in labelled],
        "weights": [one.weight for one in labelled],
        "sure": [one.source == "human" for one in labelled],
        "sample": session.queue.sample(),
        "noise": noise or project.config.model.noise,
        "about": about,
        "seed": seed,
        "out": str(out.absolute()),
        "state": str(state_folder()),
    }
    return Job("learner", TRAIN, arguments)

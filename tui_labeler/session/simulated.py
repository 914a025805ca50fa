"""The curves of the last `simulate`, kept for the report."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from tui_labeler import tables
from tui_labeler.project import Pool, Project
from tui_labeler.project.locations import cache_folder
from tui_labeler.session.learning import NONSENSE

FILE = "simulation.json"


def keep_curves(
    project: Project, pool: Pool, curves: Mapping[str, Sequence[tuple[int, float]]]
) -> None:
    """Write `curves` (strategy -> labels and mean accuracy) beside the other computed files."""
    values = {**_basis(project, pool), "curves": curves}
    with tables.atomic_write(_path(project)) as file:
        file.write(json.dumps(values).encode())


def read_curves(project: Project, pool: Pool) -> dict[str, list[tuple[int, float]]]:
    """What was kept for these data and labels; empty where nothing was, or it cannot be read."""
    try:
        values = json.loads(_path(project).read_bytes())
        if any(values[name] != value for name, value in _basis(project, pool).items()):
            return {}
        return {
            name: [(int(labels), float(score)) for labels, score in curve]
            for name, curve in values["curves"].items()
            if curve
        }
    except NONSENSE:
        return {}


def _path(project: Project) -> Path:
    return cache_folder(project.folder) / FILE


def _basis(project: Project, pool: Pool) -> dict[str, object]:
    return {"pool": pool.fingerprint, "labels": list(project.label_names)}

"""A model may learn from what stands beside the text, alone or together with it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.active_learning.test_jobs import ended
from tests.robots.projects import write_project
from tui_labeler.active_learning.jobs import retrain
from tui_labeler.project import open_pool, open_project

COLUMNS = ("id", "text", "stars", "shop", "vector")


def rows() -> list[list[str]]:
    """The label is good for many stars, in one of two shops, and where the vector says so."""
    rng = np.random.default_rng(1)
    found = []
    for number in range(120):
        good = number % 2
        stars = str(rng.integers(3, 6) if good else rng.integers(1, 4))
        vector = f"[{good + rng.normal(0, 0.1):.3f}, {1 - good + rng.normal(0, 0.1):.3f}]"
        text = f"{rng.choice(['rain', 'snow', 'wind'])} {number}"
        found.append([f"r{number}", text, stars, "north" if good else "south", vector])
    return found


@pytest.mark.parametrize("estimator", ["pool", "logistic_regression"])
@pytest.mark.parametrize(
    "features",
    [["numeric"], ["categorical"], ["embeddings"], ["words", "latent", "categorical", "numeric"]],
)
def test_columns_tell(tmp_path: Path, features: list[str], estimator: str) -> None:
    pool = open_pool(open_project(write_project(tmp_path / "p", rows(), columns=COLUMNS)))
    task: dict[str, Any] = {
        "pool": str(pool.folder),
        "cache": str(tmp_path / "cache"),
        "features": features,
        "labels": ["bad", "good"],
        "rows": list(range(30)),
        "targets": [row % 2 for row in range(30)],
        "exclude": [],
        "sample": list(range(30)),
        "strategy": "margin",
        "estimator": estimator,
        "parameters": {},
        "candidates": 10,
        "batch": 5,
        "seed": 1,
        "out": str(tmp_path / "out"),
    }
    values = ended(retrain(**task))
    predicted = np.load(values["predictions"]).argmax(axis=1)
    assert (predicted == np.arange(120) % 2)[30:].mean() > 0.75
    assert len(values["ranking"]) == 10

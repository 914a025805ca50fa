"""What the figures of earlier models say to the next one."""

from collections.abc import Mapping, Sequence
from typing import Any

from tui_labeler.store.records import Model

GROWTH = 1.25
"""What random order needs is estimated again when the labels are so many times more."""


def history(models: Sequence[Model]) -> list[dict[str, Any]]:
    """What the models so far scored, for the stopping criteria."""
    return [
        {
            "labels": model.labels,
            "accuracy": model.figures["accuracy"]["value"],
            "kappa": model.figures.get("kappa"),
        }
        for model in models
    ]


def last_estimate(models: Sequence[Model]) -> Mapping[str, Any] | None:
    """What random order would have needed, as the newest model knows it."""
    estimate: Mapping[str, Any] | None = models[-1].figures.get("random_order") if models else None
    return estimate


def estimate_is_due(models: Sequence[Model], labels: int) -> bool:
    """Whether that is old, or there is none yet."""
    estimate = last_estimate(models)
    return estimate is None or labels >= GROWTH * estimate["labels"]

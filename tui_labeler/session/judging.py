"""The final model of a pipeline, against fewer and against all labels, on held-out texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui_labeler.jobs import Job
from tui_labeler.session.final import training_labels

if TYPE_CHECKING:
    from tui_labeler.project import Pool
    from tui_labeler.session.held_out import Split
    from tui_labeler.session.session import Session

EVALUATE = "tui_labeler.hybrid.evaluating:evaluate"
FINAL, MANUAL, FULL = "final", "manual_only", "full_data"


@dataclass(frozen=True, slots=True)
class Judge:
    """Makes the job that trains the models and scores them."""

    whole: Pool
    """With the held-out rows."""
    split: Split
    gold: Mapping[int, int]
    """Row of the part that is not held out -> the place of its label."""

    def job(self, session: Session, answers: int) -> Job:
        """Score the resolved labels of `session`, `answers` gold labels at random, and all gold.

        `session` is that of the part of the pool that is not held out.
        """
        config, names = session.project.config, session.project.label_names
        at_random = [row for row in session.pool.order if row in self.gold][:answers]
        lessons = {
            FINAL: self._lesson(
                (one.row, names.index(one.label), one.weight) for one in training_labels(session)
            ),
            MANUAL: self._lesson((row, self.gold[row], 1.0) for row in at_random),
            FULL: self._lesson((row, self.gold[row], 1.0) for row in sorted(self.gold)),
        }
        arguments = {
            "pool": str(self.whole.folder),
            "cache": str(session.learning.cache),
            "features": session.project.features,
            "train_rows": list(self.split.train),
            "test_rows": list(self.split.test),
            "test_targets": list(self.split.test.values()),
            "labels": len(names),
            "lessons": lessons,
            "estimator": config.model.estimator,
            "parameters": dict(config.model.parameters),
            "seed": config.project.seed,
        }
        return Job("learner", EVALUATE, arguments)

    def _lesson(self, labels: Iterable[tuple[int, int, float]]) -> dict[str, list[Any]]:
        """What a model learns from, in rows of the whole pool."""
        found = list(labels)
        return {
            "rows": [self.split.train[row] for row, _, _ in found],
            "targets": [place for _, place, _ in found],
            "weights": [weight for _, _, weight in found],
        }

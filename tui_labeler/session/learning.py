"""The model behind the screen: which job is due, and what its result changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler import tables
from tui_labeler.errors import JobError, LabelerError, UsageError
from tui_labeler.evaluation.figure import Figure
from tui_labeler.jobs import Failure, Job, Report, Result
from tui_labeler.project import Project
from tui_labeler.project.locations import cache_folder
from tui_labeler.session.model_figures import estimate_is_due, history, last_estimate
from tui_labeler.session.opinions import opinions
from tui_labeler.session.own_code import strategy_in_use, waiting_for_trust
from tui_labeler.session.predictions import Predictions
from tui_labeler.session.terms import Terms
from tui_labeler.session.views import ModelView

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

KIND = "learner"
PREPARE = "tui_labeler.active_learning.jobs:prepare"
RETRAIN = "tui_labeler.active_learning.jobs:retrain"
CANDIDATES_PER_BATCH = 20
"""Ranked items kept, in batches: enough to go on while retrains fail or are slow."""
PREDICTIONS_FILE = "predictions.npy"
RESULT_FILE = "result.json"
STRATIFIED, DISAGREEMENT = "stratified", "disagreement"
"""The cold start and the strategy that look at what others than the model say."""
NONSENSE = (
    *(OSError, JobError, ValueError, LookupError, TypeError, AttributeError),
    *(ArithmeticError, SyntaxError, RecursionError),
)
"""What reading files may raise that anybody could have written into the cache."""
NO_ACCURACY = Figure(None, None, None, 0, "no model yet")


@dataclass(frozen=True, slots=True)
class Learned:
    """A model that is in use."""

    number: int
    basis: int
    """The last event it knows."""
    labels: tuple[str, ...]
    trained_on: int
    ranking: tuple[tuple[int, float], ...]
    """(row, score), best first."""
    predictions: Predictions
    accuracy: Figure
    terms: Terms
    closest: Mapping[int, tuple[tuple[int, float], ...]]
    """Row -> the nearest labelled rows, for the rows that are asked next."""

    def probabilities(self, row: int) -> dict[str, float]:
        """The probability of each label for one row."""
        return dict(zip(self.labels, self.predictions[row], strict=True))


class Learning:
    """Asks for jobs and takes their results in; keeps the newest model."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.pool = session.pool
        self.store = session.store
        self.state = session.state
        self.queue = session.queue
        self.cache = cache_folder(session.project.folder)
        self.learned: Learned | None = None
        self.cold_ranking: tuple[tuple[int, float], ...] = ()
        """What a cold start asks first, once it is known."""
        self.message = ""
        self._prepared = False
        self._running: Job | None = None
        self._basis = 0
        """The last event that a finished or running retrain has seen."""
        self._reopen()
        self._owed = self.learned is None and self.state.by_label.total() > 0
        """Labels of an earlier session wait for a model."""
        self._forgotten = False
        """There was a model, of other labels."""

    @property
    def project(self) -> Project:
        """As it is now: the label set may change while labelling."""
        return self.session.project

    def ask_now(self) -> None:
        """Retrain as soon as the one under way is done. Raises UsageError when nothing is new."""
        if self.state.last_event <= self._basis:
            raise UsageError("nothing new since the model was made")
        self._owed = True

    def forget(self) -> None:
        """The label set has changed: no model speaks of it, one is wanted at once."""
        self._forgotten = self._forgotten or self.learned is not None
        self.learned = None
        self._owed = True

    def _reopen(self) -> None:
        """Take the last model of an earlier session into use, if its files are still there."""
        model = self.store.last_model()
        if model is None:
            return
        try:
            basis = int(model.figures["basis"])
            values = json.loads((self._folder(basis) / RESULT_FILE).read_text())
            self.learned = self._read(model.id, basis, values)
            self._basis = basis
        except NONSENSE:
            self.message = "learning again"

    def _folder(self, basis: int) -> Path:
        return self.cache / f"model-{basis}"

    def _read(self, number: int, basis: int, values: Mapping[str, Any]) -> Learned:
        predictions = Predictions(self._folder(basis) / PREDICTIONS_FILE)
        labels = self.project.label_names
        known = predictions.rows, predictions.columns, values["pool"], tuple(values["names"])
        if known != (len(self.pool), len(labels), self.pool.fingerprint, labels):
            raise JobError("the model belongs to other data or other labels")
        accuracy = values["accuracy"]
        return Learned(
            number=number,
            basis=basis,
            labels=labels,
            trained_on=values["labels"],
            ranking=tuple((int(row), float(score)) for row, score in values["ranking"]),
            predictions=predictions,
            accuracy=Figure(**{**accuracy, "reason": accuracy["reason"] or ""}),
            terms=Terms.load(self._folder(basis), labels),
            closest={
                int(row): tuple((int(other), float(cosine)) for other, cosine in found)
                for row, found in values["closest"].items()
            },
        )

    def next_job(self) -> Job | None:
        """The job that is due; None while one runs or nothing is new."""
        if self._running is not None or self.store.read_only:
            return None
        if not self._prepared:
            self._running = self._prepare_job()
        elif self._retrain_due():
            self._basis = self.state.last_event
            self._owed = False
            self._running = self._retrain_job()
        return self._running

    def _retrain_due(self) -> bool:
        """When the last item of a batch is on screen, so that the next batch is made by a model
        that lacks one answer at most; and when a whole batch was answered since the last time.
        A first batch that is short, for a cold start, teaches nothing yet."""
        new = self.state.last_event - self._basis
        if new <= 0 or not self.state.by_label.total():
            return False
        size = self.queue.recipe.size
        whole = len(self.queue.slots) >= min(size, len(self.pool))
        last_one = whole and len(list(islice(self.queue.open_slots(), 2))) < 2
        return self._owed or last_one or new >= size

    def _data_arguments(self) -> dict[str, Any]:
        return {
            "pool": str(self.pool.folder),
            "cache": str(self.cache),
            "features": self.project.features,
        }

    def _prepare_job(self) -> Job:
        config = self.project.config
        asks = config.active_learning
        arguments = {
            **self._data_arguments(),
            "cold_start": asks.cold_start,
            "candidates": asks.batch_size,
            "labels": len(self.project.label_names),
            "opinions": opinions(self.session) if asks.cold_start == STRATIFIED else [],
            "seed": config.project.seed,
        }
        return Job(KIND, PREPARE, arguments)

    def _retrain_job(self) -> Job:
        config = self.project.config
        names = self.project.label_names
        index = {name: position for position, name in enumerate(names)}
        labelled = [
            (row, index[answer.label])
            for item, answer in self.state.answers()
            if answer.label in index and (row := self.pool.row(item)) is not None
        ]
        labelled.sort()
        strategy, file = strategy_in_use(self.session)
        arguments = {
            **self._data_arguments(),
            "labels": list(names),
            "rows": [row for row, _ in labelled],
            "targets": [target for _, target in labelled],
            "exclude": [*self.queue.excluded(), *self.session.llm.routing.confident_rows()],
            "sample": self.queue.sample(),
            "upcoming": self.queue.upcoming(CANDIDATES_PER_BATCH),
            "strategy": strategy,
            "strategy_file": file,
            "estimator": config.model.estimator,
            "parameters": dict(config.model.parameters),
            "candidates": CANDIDATES_PER_BATCH * config.active_learning.batch_size,
            "batch": config.active_learning.batch_size,
            "seed": config.project.seed,
            "opinions": opinions(self.session)
            if strategy == DISAGREEMENT or file is not None
            else [],
            "history": history(models := self.store.models()),
            "random_order": estimate_is_due(models, len(labelled)),
            "before": self._predictions_before(),
            "budget": config.active_learning.budget,
            "out": str(self._folder(self._basis)),
        }
        return Job(KIND, RETRAIN, arguments)

    def _predictions_before(self) -> str | None:
        if self.learned is None:
            return None
        return str(self._folder(self.learned.basis) / PREDICTIONS_FILE)

    def install(self, report: Report) -> bool:
        """Take a report in. True when something on screen may have changed."""
        if report.job is not self._running:
            return False
        self.message = self.session.messages.of(report)
        match report.outcome:
            case Result(values):
                self._running = None
                self.message = waiting_for_trust(self.session)
                if report.job.function == PREPARE:
                    self._prepared = True
                    self.cold_ranking = tuple((row, score) for row, score in values["ranking"])
                else:
                    try:
                        self._install_model(report.job, values)
                    except (OSError, LabelerError) as error:
                        why = error.message if isinstance(error, LabelerError) else error.strerror
                        self.message = f"the model stays as it is: {why}"
            case Failure():
                self._running = None
                self._prepared = True
        return True

    def _install_model(self, job: Job, values: Mapping[str, Any]) -> None:
        kept = {**values, "pool": self.pool.fingerprint, "names": job.arguments["labels"]}
        folder = self._folder(self._basis)
        learned = self._read(0, self._basis, kept)
        with tables.atomic_write(folder / RESULT_FILE) as file:
            file.write(json.dumps(kept).encode())
        model = self.store.add_model(
            labels=learned.trained_on,
            estimator=values["estimator"],
            figures={
                "basis": self._basis,
                "accuracy": values["accuracy"],
                "macro_f1": values["macro_f1"],
                "classes": dict(zip(job.arguments["labels"], values["classes"], strict=False)),
                "calibration": values["calibration"],
                "stopping": values["stopping"],
                "kappa": values["kappa"],
                "random_order": values["random_order"] or last_estimate(self.store.models()),
            },
        )
        for old in self.cache.glob("model-*"):
            if old != folder:
                shutil.rmtree(old, ignore_errors=True)
        self.learned = replace(learned, number=model.id)

    def view(self) -> ModelView:
        """The model line of a screen."""
        training = self._running is not None and self._running.function == RETRAIN
        model = self.learned
        if model is None:
            kinds = sum(count > 0 for count in self.state.by_label.values())
            waits = "needs two different labels" if kinds < 2 else "learned at the end of the batch"
            due = "learning" if training or self._owed else waits
            message = "read-only" if self.store.read_only else self.message or due
            of = " of these labels" if self._forgotten else ""
            return ModelView(None, 0, NO_ACCURACY, training, f"no model{of} yet: {message}")
        return ModelView(model.number, model.trained_on, model.accuracy, training, self.message)

"""How far the work is, how good the model is, how steady the person, and whether to stop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tui_labeler.active_learning.advice import NAMES, advice
from tui_labeler.evaluation.figure import Figure, share
from tui_labeler.session.pace import pace, worked
from tui_labeler.session.progress_views import CurvePoint, ProgressView, Reason
from tui_labeler.session.state import ANSWERS
from tui_labeler.text import one_line

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

STRETCH = 20
"""Answers whose speed is one bar."""
BARS = 28
REPEATS_NEEDED = 5
"""Below so many repeated items agreement with oneself is not shown."""
WORSE, ENOUGH = 0.10, 10
"""A class got worse when its F1 fell by so much, on at least so many items."""
NOT_SAVED = "— not known yet"


class Progress:
    """Reads the session; changes nothing."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def view(self) -> ProgressView:
        """The Progress screen as it stands."""
        session = self._session
        config = session.project.config.active_learning
        models = session.store.models()
        figures: Mapping[str, Any] = models[-1].figures if models else {}
        answers = session.state.newest(STRETCH * BARS)
        speed = pace(answers)
        return ProgressView(
            labelled=session.state.by_label.total(),
            goal=config.budget or len(session.pool),
            per_hour=speed.per_hour,
            rest=speed.rest,
            speeds=tuple(_speeds([event.at for event in reversed(answers)]))[::-1],
            accuracy=session.learning.view().accuracy,
            macro_f1=figures.get("macro_f1"),
            calibration=figures.get("calibration"),
            curve=tuple(
                CurvePoint(model.labels, _figure(model.figures["accuracy"])) for model in models
            ),
            classes=tuple(
                (name, session.state.by_label[name]) for name in session.project.label_names
            ),
            agreement_with_oneself=self.agreement_with_oneself(),
            saved=_saved(figures.get("random_order"), figures.get("accuracy")),
            random_order=tuple(_in_random_order(figures.get("random_order"))),
            criteria=tuple(_reason(found) for found in figures.get("stopping", ())),
            advice=advice(figures.get("stopping", ())),
            alerts=tuple(self._worse([model.figures for model in models[-2:]])),
        )

    def agreement_with_oneself(self) -> Figure:
        """The share of repeated items that were labelled as before; copies count once."""
        same = total = 0
        for slot in self._session.queue.slots:
            if slot.item.why != "repeat":
                continue
            standing = self._session.state.standing(slot.item.item)
            answers = [event for event in standing if event.kind in ANSWERS]
            for before, event in pairwise(answers):
                if event.batch == slot.batch.id and before.label and event.label:
                    same += before.label == event.label
                    total += 1
        return share(same, total, needed=REPEATS_NEEDED)

    def _worse(self, figures: list[Mapping[str, Any]]) -> Iterator[str]:
        """Classes whose F1 on the random share fell with the last retrain."""
        if len(figures) < 2:
            return
        before, now = (figure.get("classes", {}) for figure in figures)
        for name in self._session.project.label_names:
            if name not in before or name not in now:
                continue
            (old, n_old), (new, n_new) = before[name], now[name]
            known = min(n_old, n_new) >= ENOUGH and old is not None and new is not None
            if known and old - new >= WORSE:
                yield f"{one_line(name, 20)} got worse: F1 {old:.2f} → {new:.2f}"


def _saved(estimate: Mapping[str, Any] | None, accuracy: Mapping[str, Any] | None) -> str:
    """Labels saved against random order with their band, called an estimate; the band alone while
    it cannot tell whether any were."""
    if accuracy is None or accuracy["value"] is None:
        return NOT_SAVED
    if estimate is None or estimate["needs"] is None:
        return f"— {estimate['reason']}" if estimate else NOT_SAVED
    saved, low, high = (round(estimate[k] - estimate["labels"]) for k in ("needs", "low", "high"))
    return f"— est. {low:,}…{high:,}" if low <= 0 <= high else f"est. {saved:,} ({low:,}…{high:,})"


def _in_random_order(estimate: Mapping[str, Any] | None) -> Iterator[CurvePoint]:
    """The estimated curve; none of an estimate that was made without one."""
    for labels, value, low, high in (estimate or {}).get("curve", ()):
        yield CurvePoint(int(labels), Figure(value, low, high, int(labels)))


def _speeds(times: list[float]) -> Iterator[float]:
    """Labels per hour of work, one figure per stretch, pauses left out."""
    for end in range(len(times) - 1, STRETCH - 1, -STRETCH):
        stretch = times[end - STRETCH : end + 1]
        seconds = sum(worked(stretch))
        if seconds > 0:
            yield STRETCH * 3600 / seconds


def _figure(values: Mapping[str, Any]) -> Figure:
    return Figure(**{**values, "reason": values["reason"] or ""})


def _reason(found: Mapping[str, Any]) -> Reason:
    return Reason(**{**found, "name": NAMES[found["name"]]})

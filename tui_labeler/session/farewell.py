"""The last words of a session: what was done, where one stands, what to type next."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from tui_labeler.evaluation.figure import Figure
from tui_labeler.session.pace import worked

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

ENOUGH = 60.0
"""Seconds of work below which no labels per hour are said."""


class Farewell:
    """Remembers how it was when the session began."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._first_event = session.state.last_event
        self._accuracy = session.learning.view().accuracy

    def words(self) -> str:
        """Numbers and the next command, in two lines or three."""
        return "\n".join(filter(None, (self._done(), self._standing(), self._next())))

    def _done(self) -> str:
        session = self._session
        overview = session.overview()
        new = sum(
            answer.kind == "label" and answer.id > self._first_event
            for _, answer in session.state.answers()
        )
        worked = ""
        if new:
            seconds = self._seconds_of_work()
            labels = "1 label" if new == 1 else f"{new:,} labels"
            pace = f" ({new * 3600 / seconds:.0f}/h)" if seconds >= ENOUGH else ""
            worked = f"{labels} in {_minutes(seconds)}{pace}. "
        return f"{overview.project}: {worked}{overview.labelled:,} of {overview.goal:,} labelled."

    def _seconds_of_work(self) -> float:
        """From the start to the last act, without the pauses."""
        store = self._session.store
        times = [event.at for event in store.events(self._first_event)]
        if store.sitting is not None:
            times.insert(0, store.sitting.started)
        return sum(worked(times))

    def _standing(self) -> str:
        model = self._session.learning.view()
        flagged = sum(state.flagged for state in self._session.state.items.values())
        parts = [
            _accuracy(model.accuracy, self._accuracy) if model.number is not None else "",
            f"{flagged:,} flagged" if flagged else "",
            f"model trained on {model.labels:,}" if model.number is not None else "",
        ]
        return " · ".join(filter(None, parts))

    def _next(self) -> str:
        folder = shlex.quote(str(self._session.project.folder))
        again, away = f"tui-labeler {folder}", f"tui-labeler export {folder} -o labels.csv"
        if self._session.labelling.view().item is None:
            return f"next: {away}"
        return f"next: {again}   or   {away}"


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02} min" if hours else f"{minutes} min"


def _accuracy(figure: Figure, before: Figure) -> str:
    """`accuracy 84.2% ±3.1 (was 81.0%)`."""
    if figure.value is None:
        return f"accuracy — ({figure.reason})"
    spread = ""
    if figure.low is not None and figure.high is not None:
        spread = f" ±{(figure.high - figure.low) * 50:.1f}"
    was = ""
    if before.value is not None and before.n != figure.n:
        was = f" (was {before.value:.1%})"
    return f"accuracy {figure.value:.1%}{spread}{was}"

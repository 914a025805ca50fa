"""The ledger of a session: money and time of every source, and what they say about more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tui_labeler.active_learning.advice import MORE as CRITERION_LABELS
from tui_labeler.evaluation.figure import Figure
from tui_labeler.hybrid.ledger import (
    MORE,
    SIZES,
    Line,
    Price,
    Way,
    gain,
    priced,
    project,
    speed,
)
from tui_labeler.session.money_views import Gain, LedgerView, WhatIf
from tui_labeler.session.timesheet import Stage, Timesheet, timesheet

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

PERSON, RULES = "person", "functions"
BY_HAND, WITH_MODEL, WITH_RULES = "all by hand", "labels so far + model", "functions alone"
TOGETHER = "all of it together"

SCREENS: tuple[Stage, ...] = ("label", "validate", "clean")
ELSEWHERE: Mapping[Stage, str] = {"import": "files", "oracle": "gold file"}
REFERENCE = Figure(None, None, None, 0, "the others are measured by it")


class Money:
    """Reads the session; changes nothing."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def price(self) -> Price:
        """What project.toml says an hour, or a label, of the person costs."""
        costs = self._session.project.config.costs
        return Price(costs.per_human_hour, costs.per_human_label)

    def view(self) -> LedgerView:
        """The ledger as it stands."""
        session, price = self._session, self.price
        times = timesheet(session)
        lines = tuple(priced(line, price) for line in self._lines(times))
        paid = sum(line.paid or 0.0 for line in lines)
        each = speed(times.by_hand)
        pool = len(session.pool) - session.pool.copies
        ways = list(self._ways(times, lines, each))
        by_hand = next((way for way in ways if way.name == BY_HAND), None)
        return LedgerView(
            price=price,
            lines=lines,
            seconds=times.total,
            paid=paid,
            cost=sum(line.work or 0.0 for line in lines) + paid if price.known else None,
            not_counted=tuple(
                line.source for line in lines if line.paid is None or line.seconds is None
            ),
            speed=each,
            pool=pool,
            by_hand=None if by_hand is None else project(by_hand, pool, price),
            more=self._more(each),
            what_if=tuple(_on_sizes(way, price) for way in ways),
        )

    def _lines(self, times: Timesheet) -> Iterator[Line]:
        """What each stage got from whom."""
        for stage in SCREENS:
            seconds, labels = times.seconds.get(stage, 0.0), times.labels.get(stage, 0)
            if seconds or labels or stage == "label":
                yield Line(stage=stage, source=PERSON, labels=labels, seconds=seconds)
        for stage, source in ELSEWHERE.items():
            if times.labels.get(stage):
                yield Line(stage=stage, source=source, labels=times.labels[stage], paid=None)
        yield from self._llm_lines()
        voted = self._session.functions.result
        if voted is not None:
            labels = round(voted["coverage"] * len(self._session.pool))
            yield Line(stage="rules", source=RULES, labels=labels)

    def _llm_lines(self) -> Iterator[Line]:
        """A line per model. Labels made elsewhere cost what nobody here knows."""
        said = self._session.llm_labels
        labels = Counter(model for item in said.items() for model in said.by_model(item))
        totals = self._session.store.llm.totals_by_model()
        for model in sorted({*labels, *totals}):
            spent = totals.get(model)
            paid = None if spent is None or spent.unpriced else spent.cost
            yield Line(stage="llm", source=model, labels=labels[model], seconds=0.0, paid=paid)

    def _ways(self, times: Timesheet, lines: tuple[Line, ...], each: Figure) -> Iterator[Way]:
        """Ways to label a data set like this one, as far as they were measured."""
        session = self._session
        if each.value is not None:
            yield Way(name=BY_HAND, accuracy=REFERENCE, seconds_per_item=each.value)
        curve = session.progress.view().curve
        if curve:
            yield Way(
                name=WITH_MODEL,
                accuracy=curve[-1].accuracy,
                seconds=times.seconds.get("label", 0.0),
                labels=times.labels.get("label", 0),
            )
        found = [line for line in lines if line.stage == "llm" and line.labels]
        by_model = session.agreement.report().by_model if found else {}
        for line in found:
            yield Way(
                name=f"LLM {line.source}",
                accuracy=by_model[line.source].figure,
                seconds=times.seconds.get("validate", 0.0),
                labels=times.labels.get("validate", 0),
                paid_per_item=None if line.paid is None else line.paid / line.labels,
            )
        voted = session.functions.view()
        if session.functions.result is not None:
            yield Way(name=WITH_RULES, accuracy=voted.accuracy, share=voted.coverage, seconds=None)

        yield from self._together(times, lines)

    def _together(self, times: Timesheet, lines: tuple[Line, ...]) -> Iterator[Way]:
        """As it was done here: the person's work once, what was paid for each item again."""
        resolved = self._session.resolved
        if not resolved.fresh or not resolved.coverage():
            return
        paid = [line.paid for line in lines if line.stage == "llm"]
        known = [amount for amount in paid if amount is not None]
        each = sum(known) / len(self._session.pool) if len(known) == len(paid) else None
        yield Way(
            name=TOGETHER,
            accuracy=resolved.accuracy(),
            share=resolved.coverage(),
            seconds=times.total,
            labels=times.labels.get("label", 0),
            paid_per_item=each,
        )

    def _more(self, each: Figure) -> Gain:
        """The next labels by hand, and what the learning curve says they bring."""
        seconds = None if each.value is None else MORE * each.value
        cost = self.price.of(seconds, MORE)
        models = self._session.store.models()
        if not models:
            return Gain(seconds, cost, Figure(None, None, None, 0, "no model yet"))
        newest = models[-1]
        return Gain(
            seconds, cost, gain(_criterion(newest.figures), CRITERION_LABELS, newest.labels)
        )


def _criterion(figures: Any) -> Figure:
    """The expected gain as the last retrain found it."""
    for one in figures.get("stopping", ()):
        if one["name"] == "expected_gain":
            n = figures["accuracy"]["n"]
            return Figure(one["value"], one["low"], one["high"], n, one["reason"])
    return Figure(None, None, None, 0, "no learning curve yet")


def _on_sizes(way: Way, price: Price) -> WhatIf:
    sizes = tuple(project(way, size, price) for size in SIZES)
    return WhatIf(way.name, way.accuracy, way.share, sizes)

"""LLM against human: what the person's answers say about the LLM's labels.

Only answers that are a fair sample count: the answered beginning of the validation sample, the
random part of labelling, and labels that were imported. What a query strategy picked is harder
than the rest, and would say that the LLM is worse than it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui_labeler.evaluation.agreement import Agreement, agreement, more_needed
from tui_labeler.evaluation.calibration import (
    Bin,
    Point,
    Threshold,
    calibrate,
    log_loss,
    lowest_threshold,
    reliability,
)
from tui_labeler.session.validation import WRONG, verdict_of
from tui_labeler.store.records import Annotation, Event

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

ANOTHER = ""
"""The person's label where they only said "wrong"."""
BLIND_ENOUGH = 30
"""Blind items from which on the verdict rests on them alone."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """An item that both have judged."""

    item: str
    llm: str
    human: str
    blind: bool
    confidence: float | None

    @property
    def right(self) -> bool:
        return self.llm == self.human


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the labels are good enough to be trusted at `target`."""

    answer: str
    """`yes`, `no`, `not yet`."""
    sentence: str
    part: str
    """`blind` or `all`: which answers it rests on."""
    more_needed: int | None
    """Answers, at the present rate; None where no number of them helps."""


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """All figures of the `agreement` command."""

    blind: Agreement
    seen: Agreement
    all: Agreement
    by_label: dict[str, Agreement]
    """By the LLM's label."""
    by_model: dict[str, Agreement]
    by_confidence: tuple[Bin, ...]
    confusions: tuple[tuple[str, str, int], ...]
    """(LLM, person, items), most frequent first."""
    calibration: str | None
    """The method, where there are items enough."""
    log_loss: tuple[float, float] | None
    """Before and after calibration, on items left out of the fit in turn."""
    threshold: Threshold

    def as_json(self) -> dict[str, Any]:
        """The object of the CLI contract, and more."""
        return {
            "blind": self.blind.as_json(),
            "seen": self.seen.as_json(),
            "all": self.all.as_json(),
            "by_label": {name: one.as_json() for name, one in self.by_label.items()},
            "by_model": {name: one.as_json() for name, one in self.by_model.items()},
            "by_confidence": [
                {
                    "from": row.low,
                    "to": row.high,
                    "n": row.right.n,
                    "agreement": row.right.value,
                    "low": row.right.low,
                    "high": row.right.high,
                    "confidence": row.mean,
                }
                for row in self.by_confidence
            ],
            "confusions": [
                {"llm": llm, "human": human or None, "n": n} for llm, human, n in self.confusions
            ],
            "calibration": self.calibration,
            "log_loss": None
            if self.log_loss is None
            else {"before": self.log_loss[0], "after": self.log_loss[1]},
            "threshold": {
                "value": self.threshold.value,
                "precision": self.threshold.precision.as_json(),
                "reason": self.threshold.reason or None,
            },
        }


class LLMAgreement:
    """Compares, from the state as it is."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def comparisons(self) -> list[Comparison]:
        """All items that count."""
        fair = self._fair()
        found = []
        for item, event in self.session.state.answers():
            said = self.session.llm_labels.of(item)
            if said is None or not fair(item, event):
                continue
            human = _human(event, said.label)
            if human is not None:
                blind = not _saw(event)
                found.append(Comparison(item, said.label, human, blind, said.confidence))
        return found

    def _fair(self) -> Callable[[str, Event], bool]:
        pool = self.session.pool
        counted = {pool.ids[row] for row in self.session.queue.sample()}
        counted.update(self.session.validation.prefix())
        return lambda item, event: item in counted or event.how in ("imported", "oracle")

    def report(self) -> AgreementReport:
        """Everything that can be said now."""
        found = self.comparisons()
        pairs = Counter((one.llm, one.human) for one in found if not one.right)
        points = [(one.confidence, one.right) for one in found if one.confidence is not None]
        fitted = calibrate(points)
        precision = self._wanted_precision()
        return AgreementReport(
            blind=_agreement(one for one in found if one.blind),
            seen=_agreement(one for one in found if not one.blind),
            all=_agreement(found),
            by_label={
                name: _agreement(one for one in found if one.llm == name)
                for name in self.session.project.label_names
            },
            by_model=self._by_model(),
            by_confidence=reliability(points) if points else (),
            confusions=tuple((llm, human, n) for (llm, human), n in pairs.most_common()),
            calibration=None if fitted is None else fitted[1],
            log_loss=None if fitted is None else _losses(points),
            threshold=lowest_threshold(points, precision),
        )

    def _by_model(self) -> dict[str, Agreement]:
        return {
            name: agreement([(one.label, human) for one, human in self._judged(name)])
            for name in self.session.llm_labels.models()
        }

    def _judged(self, model: str) -> Iterator[tuple[Annotation, str]]:
        """What `model` says about the items that count, and what the person says."""
        labels, fair = self.session.llm_labels, self._fair()
        for item, event in self.session.state.answers():
            one = labels.by_model(item).get(model)
            if one is None or one.label is None or not fair(item, event):
                continue
            human = _human(event, one.label)
            if human is not None:
                yield one, human

    def _wanted_precision(self) -> float:
        llms = self.session.project.config.llm
        return llms[0].precision if llms else 0.9

    def _points(self, model: str | None = None) -> list[Point]:
        """Of the labels that count, or of all that `model` gave."""
        if model is None:
            found = self.comparisons()
            return [(one.confidence, one.right) for one in found if one.confidence is not None]
        return [
            (one.confidence, one.label == human)
            for one, human in self._judged(model)
            if one.confidence is not None
        ]

    def confident(self, model: str | None = None) -> Callable[[float], bool] | None:
        """Whether a label of this confidence counts as the LLM's, by project.toml; None where
        `auto` finds no threshold. `model`: of its labels, else of those that count.

        A threshold is a chance of being right: confidence is calibrated first, as soon as items
        enough are validated. For `auto` that changes nothing, as calibration keeps the order.
        """
        llms = self.session.project.config.llm
        wanted, points = llms[0].threshold if llms else "auto", self._points(model)
        if wanted == "auto":
            lowest = lowest_threshold(points, self._wanted_precision()).value
            return None if lowest is None else lambda confidence: confidence >= lowest
        fitted = calibrate(points)
        if fitted is None:
            return lambda confidence: confidence >= wanted
        chance = fitted[0]
        return lambda confidence: chance(confidence) >= wanted

    def verdict(self, target: float) -> Verdict:
        """Are the labels right in at least `target` of all cases?"""
        found = self.comparisons()
        blind = [one for one in found if one.blind]
        part, counted = ("blind", blind) if len(blind) >= BLIND_ENOUGH else ("all", found)
        right, n = sum(one.right for one in counted), len(counted)
        figure = _agreement(counted).figure
        if figure.value is None or figure.low is None or figure.high is None:
            return Verdict("not yet", "nothing is validated yet", part, None)
        more = more_needed(right, n, target)
        if more == 0:
            answer, rest = "yes", "yes"
        elif figure.high < target:
            answer, rest = "no", "no"
        else:
            answer = "not yet"
            rest = "not yet" + (f": {more:,} more" if more else "")
        sentence = (
            f"{right} of {n} right{' (blind)' if part == 'blind' else ''}: {figure.value:.0%} "
            f"({figure.low:.0%} to {figure.high:.0%}), enough to trust at {target:.0%}? {rest}"
        )
        return Verdict(answer, sentence, part, more)


def _agreement(found: Iterable[Comparison]) -> Agreement:
    return agreement([(one.llm, one.human) for one in found])


def _human(event: Event, llm: str) -> str | None:
    """The person's label; None where the answer says nothing about the label `llm`."""
    if event.kind == "label":
        return event.label
    if verdict_of(event) == WRONG and event.suggestion == llm:
        return ANOTHER
    return None


def _saw(event: Event) -> bool:
    """Whether what the LLM says was on screen."""
    shown = event.suggested_by == "llm" or bool((event.details or {}).get("llm"))
    return shown and not event.blind


def _losses(points: list[Point]) -> tuple[float, float] | None:
    """Log loss before and after, each fifth calibrated by the other four."""
    after: list[Point] = []
    for fold in range(5):
        fitted = calibrate([one for at, one in enumerate(points) if at % 5 != fold])
        if fitted is None:
            return None
        after += [(fitted[0](c), right) for c, right in points[fold::5]]
    return log_loss(points), log_loss(after)

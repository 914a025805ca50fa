"""What to do with the next ten minutes: what a minute of the person puts right, by kind of work.

A minute is worth the labels it is expected to put right, at the speed the person was measured at
(`USUAL` says what is assumed before). The values are estimates from the machines' probabilities.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tui_labeler.session.pace import median
from tui_labeler.session.state import ANSWERS
from tui_labeler.session.timesheet import Stage, stage_of

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

Work: TypeAlias = Literal["label", "check", "validate", "rule"]
USUAL: Mapping[Work, float] = {"label": 8.0, "check": 8.0, "validate": 4.0, "rule": 60.0}
"""Seconds, before any were measured; writing a rule is never measured."""
STAGES: Mapping[Stage, Work] = {"label": "label", "clean": "check", "validate": "validate"}
SCREENS: Mapping[Work, str] = {"label": "L", "check": "E", "validate": "V", "rule": "F"}
MINUTES = 10
MEASURED = 5
"""Timed answers from which on the person's own speed counts."""
LATELY = 20
UNDRAWN = 50
"""LLM labels that stand for the sample before it is drawn."""
JUDGED = 30
"""Validated LLM labels from which their agreement says something."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of work."""

    work: Work
    screen: str
    """The key that opens it."""
    count: int
    """How many there is time for, of those that wait."""
    waiting: int
    seconds: float
    """For one."""
    measured: bool
    """Whether these seconds are the person's own."""
    per_minute: float
    """Labels that a minute is expected to put right."""
    why: str


@dataclass(frozen=True, slots=True)
class WorklistView:
    """What the next minutes are best spent on, best first."""

    entries: tuple[Entry, ...]
    message: str
    """What is being worked out, or why the list is empty; "" otherwise."""


class Worklist:
    """Reads the session; asks for the resolution it rests on."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def refresh(self) -> None:
        """Work everything out anew, in the background, if anything is new."""
        self.session.resolved.want()

    def view(self) -> WorklistView:
        """The list as it stands."""
        resolved, pace = self.session.resolved, self._pace()
        found = [*self._label(pace), *self._check(pace), *self._validate(pace), *self._rule(pace)]
        found.sort(key=lambda one: -one.per_minute)
        nothing = "" if found else "nothing is left to do"
        if resolved.result is None:
            nothing = "not worked out yet"
        return WorklistView(tuple(found), resolved.message or nothing)

    def _pace(self) -> Mapping[Work, tuple[float, bool]]:
        """Work -> seconds for one, and whether they were measured."""
        sample = frozenset(self.session.validation.sample.items)
        timed: dict[Work, list[float]] = {work: [] for work in USUAL}
        for event in self.session.state.newest(len(self.session.state.items)):
            work = STAGES.get(stage_of(event, sample))
            if work is not None and event.kind in ANSWERS and event.seconds:
                timed[work].append(event.seconds)
        return {
            work: (median(timed[work][:LATELY]), True)
            if len(timed[work]) >= MEASURED
            else (usual, False)
            for work, usual in USUAL.items()
        }

    def _entry(
        self, work: Work, worths: Sequence[float], pace: Mapping[Work, tuple[float, bool]], why: str
    ) -> Entry:
        """`worths`: what each that waits is expected to put right, best first."""
        seconds, measured = pace[work]
        count = min(len(worths), max(1, int(MINUTES * 60 / seconds)))
        right = sum(worths[:count])
        return Entry(
            *(work, SCREENS[work], count, len(worths), seconds, measured),
            per_minute=right / (count * seconds) * 60,
            why=why,
        )

    def _label(self, pace: Mapping[Work, tuple[float, bool]]) -> Iterator[Entry]:
        state, ids = self.session.state, self.session.pool.ids
        ranking = self.session.resolved.ranking()
        waiting = [(row, worth) for row, worth in ranking if not state[ids[row]].settled]
        if waiting:
            first = [self.session.resolved.of(row) for row, _ in waiting[:10]]
            sure = sum(one.confidence for one in first if one is not None) / len(first)
            yield self._entry(
                *("label", [worth for _, worth in waiting], pace),
                f"of the first {len(first)} the machines are {sure:.0%} sure",
            )

    def _check(self, pace: Mapping[Work, tuple[float, bool]]) -> Iterator[Entry]:
        worths, first = self.session.suspects.worths(), self.session.suspects.worst()
        if first is not None:
            why = f"{first.given} on {first.item} is probably {first.suggested}"
            if first.suggested == first.given:
                why = f"{first.given} on {first.item} is doubtful"
            yield self._entry("check", worths, pace, why)

    def _validate(self, pace: Mapping[Work, tuple[float, bool]]) -> Iterator[Entry]:
        session = self.session
        if not len(session.llm_labels):
            return
        worths, rows = [], session.pool.row
        for item in session.validation.sample.items or session.llm_labels.items()[:UNDRAWN]:
            row = rows(item)
            decision = None if row is None else session.resolved.of(row)
            if decision is not None and not session.state[item].settled:
                worths.append(1 - decision.confidence)
        judged = len(session.agreement.comparisons())
        if worths:
            why = f"{judged:,} of its labels are judged: {JUDGED} say how far it can be trusted"
            if judged >= JUDGED:
                why = f"{judged:,} of its labels are judged; more make the figure firmer"
            yield self._entry("validate", worths, pace, why)

    def _rule(self, pace: Mapping[Work, tuple[float, bool]]) -> Iterator[Entry]:
        shared = self.session.resolved.shared()
        if shared:
            word, label, items, _ = shared[0]
            why = f'{items:,} items share "{word}", no rule covers them; most seem {label}'
            yield self._entry("rule", [worth for *_, worth in shared], pace, why)

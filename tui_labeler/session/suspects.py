"""The acts of the Errors screen: suspected labels, worst first, and what the person does then.

A decision is an answer like any other; `details["suspect"]` remembers how strongly the model spoke
against it. A label the person has confirmed is asked about again only when the model has become
much surer that it is wrong.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from tui_labeler.errors import UsageError
from tui_labeler.evaluation.figure import Figure
from tui_labeler.project.pool import text_hash
from tui_labeler.session.found import Found, differing
from tui_labeler.session.ranking import Order, Ranking
from tui_labeler.session.suspect_views import (
    Current,
    Looked,
    NearCopy,
    Noise,
    Suspect,
    SuspectsView,
)
from tui_labeler.session.views import Choice
from tui_labeler.store.records import Act, How, Kind
from tui_labeler.text import one_line

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

DIGITS = "1234567890"
AROUND = 200
"""Suspects before and after the one that is looked at which a view carries."""


class Suspects:
    """One suspect at a time: keep, take the suggestion, another label, remove, later."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._opened_at = session.state.last_event
        self._touched = len(session.state.touched)
        self._accuracy: Figure | None = None
        self._later: list[str] = []
        self._filter = ""
        self._item: str | None = None
        self._ranked: Ranking | None = None

    @property
    def found(self) -> Found | None:
        """The newest check."""
        return self.session.checks.found

    # --- what is on screen -----------------------------------------------------------------

    def suspects(self, *, every: bool = False) -> list[Suspect]:
        """The suspects that pass the filter, worst first; `every`: all labels that were checked.

        Those put off come last. Without `every`, what was decided before this check is left out,
        unless the model has changed its mind by a lot.
        """
        found, places = self.found, self._order().places
        if found is not None and every:
            places = found.matching(range(len(found)), self._filter, self.session.pool)
        return [self._suspect(place) for place in places]

    @property
    def _ranking(self) -> Ranking | None:
        """Of the newest check."""
        found = self.found
        if self._ranked is None or self._ranked.found is not found:
            self._ranked = None if found is None else Ranking(self.session, found, self._later)
        return self._ranked

    def _order(self) -> Order:
        """Those that are shown."""
        return Order() if self._ranking is None else self._ranking.order(self._filter)

    def _suspect(self, place: int) -> Suspect:
        assert self._ranked is not None
        found = self._ranked.found
        item = self.session.pool.ids[found.columns["rows"][place]]
        answer = self.session.state[item].answer
        return found.suspect(place, self.session.pool, answer, put_off=item in self._later)

    def view(self) -> SuspectsView:
        """The Errors screen as it stands."""
        session, found, order = self.session, self.found, self._order()
        position = self._position(order)
        first = max(0, position - AROUND)
        around = tuple(map(self._suspect, order.places[first : position + AROUND + 1]))
        return SuspectsView(
            project=session.project.name,
            around=around,
            first=first,
            total=len(order.places),
            open=len(order.open),
            position=position,
            current=self._current(around[position - first]) if around else None,
            choices=self._choices(),
            checked=0 if found is None else len(found),
            filter=self._filter,
            looked=self.looked(),
            noise=found.noise() if found else Noise(),
            message=session.checks.message or ("" if around else self._why_empty()),
            can_undo=bool(self._later) or session.state.step_to_undo is not None,
            can_redo=session.state.step_to_redo is not None,
        )

    def _why_empty(self) -> str:
        if self._filter and self.found is not None:
            return "no suspect passes the filter"
        return self.session.checks.why_nothing()

    def _position(self, order: Order) -> int:
        """Where the chosen suspect is; else the first one that is open."""
        chosen = self._ranking.place(self._item) if self._ranking else None
        if chosen is not None and chosen in order.places:
            return order.places.index(chosen)
        return next((at for at, place in enumerate(order.places) if place in order.open), 0)

    def _current(self, one: Suspect) -> Current:
        pool, answer = self.session.pool, self.session.state[one.item].answer
        said = self.session.llm_labels.of(one.item)
        return Current(
            suspect=one,
            text=pool.texts[one.row],
            llm=None if said is None else said.label,
            copy=self._copy(one),
            at=None if answer is None else answer.at,
            seconds=None if answer is None else answer.seconds,
        )

    def _copy(self, one: Suspect) -> NearCopy | None:
        if one.copy < 0:
            return None
        pool = self.session.pool
        other = pool.ids[one.copy]
        here, there = differing(pool.texts[one.row], pool.texts[one.copy])
        label = self.session.state[other].label or one.copy_given
        return NearCopy(other, pool.texts[one.copy], label, here, there)

    def _choices(self) -> tuple[Choice, ...]:
        labels = self.session.project.config.labels
        return tuple(
            Choice(name=label.name, key=label.key or DIGITS[place : place + 1])
            for place, label in enumerate(labels)
        )

    def looked(self) -> Looked:
        """What was decided in this session."""
        state = self.session.state
        counts = {"relabelled": 0, "kept": 0, "removed": 0}
        for item in set(state.touched[self._touched :]):
            answer = state[item].answer
            if answer is None or answer.id <= self._opened_at:
                continue
            if "suspect" in (answer.details or {}):
                if answer.kind == "reject":
                    counts["removed"] += 1
                else:
                    counts["kept" if answer.how == "kept" else "relabelled"] += 1
        after = self.session.learning.view().accuracy
        return Looked(**counts, before=self._accuracy, after=after)

    def waiting(self) -> int:
        """How many suspects are open, whatever the filter."""
        return 0 if self._ranking is None else self._ranking.waiting()

    def worths(self) -> list[float]:
        """What a look at each that is open is expected to put right, the worst suspect first."""
        found, order = self.found, self._order()
        places = [place for place in order.places if place in order.open]
        return [] if found is None else list(map(found.worth, places))

    def worst(self) -> Suspect | None:
        """The first that is open."""
        order = self._order()
        first = next((place for place in order.places if place in order.open), None)
        return None if first is None else self._suspect(first)

    # --- what the person does --------------------------------------------------------------

    def watch(self, on: bool = True) -> None:
        """The screen was opened or left."""
        self.session.checks.watched = on

    def filter(self, text: str) -> None:
        """Show only what matches: words of the text, `label:…`, `source:…`, `reason:…`."""
        self._filter = text.strip()

    def select(self, position: int) -> None:
        """Look at the suspect at `position` of the view; beyond the ends: the last one there."""
        places = self._order().places
        if places:
            self._item = self._suspect(places[max(0, min(position, len(places) - 1))]).item

    def look_at(self, item: str) -> None:
        """Look at the suspect with this id. Raises UsageError where it is none any more."""
        place = self._ranking.place(item) if self._ranking else None
        if place not in self._order().places:
            raise UsageError("the labels were checked again, and this is no suspect: j goes on")
        self._item = item

    def keep(self, *, seconds: float | None = None) -> None:
        """The label is right."""
        one = self._shown()
        self._decide(one, "label", one.given, how="kept", against=one.confidence, seconds=seconds)

    def take(self, *, seconds: float | None = None) -> None:
        """The suggested label is right."""
        one = self._shown()
        if one.suggested == one.given:
            raise UsageError("no other label is suggested: press the key of the right one, or keep")
        against = 1 - one.confidence
        self._decide(one, "label", one.suggested, how="agreed", against=against, seconds=seconds)

    def answer(self, name: str, *, seconds: float | None = None) -> None:
        """The label `name` is right; the one it has already: it is kept."""
        if name not in self.session.project.label_names:
            raise UsageError(f'there is no label "{one_line(name, 60)}"')
        one = self._shown()
        how: How = "kept" if name == one.given else "changed"
        against = 1 - one.confidence if name == one.suggested else one.confidence
        self._decide(one, "label", name, how=how, against=against, seconds=seconds)

    def remove(self, *, seconds: float | None = None) -> None:
        """No label is right: out of training."""
        one = self._shown()
        self._decide(one, "reject", None, how="typed", against=one.confidence, seconds=seconds)

    def later(self) -> None:
        """Put it behind the others, for this session."""
        one = self._shown()
        if one.item in self._later:
            self._later.remove(one.item)
        self._step_on(one)
        self._later.append(one.item)

    def undo(self) -> None:
        """Take the last act back and look at its suspect again."""
        if self._later:
            self._item = self._later.pop()
            return
        step = self.session.state.step_to_undo
        if step is None:
            raise UsageError("nothing to undo")
        self._item = self.session.state.step(step)[0].item
        self.session.take_back(step)

    def redo(self) -> None:
        """Take the last undo back."""
        step = self.session.state.step_to_redo
        if step is None:
            raise UsageError("nothing to redo")
        self.session.take_back(step)

    def _shown(self) -> Suspect:
        order = self._order()
        if not order.places:
            raise UsageError("there is no suspect")
        return self._suspect(order.places[self._position(order)])

    def _step_on(self, one: Suspect) -> None:
        """The next open one after `one`, else the first open one."""
        order = self._order()
        at = self._position(order)
        rest = chain(order.places[at + 1 :], order.places[:at])
        after = next((place for place in rest if place in order.open), None)
        self._item = one.item if after is None else self._suspect(after).item

    def _decide(
        self,
        one: Suspect,
        kind: Kind,
        label: str | None,
        *,
        how: How,
        against: float,
        seconds: float | None,
    ) -> None:
        if self._accuracy is None:
            self._accuracy = self.session.learning.view().accuracy
        act = Act(
            kind=kind,
            item=one.item,
            label=label,
            text_hash=text_hash(self.session.pool.texts[one.row]),
            how=how,
            suggestion=one.suggested,
            suggested_by="errors",
            seconds=seconds,
            details={"suspect": {"given": one.given, "source": one.source, "against": against}},
        )
        self._step_on(one)
        if one.item in self._later:
            self._later.remove(one.item)
        self.session.record([act])

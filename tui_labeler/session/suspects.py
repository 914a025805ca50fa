"""The acts of the Errors screen: suspected labels, worst first, and what the person does then.

A decision is an answer like any other; `details["suspect"]` remembers how strongly the model spoke
against it. A label the person has confirmed is asked about again only when the model has become
much surer that it is wrong.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui_labeler.errors import UsageError
from tui_labeler.evaluation.figure import Figure
from tui_labeler.project.pool import text_hash
from tui_labeler.session.found import Found, differing, matches
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
PREVIEW = 200
"""Characters of a text that the list carries."""


class Suspects:
    """One suspect at a time: keep, take the suggestion, another label, remove, later."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._opened_at = session.state.last_event
        self._accuracy: Figure | None = None
        self._later: list[str] = []
        self._filter = ""
        self._item: str | None = None
        self._counted: tuple[object, int] = (None, 0)
        self._made: tuple[Found | None, list[Suspect]] = (None, [])

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
        if self.found is None:
            return []
        wanted: list[Suspect] = []
        put_off: list[Suspect] = []
        for one in self.found.suspects(self.session.pool.ids, every=every):
            answer = self.session.state[one.item].answer
            if not every and self.found.settled(one, answer):
                continue
            now = self.found.marked(one, answer, put_off=one.item in self._later)
            text = self.session.pool.texts[one.row]
            if matches(now, text, self._filter):
                now = replace(now, text=text[:PREVIEW])
                (put_off if now.mark == "later" else wanted).append(now)
        put_off.sort(key=lambda one: self._later.index(one.item))
        return wanted + put_off

    def view(self) -> SuspectsView:
        """The Errors screen as it stands."""
        session, suspects = self.session, self.suspects()
        position = self._position(suspects)
        current = self._current(suspects[position]) if suspects else None
        return SuspectsView(
            project=session.project.name,
            suspects=tuple(suspects),
            position=position,
            current=current,
            choices=self._choices(),
            checked=0 if self.found is None else len(self.found),
            filter=self._filter,
            looked=self.looked(),
            noise=self.found.noise() if self.found else Noise(),
            message=self.session.checks.message or self._why_empty(suspects),
            can_undo=bool(self._later) or session.state.step_to_undo is not None,
            can_redo=session.state.step_to_redo is not None,
        )

    def _why_empty(self, suspects: list[Suspect]) -> str:
        if suspects:
            return ""
        if self._filter and self.found is not None:
            return "no suspect passes the filter"
        return self.session.checks.why_nothing()

    def _position(self, suspects: list[Suspect]) -> int:
        """Where the chosen suspect is; else the first one that is open."""
        items = [one.item for one in suspects]
        if self._item in items:
            return items.index(self._item)
        return next((place for place, one in enumerate(suspects) if one.mark == "open"), 0)

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
        if one.copy < 0 or self.found is None:
            return None
        pool = self.session.pool
        other = pool.ids[one.copy]
        here, there = differing(pool.texts[one.row], pool.texts[one.copy])
        label = self.session.state[other].label or self.found.given(one.copy) or ""
        return NearCopy(other, pool.texts[one.copy], label, here, there)

    def _choices(self) -> tuple[Choice, ...]:
        labels = self.session.project.config.labels
        return tuple(
            Choice(name=label.name, key=label.key or DIGITS[place : place + 1])
            for place, label in enumerate(labels)
        )

    def looked(self) -> Looked:
        """What was decided in this session."""
        counts = {"relabelled": 0, "kept": 0, "removed": 0}
        for _, answer in self.session.state.answers():
            if answer.id > self._opened_at and "suspect" in (answer.details or {}):
                if answer.kind == "reject":
                    counts["removed"] += 1
                else:
                    counts["kept" if answer.how == "kept" else "relabelled"] += 1
        after = self.session.learning.view().accuracy
        return Looked(**counts, before=self._accuracy, after=after)

    def waiting(self) -> int:
        """How many suspects are open, whatever the filter; counted once per event and check."""
        found, state, ids = self.found, self.session.state, self.session.pool.ids
        if found is None:
            return 0
        if self._made[0] is not found:
            self._made = found, list(found.suspects(ids, every=False))
        key = (found, state.last_event, len(self._later))
        if self._counted[0] != key:
            answers = ((one, state[one.item].answer) for one in self._made[1])
            waiting = (one for one, answer in answers if found.is_open(one, answer))
            self._counted = (key, sum(one.item not in self._later for one in waiting))
        return self._counted[1]

    # --- what the person does --------------------------------------------------------------

    def watch(self, on: bool = True) -> None:
        """The screen was opened or left."""
        self.session.checks.watched = on

    def filter(self, text: str) -> None:
        """Show only what matches: words of the text, `label:…`, `source:…`, `reason:…`."""
        self._filter = text.strip()

    def select(self, position: int) -> None:
        """Look at the suspect at `position` of the view; beyond the ends: the last one there."""
        suspects = self.suspects()
        if suspects:
            self._item = suspects[max(0, min(position, len(suspects) - 1))].item

    def look_at(self, item: str) -> None:
        """Look at the suspect with this id."""
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
        suspects = self.suspects()
        if not suspects:
            raise UsageError("there is no suspect")
        return suspects[self._position(suspects)]

    def _step_on(self, one: Suspect) -> None:
        """The next open one after `one`, else the first open one."""
        suspects = self.suspects()
        place = next(place for place, each in enumerate(suspects) if each.item == one.item)
        rest = suspects[place + 1 :] + suspects[:place]
        self._item = next((each.item for each in rest if each.mark == "open"), one.item)

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

"""The acts of the Label screen. Each is in the store before the method returns."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui_labeler.errors import LabelerError, StoreError, UsageError
from tui_labeler.project import Project
from tui_labeler.project.pool import text_hash
from tui_labeler.session.queue import Slot
from tui_labeler.session.views import Answer, Choice, Item, LabelView
from tui_labeler.store.records import Act, Event, How, Kind

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

DIGITS = "1234567890"
LAST_ANSWERS = 12
PREVIEW = 200
"""Characters of an answered item's text that a view carries."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What is on screen for a slot. Kept until the slot is answered: a model that is finished
    meanwhile changes nothing the person is looking at."""

    slot: Slot
    choices: tuple[Choice, ...]
    suggestion: str | None


class Labelling:
    """One item at a time: answer, skip, reject, flag, note, undo, redo."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.pool = session.pool
        self.state = session.state
        self._screen: Screen | None = None
        self._stale = True
        self.move_on()

    @property
    def project(self) -> Project:
        """As it is now: the label set may change while labelling."""
        return self.session.project

    # --- what is on screen -----------------------------------------------------------------

    def move_on(self, *, redraw: bool = False) -> None:
        """Go to the first open slot. What was done is saved whatever happens here, so a batch
        that cannot be stored is tried again, and complained about, by `view`."""
        self._stale = True
        if redraw:
            self._screen = None
        with suppress(StoreError):
            self._refresh()

    def _refresh(self) -> None:
        """Go to the first open slot; make and store the next batch where there is none."""
        queue = self.session.queue
        slot = next(queue.open_slots(), None)
        if slot is None and not self.session.store.read_only and self._add_batch():
            slot = next(queue.open_slots(), None)
        if slot is None:
            self._screen = None
        elif self._screen is None or self._screen.slot != slot:
            self._screen = self._draw(slot)
        self._stale = False

    def _add_batch(self) -> bool:
        """Make the next batch, by the newest model that is ready. False: nothing is left."""
        learned = self.session.learning.learned
        items = self.session.queue.compose(learned.ranking if learned else ())
        if items:
            config = self.project.config.active_learning
            batch = self.session.store.add_batch(
                items,
                strategy=config.strategy if learned else config.cold_start,
                model=learned.number if learned else None,
            )
            self.session.queue.add(batch)
        return bool(items)

    def _draw(self, slot: Slot) -> Screen:
        row = self._row(slot.item.item)
        learned = self.session.learning.learned
        probabilities = learned.probabilities(row) if learned else {}
        labels = self.project.config.labels
        choices = tuple(
            Choice(
                name=label.name,
                key=label.key or DIGITS[position : position + 1],
                description=label.description,
                probability=probabilities.get(label.name),
            )
            for position, label in enumerate(labels)
        )
        best = max(probabilities, key=probabilities.__getitem__, default=None)
        return Screen(slot, choices, best)

    def _row(self, item: str) -> int:
        row = self.pool.row(item)
        if row is None:
            raise LabelerError(f'there is no item "{item}" in the data')
        return row

    def view(self) -> LabelView:
        """The Label screen as it stands. Raises StoreError when the next batch cannot be saved."""
        if self._stale:
            self._refresh()
        screen = self._screen
        return LabelView(
            project=self.project.name,
            item=self._item(screen.slot) if screen else None,
            choices=screen.choices if screen else (),
            suggestion=screen.suggestion if screen else None,
            labelled=self.state.by_label.total(),
            budget=self.project.config.active_learning.budget,
            pool=len(self.pool),
            last=tuple(self._answer(event) for event in self.state.newest(LAST_ANSWERS)),
            model=self.session.learning.view(),
            can_undo=self.state.step_to_undo is not None,
            can_redo=self.state.step_to_redo is not None,
        )

    def _item(self, slot: Slot) -> Item:
        row = self._row(slot.item.item)
        state = self.state[slot.item.item]
        return Item(
            id=slot.item.item,
            text=self.pool.texts[row],
            show=tuple(
                (name, self.pool.columns[name][row]) for name in self.project.config.data.show
            ),
            why=slot.item.why,
            strategy=slot.batch.strategy,
            score=slot.item.score,
            position=slot.position + 1,
            batch_size=len(slot.batch.items),
            copies=self.pool.copies_of(row),
            flagged=state.flagged,
            note=state.note,
            given=state.label,
        )

    def _answer(self, event: Event) -> Answer:
        assert event.item is not None
        row = self.pool.row(event.item)
        text = "" if row is None else self.pool.texts[row][:PREVIEW]
        flagged = self.state[event.item].flagged
        return Answer(event.item, event.kind, event.label, text, event.seconds, flagged)

    # --- what the person does --------------------------------------------------------------

    def answer(self, name: str, *, seconds: float | None = None, how: How = "typed") -> None:
        """Give the item on screen the label `name` and move on."""
        if name not in self.project.label_names:
            raise UsageError(
                f'there is no label "{name}"', hint="Labels: " + ", ".join(self.project.label_names)
            )
        self._act("label", label=name, seconds=seconds, how=how)

    def agree(self, *, seconds: float | None = None) -> None:
        """Give the item on screen the suggested label."""
        if self._screen is None or self._screen.suggestion is None:
            raise UsageError("there is no suggestion to agree with")
        self.answer(self._screen.suggestion, seconds=seconds, how="agreed")

    def skip(self, *, seconds: float | None = None) -> None:
        """Leave the item; it comes back some batches later."""
        self._act("skip", seconds=seconds)

    def reject(self, *, seconds: float | None = None) -> None:
        """Put the item out of the pool: not usable."""
        self._act("reject", seconds=seconds)

    def flag(self) -> None:
        """Mark the item for later, or take the mark away. Does not move on."""
        flagged = self._screen is not None and self.state[self._screen.slot.item.item].flagged
        self._act("unflag" if flagged else "flag")

    def note(self, text: str) -> None:
        """Write a note on the item. Does not move on."""
        self._act("note", note=text)

    def _act(
        self,
        kind: Kind,
        *,
        label: str | None = None,
        note: str = "",
        seconds: float | None = None,
        how: How = "typed",
    ) -> None:
        screen = self._screen
        if screen is None:
            raise UsageError("nothing is left to label")
        item = screen.slot.item.item
        act = Act(
            kind=kind,
            item=item,
            label=label,
            note=note,
            text_hash=text_hash(self.pool.texts[self._row(item)]),
            batch=screen.slot.batch.id,
            how=how,
            blind=screen.suggestion is None,
            suggestion=screen.suggestion,
            suggested_by="model" if screen.suggestion else None,
            seconds=seconds,
        )
        self.session.record([act])

    def undo(self) -> None:
        """Take the last act back and show its item again; without end, across sessions."""
        step = self.state.step_to_undo
        if step is None:
            raise UsageError("nothing to undo")
        self.session.take_back(step)

    def redo(self) -> None:
        """Take the last undo back."""
        step = self.state.step_to_redo
        if step is None:
            raise UsageError("nothing to redo")
        self.session.take_back(step)

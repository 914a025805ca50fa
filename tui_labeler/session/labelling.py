"""The acts of the Label screen. Each is in the store before the method returns."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import StoreError, UsageError
from tui_labeler.project import Project
from tui_labeler.project.pool import text_hash
from tui_labeler.session.drawing import Screen, answer_view, draw, item_view, row_of, seen
from tui_labeler.session.llm_view import run_view
from tui_labeler.session.own_code import strategy_in_use
from tui_labeler.session.queue import Slot
from tui_labeler.session.state import ANSWERS
from tui_labeler.session.views import LabelView
from tui_labeler.store.records import Act, Batch, BatchItem, How, Kind

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

COLD_FIRST = 3
"""Items of the first batch where a cold start has to look at the pool first."""
COMBINED = "resolution"
"""The strategy of a batch of what all machines together are least sure of."""
LAST_ANSWERS = 12
UNSAVED = 0
"""The number of a batch that is stored when its item is answered."""


class Labelling:
    """One item at a time: the queue's next one, or one the person went to see."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.pool = session.pool
        self.state = session.state
        self.blind = False
        """Every item is asked blind."""
        self._screen: Screen | None = None
        self._visited: Screen | None = None
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
            self._screen = self._visited = None
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
            self._screen = draw(self.session, slot, blind=self.blind)
        self._stale = False

    def _add_batch(self) -> bool:
        """Make the next batch. False: nothing is left.

        Where other machines than the model speak too, and all were put together, it asks what they
        are least sure of together; else what the newest model that is ready wants to know.
        """
        ranking = self.session.resolved.to_ask() if self.session.combined else []
        if not ranking:
            return self._add_models_batch()
        items = self.session.queue.compose(ranking)
        return self._store_batch(items, COMBINED, None)

    def _add_models_batch(self) -> bool:
        """The first batch is always there at once. Where a cold start has to look at the pool
        first, that is a small random one, and the second brings the rest of a batch."""
        config = self.project.config.active_learning
        learning, queue = self.session.learning, self.session.queue
        learned = learning.learned
        looks = config.cold_start != "random" and len(queue.slots) <= COLD_FIRST
        if looks and learning.cold_ranking:
            learned = None
        size = config.batch_size
        if looks and size > COLD_FIRST:
            size = size - COLD_FIRST if queue.slots else COLD_FIRST
        items = queue.compose(learned.ranking if learned else learning.cold_ranking, size)
        if learned is None:
            return self._store_batch(items, config.cold_start, None)
        return self._store_batch(items, strategy_in_use(self.session)[0], learned.number)

    def _store_batch(self, items: list[BatchItem], strategy: str, model: int | None) -> bool:
        if items:
            store = self.session.store
            self.session.queue.add(store.add_batch(items, strategy=strategy, model=model))
        return bool(items)

    def view(self) -> LabelView:
        """The Label screen as it stands. Raises StoreError when the next batch cannot be saved."""
        if self._stale:
            self._refresh()
        screen = self._visited or self._screen
        return LabelView(
            project=self.project.name,
            item=item_view(self.session, screen) if screen else None,
            choices=screen.choices if screen else (),
            suggestion=screen.suggestion if screen else None,
            labelled=self.state.by_label.total(),
            budget=self.project.config.active_learning.budget,
            pool=len(self.pool),
            last=tuple(answer_view(self.session, e) for e in self.state.newest(LAST_ANSWERS)),
            model=self.session.learning.view(),
            blind=screen is not None and screen.blind,
            visiting=self._visited is not None,
            can_undo=self.state.step_to_undo is not None,
            can_redo=self.state.step_to_redo is not None,
            llm=run_view(self.session),
        )

    # --- out of turn ------------------------------------------------------------------------

    def visit(self, item: str) -> None:
        """Show `item`, answered or not, until it is answered or `leave`."""
        row_of(self.session, item)
        slot = self.session.queue.slot_of(item)
        if slot is None:
            slot = Slot(Batch(UNSAVED, 0.0, "search", None, (BatchItem(item, "search"),)), 0)
        self._visited = draw(self.session, slot, blind=self.blind)

    def leave(self) -> None:
        """Back to the queue's next item."""
        self._visited = None

    def look_back(self, steps: int) -> None:
        """Visit the answer so many steps before the one visited; negative steps go forward again,
        past the newest answer to the queue."""
        answered = [event.item for event in self.state.newest(len(self.state.items))]
        here = self._visited.slot.item.item if self._visited else None
        place = (answered.index(here) if here in answered else -1) + steps
        if place < 0 and self._visited is None:
            raise UsageError("there is no later answer")
        if place < 0:
            self.leave()
        elif place >= len(answered):
            raise UsageError("there is no earlier answer")
        else:
            item = answered[place]
            assert item is not None
            self.visit(item)

    def set_blind(self, blind: bool) -> None:
        """Hide, or show again, what others say; the item on screen is drawn anew."""
        self.blind = blind
        for screen in (self._screen, self._visited):
            if screen is not None:
                again = draw(self.session, screen.slot, blind=blind)
                if screen is self._screen:
                    self._screen = again
                else:
                    self._visited = again

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
        screen = self._visited or self._screen
        if screen is None or screen.suggestion is None:
            raise UsageError("there is no suggestion to agree with")
        self.answer(screen.suggestion, seconds=seconds, how="agreed")

    def skip(self, *, seconds: float | None = None) -> None:
        """Leave the item; it comes back some batches later."""
        self._act("skip", seconds=seconds)

    def reject(self, *, seconds: float | None = None) -> None:
        """Put the item out of the pool: not usable."""
        self._act("reject", seconds=seconds)

    def flag(self) -> None:
        """Mark the item for later, or take the mark away. Does not move on."""
        screen = self._visited or self._screen
        flagged = screen is not None and self.state[screen.slot.item.item].flagged
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
        screen = self._visited or self._screen
        if screen is None:
            raise UsageError("nothing is left to label")
        item = screen.slot.item.item
        if self._visited is not None and self.state[item].label is not None and kind == "label":
            how = "changed"
        act = Act(
            kind=kind,
            item=item,
            label=label,
            note=note,
            text_hash=text_hash(self.pool.texts[row_of(self.session, item)]),
            batch=self._batch_of(screen, kind),
            how=how,
            blind=screen.suggestion is None,
            suggestion=screen.suggestion,
            suggested_by="model" if screen.suggestion else None,
            details=self._details(screen),
            seconds=seconds,
        )
        self.session.record([act])
        if kind in ANSWERS:
            self._visited = None

    def _details(self, screen: Screen) -> Mapping[str, Any] | None:
        """What was seen, and whether a break was due: such answers are found with `tired:`."""
        tired = {"tired": True} if self.session.pace.rest else {}
        return {**(seen(screen.choices) or {}), **tired} or None

    def _batch_of(self, screen: Screen, kind: Kind) -> int | None:
        """The batch an act belongs to. One searched for is stored before its answer."""
        batch = screen.slot.batch
        if batch.id != UNSAVED:
            return batch.id
        if kind not in ANSWERS:
            return None
        learned = self.session.learning.learned
        number = learned.number if learned else None
        stored = self.session.store.add_batch(batch.items, strategy="search", model=number)
        self.session.queue.add(stored)
        return stored.id

    def undo(self) -> None:
        """Take the last act back and show its item again; without end, across sessions."""
        step = self.state.step_to_undo
        if step is None:
            raise UsageError("nothing to undo")
        acts = self.state.step(step)
        self.session.take_back(step)
        if len(acts) == 1 and acts[0].kind in ANSWERS and acts[0].item is not None:
            self._show_again(acts[0].item)

    def _show_again(self, item: str) -> None:
        """The item whose answer was taken back, wherever it stands in the queue."""
        self._visited = None
        first = self._screen
        if (first is None or first.slot.item.item != item) and self.pool.row(item) is not None:
            self.visit(item)

    def redo(self) -> None:
        """Take the last undo back."""
        step = self.state.step_to_redo
        if step is None:
            raise UsageError("nothing to redo")
        self.session.take_back(step)
        self._visited = None

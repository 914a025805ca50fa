"""What is asked next: the items of the batches in order, and how the next batch is made.

Evaluation items are a prefix of one fixed random order of the pool (`Pool.order`). A share of
every batch advances it; an item of the prefix that was answered for another reason counts with
that answer, so the labelled items of the prefix are a uniform sample of the pool.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from tui_labeler.active_learning.sharing import random_is_due
from tui_labeler.project import Pool
from tui_labeler.session.state import ANSWERS, State
from tui_labeler.store.records import Batch, BatchItem

REPEAT_EVERY = 25
"""One place in so many shows an item again, to see whether the person answers the same."""
REPEAT_AFTER = 30
"""At least so many items later."""
TRIES = 50
"""Answers that are looked at for one to repeat."""
REST = 3
"""A skipped item comes back after so many batches."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a batch."""

    batch: Batch
    position: int

    @property
    def item(self) -> BatchItem:
        return self.batch.items[self.position]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How batches are made."""

    size: int
    random_share: float | None
    """None: as `sharing.random_is_due` says."""


class Queue:
    """The slots of all batches so far, and the maker of the next batch."""

    def __init__(self, pool: Pool, state: State, recipe: Recipe, batches: Iterable[Batch]) -> None:
        self.pool = pool
        self.state = state
        self.recipe = recipe
        self.slots: list[Slot] = []
        self._frontier = 0
        self._framed: set[int] = set()
        """The texts of order[:frontier], each by its first row."""
        self._random_rows: set[int] = set()
        self._ahead: set[int] = set()
        """Random rows behind the frontier."""
        self._repeated: set[str] = set()
        self.rewind()
        for batch in batches:
            self.add(batch)

    def add(self, batch: Batch) -> None:
        """Append a batch that is in the store."""
        self.slots.extend(Slot(batch, position) for position in range(len(batch.items)))
        for item in batch.items:
            row = self.pool.row(item.item)
            if item.why == "repeat":
                self._repeated.add(item.item)
            if item.why in ("random", "cold") and row is not None:
                self._random_rows.add(row)
                self._ahead.add(row)
        self._ahead -= self._framed
        self._advance_frontier()

    def _advance_frontier(self) -> None:
        """Move to just behind the last random item: order[:frontier] is the sample's frame."""
        while self._ahead and self._frontier < len(self.pool):
            first = self.pool.copy_of(self.pool.order[self._frontier])
            self._framed.add(first)
            self._ahead.discard(first)
            self._frontier += 1

    def slot_of(self, item: str) -> Slot | None:
        """Where `item` was asked last."""
        return next((slot for slot in reversed(self.slots) if slot.item.item == item), None)

    def upcoming(self, count: int) -> list[int]:
        """The next rows of the random order, and those that wait in a batch."""
        waiting = (self.pool.row(slot.item.item) for slot in self.open_slots())
        drawn = islice(self.pool.order, self._frontier, self._frontier + count)
        return [row for row in (*waiting, *drawn) if row is not None]

    def rewind(self) -> None:
        """Look at everything again: an undo or a skip out of turn may have opened an early slot.

        Until then only what is new is looked at, so that a batch costs the same on every day.
        """
        self._done = 0
        self._known = 0
        """The last event in `_settled` and `_skipped`."""
        self._settled: set[int] = set()
        """Rows with an answer that stands; of exact copies the first."""
        self._skipped: dict[int, int] = {}
        """Row -> the batch in which it was skipped."""
        self._drawn = 0
        """order[:drawn] is settled."""

    def open_slots(self) -> Iterator[Slot]:
        """Slots that wait for an answer, in order. Those that an undo opened come first."""
        while self._done < len(self.slots) and not self.waiting(self.slots[self._done]):
            self._done += 1
        for index in range(self._done, len(self.slots)):
            if self.waiting(self.slots[index]):
                yield self.slots[index]

    def waiting(self, slot: Slot) -> bool:
        """Whether the slot still wants an answer."""
        return not self._answered(slot)

    def _answered(self, slot: Slot) -> bool:
        if self.pool.row(slot.item.item) is None:
            return True
        answer = self.state[slot.item.item].answer
        if answer is None:
            return False
        if slot.item.why == "repeat":
            standing = self.state.standing(slot.item.item)
            return any(e.batch == slot.batch.id and e.kind in ANSWERS for e in standing)
        if answer.kind == "skip":
            return answer.batch is not None and answer.batch >= slot.batch.id
        return True

    def sample(self) -> list[int]:
        """Labelled rows of the uniform evaluation sample; of exact copies only the first."""
        return [
            row
            for row in self.pool.order[: self._frontier]
            if self.pool.copy_of(row) == row and self.state[self.pool.ids[row]].label is not None
        ]

    def compose(
        self, ranking: Sequence[tuple[int, float]], size: int | None = None
    ) -> list[BatchItem]:
        """The `size` items of the next batch (None: as the recipe says): from `ranking` (row,
        score), best first, mixed with the next of the random order. Empty: nothing is left."""
        number = self.slots[-1].batch.id + 1 if self.slots else 1
        wanted = self.recipe.size if size is None else size
        self._take_in_answers()
        skipped = {row for row, batch in self._skipped.items() if number - batch <= REST}
        ranked = (row for row in self._open(row for row, _ in ranking) if row not in skipped)
        drawn = (row for row in self._open(self._undrawn()) if row not in skipped)
        resting = (row for row in self._open(self._undrawn()) if row in skipped)
        scores = dict(ranking)
        items: list[BatchItem] = []
        taken: set[int] = set()

        def take(rows: Iterator[int]) -> int | None:
            row = next((row for row in rows if row not in taken), None)
            if row is not None:
                taken.add(row)
            return row

        while len(items) < wanted:
            place = len(self.slots) + len(items)
            repeated = self._repeat(place)
            if repeated is not None:
                items.append(BatchItem(repeated, "repeat"))
                continue
            due = not ranking or self._random_due(place)
            row = None if due else take(ranked)
            if row is not None:
                items.append(BatchItem(self.pool.ids[row], "query", scores[row]))
                continue
            row = take(drawn)
            if row is None:
                row = take(resting)
            if row is None:
                break
            items.append(BatchItem(self.pool.ids[row], "random" if ranking else "cold"))
        return items

    def _repeat(self, place: int) -> str | None:
        """The item that is shown again at `place`: one labelled a while ago, any, and only once."""
        asked = min(len(self.slots), max(0, place + 1 - REPEAT_AFTER))
        if place % REPEAT_EVERY != REPEAT_EVERY - 1:
            return None
        places = Random(place).sample(range(asked), min(asked, TRIES))
        items = (self.slots[place].item.item for place in places)
        fit = (it for it in items if it not in self._repeated and self.state[it].label is not None)
        return next(fit, None)

    def _random_due(self, place: int) -> bool:
        return random_is_due(place, len(self._random_rows), self.recipe.random_share)

    def _take_in_answers(self) -> None:
        """Look at the answers that are new."""
        for answer in self.state.newest(self.state.last_event - self._known):
            row = None if answer.item is None else self.pool.row(answer.item)
            if row is not None and answer.kind == "skip":
                self._skipped[row] = answer.batch or 0
            elif row is not None:
                self._settled.add(self.pool.copy_of(row))
        self._known = self.state.last_event
        order = self.pool.order
        while self._drawn < len(order) and self.pool.copy_of(order[self._drawn]) in self._settled:
            self._drawn += 1

    def _undrawn(self) -> Iterator[int]:
        """The random order from its first row on that is not settled."""
        return (self.pool.order[place] for place in range(self._drawn, len(self.pool)))

    def _open(self, rows: Iterable[int]) -> Iterator[int]:
        """Those neither settled nor waiting; of exact copies the first."""
        waiting = {self.pool.row(slot.item.item) for slot in self.open_slots()}
        firsts = map(self.pool.copy_of, rows)
        return (row for row in firsts if row not in self._settled and row not in waiting)

    def excluded(self) -> list[int]:
        """Rows that are not to be ranked although they carry no label: rejected ones."""
        rows = (
            self.pool.row(item) for item, answer in self.state.answers() if answer.kind == "reject"
        )
        return [row for row in rows if row is not None]

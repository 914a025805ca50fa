"""What the person has said, folded from the events: current answers, flags, notes, undo stacks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tui_labeler.store.records import Event

ANSWERS = frozenset({"label", "skip", "reject"})


@dataclass(frozen=True, slots=True)
class ItemState:
    """Where one item stands; derived from its events that are not undone."""

    answer: Event | None = None
    """Under the label's present name; None too when its label was retired."""
    flagged: bool = False
    note: str = ""

    @property
    def label(self) -> str | None:
        """The person's label, if that is the current answer."""
        return self.answer.label if self.answer and self.answer.kind == "label" else None

    @property
    def settled(self) -> bool:
        """Labelled or rejected: nothing to ask any more."""
        return self.answer is not None and self.answer.kind != "skip"


UNTOUCHED = ItemState()


class State:
    """The fold of the events. `apply` one or `fold` all: the result is the same."""

    def __init__(self) -> None:
        self.items: dict[str, ItemState] = {}
        self.by_label: Counter[str] = Counter()
        """How many items have each label, without those that were left out."""
        self._left_out: frozenset[str] = frozenset()
        self.last_event = 0
        self.touched: list[str] = []
        """The item of each change, oldest first: who has seen so many looks at the rest only."""
        self._history: dict[str, list[Event]] = {}
        self._steps: dict[int, list[Event]] = {}
        self._undone: set[int] = set()
        self._done_steps: list[int] = []
        self._undo_steps: list[int] = []
        self._label_changes: list[Event] = []

    @classmethod
    def fold(cls, events: Iterable[Event]) -> "State":
        """The state after `events`, in the order of their ids."""
        state = cls()
        for event in events:
            state.apply(event)
        return state

    def apply(self, event: Event) -> None:
        """Take in the next event."""
        self.last_event = event.id
        if event.kind == "undo":
            self._apply_undo(event)
            return
        if event.step not in self._steps:
            self._steps[event.step] = []
            self._done_steps.append(event.step)
            self._undo_steps.clear()
        self._steps[event.step].append(event)
        if event.item is not None:
            self._history.setdefault(event.item, []).append(event)
            self._refold(event.item)
        else:
            self._label_changes.append(event)
            self._refold_all()

    def _apply_undo(self, event: Event) -> None:
        """Take a step back, or, where `undoes` is itself an undo, forward again.

        An undo of what is not there to be undone, which no session writes, does nothing.
        """
        undone_before = self._steps.get(event.undoes or 0, [])
        redo = bool(undone_before) and undone_before[0].kind == "undo"
        if event.undoes not in (self._undo_steps if redo else self._done_steps):
            return
        if redo:
            target = undone_before[0].undoes
            assert target is not None
            self._undone.discard(target)
            self._undo_steps.remove(event.undoes)
            self._done_steps.append(target)
        else:
            target = event.undoes
            self._undone.add(target)
            self._done_steps.remove(target)
            self._undo_steps.append(event.step)
        self._steps[event.step] = [event]
        for changed in self._steps[target]:
            if changed.item is not None:
                self._refold(changed.item)
            else:
                self._refold_all()

    def _refold_all(self) -> None:
        for item in self._history:
            self._refold(item)

    def _renamed(self, answer: Event) -> Event | None:
        """The answer under its label's present name; None when that label was retired."""
        label = answer.label
        for change in self._label_changes:
            details = change.details
            if change.id < answer.id or change.step in self._undone or details is None:
                continue
            if label is not None and details.get("old") == label:
                new = details.get("new")
                label = new if isinstance(new, str) else None
        if label == answer.label:
            return answer
        return None if label is None else replace(answer, label=label)

    def _refold(self, item: str) -> None:
        before = self.items.get(item, UNTOUCHED)
        answer, flagged, note = None, False, ""
        for event in self.standing(item):
            if event.kind in ANSWERS:
                # Skipping an item that is shown again takes nothing back.
                if event.kind != "skip" or answer is None or answer.kind != "label":
                    answer = event
            elif event.kind in ("flag", "unflag"):
                flagged = event.kind == "flag"
            elif event.kind == "note":
                note = event.note
        if answer is not None and self._label_changes:
            answer = self._renamed(answer)
        after = ItemState(answer, flagged, note)
        self.items[item] = after
        self.touched.append(item)
        if item not in self._left_out:
            self._count(before, -1)
            self._count(after, 1)

    def _count(self, one: ItemState, more: int) -> None:
        if one.label is not None:
            self.by_label[one.label] += more

    def leave_out(self, items: Iterable[str]) -> None:
        """These are not counted any more: the data have no such items now."""
        for item in (gone := frozenset(items) - self._left_out):
            self._count(self[item], -1)
        self._left_out |= gone

    def __getitem__(self, item: str) -> ItemState:
        return self.items.get(item, UNTOUCHED)

    def standing(self, item: str) -> list[Event]:
        """What was done to an item and not undone, oldest first."""
        return [e for e in self._history.get(item, ()) if e.step not in self._undone]

    def step(self, number: int) -> list[Event]:
        """The events of a step."""
        return self._steps[number]

    @property
    def step_to_undo(self) -> int | None:
        """The newest step that is not undone."""
        return self._done_steps[-1] if self._done_steps else None

    @property
    def step_to_redo(self) -> int | None:
        """The undo to take back; None once something new was done."""
        return self._undo_steps[-1] if self._undo_steps else None

    def answers(self) -> Iterable[tuple[str, Event]]:
        """Every item with a current answer."""
        return (
            (item, state.answer) for item, state in self.items.items() if state.answer is not None
        )

    def newest(self, count: int) -> list[Event]:
        """The last answers that still stand, newest first."""
        found: list[Event] = []
        for step in reversed(self._done_steps):
            for event in reversed(self._steps[step]):
                current = self[event.item].answer if event.item else None
                if current is not None and current.id == event.id:
                    found.append(current)
            if len(found) >= count:
                break
        return found[:count]

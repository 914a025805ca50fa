"""What the Label screen shows of one item, drawn once and kept until the item is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zlib import crc32

from tui_labeler.errors import LabelerError
from tui_labeler.session.queue import Slot
from tui_labeler.session.views import Answer, Choice, Item, Neighbour, Speaking
from tui_labeler.store.records import Event

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

DIGITS = "1234567890"
PREVIEW = 200
"""Characters of another item's text that a view carries."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What is on screen for a slot. Kept until the slot is answered: a model that is finished
    meanwhile changes nothing the person is looking at."""

    slot: Slot
    choices: tuple[Choice, ...]
    suggestion: str | None
    blind: bool
    """What the model, the LLM and the rules say is hidden until the answer."""
    speaking: Speaking | None = None
    closest: tuple[Neighbour, ...] = ()


def draw(session: Session, slot: Slot, *, blind: bool) -> Screen:
    """The labels of the slot's item, with what is known about each."""
    row = row_of(session, slot.item.item)
    learned = session.learning.learned
    probabilities = learned.probabilities(row) if learned else {}
    choices = _choices(session, slot.item.item, probabilities)
    best = max(probabilities, key=probabilities.__getitem__, default=None)
    if blind or _again(session, slot) or (_hints(choices) and _asked_blind(slot, session)):
        bare = tuple(replace(c, probability=None, llm=None, votes=None) for c in choices)
        return Screen(slot, bare, None, True)
    speaking = None
    closest: tuple[Neighbour, ...] = ()
    if learned is not None:
        ranked = sorted(probabilities, key=lambda name: -probabilities[name])[:2]
        speaking = learned.terms.speaking(session.pool.texts[row], ranked)
        closest = tuple(
            _neighbour(session, other, cosine) for other, cosine in learned.closest.get(row, ())
        )
    return Screen(slot, choices, best, False, speaking, closest)


def _choices(session: Session, item: str, probabilities: Mapping[str, float]) -> tuple[Choice, ...]:
    said = session.llm_labels.shares(item)
    votes = session.votes(item)
    return tuple(
        Choice(
            name=label.name,
            key=label.key or DIGITS[position : position + 1],
            description=label.description,
            probability=probabilities.get(label.name),
            llm=said.get(label.name),
            votes=None if votes is None else votes[label.name],
        )
        for position, label in enumerate(session.project.config.labels)
    )


def _again(session: Session, slot: Slot) -> bool:
    """Whether the item waits to be answered a second time, as if it were new."""
    return slot.item.why == "repeat" and session.queue.waiting(slot)


def _hints(choices: Sequence[Choice]) -> bool:
    return any(c.probability is not None or c.llm is not None or c.votes for c in choices)


def _asked_blind(slot: Slot, session: Session) -> bool:
    """The same for a slot every time: a share of all slots, spread evenly by a hash."""
    share = session.project.config.active_learning.blind_share
    place = crc32(f"{session.project.config.project.seed}/{slot.batch.id}/{slot.position}".encode())
    return place / 2**32 < share


def seen(choices: Sequence[Choice]) -> dict[str, str] | None:
    """The label the LLM was seen to say: such an answer does not count as blind to it."""
    said = {choice.name: choice.llm for choice in choices if choice.llm is not None}
    return {"llm": max(said, key=said.__getitem__)} if said else None


def item_view(session: Session, screen: Screen) -> Item:
    """The item of a screen as it stands at the moment."""
    slot, pool = screen.slot, session.pool
    row = row_of(session, slot.item.item)
    state = session.state[slot.item.item]
    return Item(
        id=slot.item.item,
        text=pool.texts[row],
        show=tuple((name, pool.columns[name][row]) for name in session.project.config.data.show),
        why=slot.item.why,
        strategy=slot.batch.strategy,
        score=slot.item.score,
        position=slot.position + 1,
        batch_size=len(slot.batch.items),
        copies=pool.copies_of(row),
        flagged=state.flagged,
        note=state.note,
        given=None if _again(session, slot) else state.label,
        put_aside=state.answer.kind if state.answer and state.answer.kind != "label" else None,
        speaking=screen.speaking,
        closest=screen.closest,
    )


def answer_view(session: Session, event: Event) -> Answer:
    """One answer, with the start of its item's text."""
    assert event.item is not None
    row = session.pool.row(event.item)
    text = "" if row is None else session.pool.texts[row][:PREVIEW]
    flagged = session.state[event.item].flagged
    return Answer(event.item, event.kind, event.label, text, event.seconds, flagged)


def row_of(session: Session, item: str) -> int:
    """The row of an item. Raises LabelerError when the data no longer hold it."""
    row = session.pool.row(item)
    if row is None:
        raise LabelerError(f'there is no item "{item}" in the data')
    return row


def _neighbour(session: Session, row: int, cosine: float) -> Neighbour:
    item = session.pool.ids[row]
    return Neighbour(item, session.state[item].label, cosine, session.pool.texts[row][:PREVIEW])

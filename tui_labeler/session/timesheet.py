"""What the person's time went into, read from the times of the events.

Time belongs to the act it led to, so a label's is from the act before (or from the opening of the
project) to its key. A pause is no work. What a file or a gold file answered took nobody's time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tui_labeler.session.pace import worked
from tui_labeler.store.records import Event

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

Stage: TypeAlias = Literal["label", "validate", "clean", "import", "oracle"]
"""`clean`: suspected errors; `oracle`: a gold file answered in the person's place."""
_NOBODY: Mapping[str, Stage] = {"imported": "import", "oracle": "oracle"}


@dataclass(frozen=True, slots=True)
class Timesheet:
    """Seconds of work per stage, labels that stand per stage, and seconds per label by hand."""

    seconds: Mapping[Stage, float]
    labels: Mapping[Stage, int]
    by_hand: tuple[float, ...]
    """What each label on the Label screen took, skipped items before it included."""

    @property
    def total(self) -> float:
        """All seconds of work."""
        return sum(self.seconds.values())


def stage_of(event: Event, sample: Container[str]) -> Stage:
    """On which screen the person did it. `sample`: the items of the validation sample."""
    if event.how in _NOBODY:
        return _NOBODY[event.how]
    if "suspect" in (event.details or {}):
        return "clean"
    if event.batch is None and event.item in sample:
        return "validate"
    return "label"


def timesheet(session: Session) -> Timesheet:
    """Read all events once."""
    sample = frozenset(session.validation.sample.items)
    before = {sitting.id: sitting.started for sitting in session.store.sittings()}
    seconds: defaultdict[Stage, float] = defaultdict(float)
    by_hand: list[float] = []
    since = 0.0
    stage: Stage = "label"
    for event in session.store.events():
        if event.item is not None:
            stage = stage_of(event, sample)
        (spent,) = worked([before.get(event.session, event.at), event.at])
        before[event.session] = event.at
        if event.how in _NOBODY:
            continue
        seconds[stage] += spent
        if stage == "label":
            since += spent
            if event.kind == "label":
                by_hand.append(since)
                since = 0.0
    labels: defaultdict[Stage, int] = defaultdict(int)
    for item, answer in session.state.answers():
        if answer.kind == "label" and session.pool.row(item) is not None:
            labels[stage_of(answer, sample)] += 1
    return Timesheet(dict(seconds), dict(labels), tuple(by_hand))

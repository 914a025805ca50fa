"""The labels that can be checked for errors, whoever gave them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Literal, TypeAlias

from tui_labeler.store.records import Event

if TYPE_CHECKING:
    from tui_labeler.session.session import Session
    from tui_labeler.session.state import State

CheckedSource: TypeAlias = Literal["current", "human", "given", "weak", "llm"]
"""`current`: the person's label where there is one, else the given one."""
SOURCES = ("human", "given", "weak", "llm")
HASTY_SECONDS = 1.0
HASTY_SHARE = 0.25
"""Of the median time of an answer: what is quicker than both was hardly read."""
TIMED = 20
"""Answers with a time that it takes to know what is usual."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label to check."""

    row: int
    label: str
    source: str
    """One of `SOURCES`."""


def given_labels(session: Session) -> dict[int, str]:
    """Row -> the label that came with the data: its column, and over it what was imported.

    Only labels of the project; empty cells are none.
    """
    pool, names = session.pool, set(session.project.label_names)
    column = session.project.config.data.given_labels
    found: dict[int, str] = {}
    if column is not None:
        found = {row: cell for row, cell in enumerate(pool.columns[column]) if cell in names}
    for one in session.store.annotations("given"):
        row = pool.row(one.item)
        if one.label in names and row is not None:
            found[row] = one.label
    return found


def unknown_given(session: Session) -> Mapping[str, int]:
    """Cells of the given-labels column that are no label of the project -> how many there are."""
    column = session.project.config.data.given_labels
    if column is None:
        return {}
    names = {"", *session.project.label_names}
    return Counter(cell for cell in session.pool.columns[column] if cell not in names)


def labels_to_check(session: Session, source: CheckedSource) -> list[Labelled]:
    """The labels of a source, by row. What the person has removed is not among them."""
    pool, state = session.pool, session.state
    found: dict[int, Labelled] = {}

    def add(pairs: Iterable[tuple[int | None, str | None]], by: str) -> None:
        for row, label in pairs:
            if row is not None and label is not None:
                found[row] = Labelled(row, label, by)

    if source in ("current", "given"):
        add(given_labels(session).items(), "given")
    if source == "weak":
        add(((row, session.functions.weak_label(row)) for row in range(len(pool))), "weak")
    if source == "llm":
        said = ((item, session.llm_labels.of(item)) for item in session.llm_labels.items())
        add(((pool.row(item), one.label) for item, one in said if one is not None), "llm")
    names = set(session.project.label_names)
    for item, answer in state.answers():
        row = pool.row(item)
        if row is None:
            continue
        if answer.kind == "reject":
            found.pop(row, None)
        elif source in ("current", "human") and answer.label in names:
            found[row] = Labelled(row, answer.label, "human")
    return [found[row] for row in sorted(found)]


def inconsistent(state: State) -> set[str]:
    """Items that the person, asked again in another batch, has labelled differently."""
    found = set()
    for item, _ in state.answers():
        said = {
            event.batch: event.label
            for event in state.standing(item)
            if event.kind == "label" and event.batch is not None
        }
        if len(set(said.values())) > 1:
            found.add(item)
    return found


def hasty(state: State) -> set[str]:
    """Items answered much faster than is usual for this person."""
    timed = [(item, event.seconds) for item, event in state.answers() if _by_hand(event)]
    seconds = [taken for _, taken in timed if taken is not None]
    if len(seconds) < TIMED:
        return set()
    limit = min(HASTY_SECONDS, HASTY_SHARE * median(seconds))
    return {item for item, taken in timed if taken is not None and taken < limit}


def _by_hand(event: Event) -> bool:
    return event.kind == "label" and event.how in ("typed", "agreed") and event.seconds is not None

"""The rows of an export: one per labelled item, with who says so and why it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, TypeAlias

from tui_labeler.errors import UsageError
from tui_labeler.jobs import Progress
from tui_labeler.session.checked_labels import given_labels
from tui_labeler.session.explain import COPY_RULE, HUMAN_RULE

if TYPE_CHECKING:
    from tui_labeler.session.session import Session
    from tui_labeler.session.state import ItemState

COLUMNS = ("id", "text", "label", "source", "how", "confidence", "at", "flagged", "note", "rule")
ExportSource: TypeAlias = Literal["resolved", "human", "given", "llm"]
Row: TypeAlias = tuple[str, ...]
EVERY = 5000
"""Rows of the pool between two words on how far it is."""


def exported_columns(session: Session) -> tuple[str, ...]:
    """Ours, then the columns of the data; those that bear one of our names as `data.<name>`."""
    taken = set(COLUMNS)
    return COLUMNS + tuple(
        f"data.{name}" if name in taken else name for name in session.pool.columns
    )


def exported_rows(
    session: Session, source: ExportSource, told: Callable[[Progress], None] = lambda _: None
) -> Iterator[Row]:
    """The rows of every item that has a label from `source`, in the order of the data; `told`: how
    far it is.

    `resolved` raises UsageError where other than the person spoke and nothing is worked out yet.
    """
    rows = {"resolved": _resolved, "human": _human, "given": _given, "llm": _llm}
    return rows[source](session, _told(len(session.pool), told))


def _told(rows: int, told: Callable[[Progress], None]) -> Iterator[int]:
    """The rows of the pool, while `told` hears how many were taken."""
    for row in range(rows):
        if row % EVERY == 0:
            told(Progress("writing labels", row, rows))
        yield row


def _row(
    session: Session,
    row: int,
    label: str,
    source: str,
    *,
    how: str = "",
    confidence: float | None = None,
    at: float | None = None,
    rule: str = "",
) -> Row:
    pool = session.pool
    state = session.state[pool.ids[row]]
    return (
        pool.ids[row],
        pool.texts[row],
        label,
        source,
        how,
        "" if confidence is None else f"{confidence:.6g}",
        "" if at is None else as_time(at),
        "yes" if state.flagged else "",
        state.note,
        rule,
        *(values[row] for values in pool.columns.values()),
    )


def _answered(session: Session, row: int) -> tuple[ItemState, str]:
    """What the person said about a row, or about the text it is a copy of, and how."""
    pool, state = session.pool, session.state
    own = state[pool.ids[row]]
    if own.answer is None and pool.copy_of(row) != row:
        return state[pool.ids[pool.copy_of(row)]], "copy"
    return own, own.answer.how if own.answer else ""


def _human(session: Session, rows: Iterator[int]) -> Iterator[Row]:
    for row in rows:
        found = _human_row(session, row)
        if found is not None:
            yield found


def _human_row(session: Session, row: int) -> Row | None:
    answered, how = _answered(session, row)
    if answered.label is None or answered.answer is None:
        return None
    rule = COPY_RULE if how == "copy" else HUMAN_RULE
    return _row(session, row, answered.label, "human", how=how, at=answered.answer.at, rule=rule)


def _resolved(session: Session, rows: Iterator[int]) -> Iterator[Row]:
    resolved = session.resolved
    if not resolved.others:
        yield from _human(session, rows)
        return
    if not resolved.fresh:
        raise UsageError("the labels are not resolved yet", hint="tui-labeler export does it.")
    for row in rows:
        by_hand = _human_row(session, row)
        if by_hand is not None:
            yield by_hand
            continue
        decision = resolved.of(row)
        if decision is not None and decision.label is not None:
            yield _row(
                *(session, row, decision.label, decision.decided),
                confidence=decision.confidence,
                rule=decision.rule,
            )


def _given(session: Session, rows: Iterator[int]) -> Iterator[Row]:
    """What came with the data: the labels of its column, and over them imported ones."""
    labels = given_labels(session)
    imported = {one.item: one for one in session.store.annotations("given")}
    for row in rows:
        if row not in labels:
            continue
        one = imported.get(session.pool.ids[row])
        yield _row(
            *(session, row, labels[row], "given"),
            how=one.annotator if one else "",
            confidence=one.confidence if one else None,
            at=one.at if one else None,
        )


def _llm(session: Session, rows: Iterator[int]) -> Iterator[Row]:
    for row in rows:
        said = session.llm_labels.of(session.pool.ids[row])
        if said is not None:
            yield _row(*(session, row, said.label, "llm"), how=said.by, confidence=said.confidence)


def as_time(at: float) -> str:
    """Seconds since 1970 as `2026-01-31T12:00:00Z`."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

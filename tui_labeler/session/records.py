"""Files of other annotation tools: their records into this project, and out of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tui_labeler import tables
from tui_labeler.errors import DataError
from tui_labeler.interop.record import Record, Suggestion
from tui_labeler.interop.registry import tool
from tui_labeler.project.pool import text_hash
from tui_labeler.session.exchange import Imported
from tui_labeler.store.records import Act, Annotation
from tui_labeler.tables.source import check_regular

if TYPE_CHECKING:
    from tui_labeler.session.session import Session


def export_records(session: Session, path: Path, format: str) -> int:
    """Write every item that somebody said something about. Returns how many."""
    written = 0

    def counted() -> Iterator[Record]:
        nonlocal written
        for record in _records(session):
            written += 1
            yield record

    with tables.atomic_write(path) as file:
        tool(format).write(file, counted(), session.project.label_names)
    return written


def _records(session: Session) -> Iterator[Record]:
    pool, state = session.pool, session.state
    suggestions: dict[str, list[Suggestion]] = defaultdict(list)
    for said in session.store.annotations():
        if said.label is not None and said.source != "rule":
            suggestion = Suggestion(label=said.label, agent=said.annotator, score=said.confidence)
            suggestions[said.item].append(suggestion)
    for row, item in enumerate(pool.ids):
        answer = state[item].answer or state[pool.ids[pool.copy_of(row)]].answer
        if answer is None and item not in suggestions:
            continue
        answered = answer is not None
        yield Record(
            item=item,
            text=pool.texts[row],
            outcome=answer.kind if answer else None,  # type: ignore[arg-type]  # answers only
            label=answer.label if answer else None,
            annotator="human" if answered else "",
            at=answer.at if answer else None,
            seconds=answer.seconds if answer else None,
            suggestions=tuple(suggestions[item]),
            columns={name: values[row] for name, values in pool.columns.items()},
        )


def import_records(
    session: Session, path: Path, format: str, *, human: bool, mapping: Mapping[str, str]
) -> Imported:
    """Take a tool's file in: its labels as the person's answers (one step), or as given ones.

    An item is found by its id, else by its exact text. Raises DataError.
    """
    check_regular(path)
    by_text = {text: row for row, text in reversed(list(enumerate(session.pool.texts)))}
    names = set(session.project.label_names)
    unknown_ids: list[str] = []
    unknown_labels: Counter[str] = Counter()
    acts: dict[str, Act] = {}
    try:
        with path.open("rb") as file:
            for record in tool(format).read(file):
                row = session.pool.row(record.item)
                row = by_text.get(record.text) if row is None else row
                label = mapping.get(record.label, record.label) if record.label else None
                if record.outcome is None or (not human and label is None):
                    continue
                if row is None:
                    unknown_ids.append(record.item or record.text[:40])
                elif label is not None and label not in names:
                    unknown_labels[label] += 1
                else:
                    acts[session.pool.ids[row]] = _act(session, record, row, label)
    except DataError as error:
        raise DataError(error.message, hint=error.hint, file=path, line=error.line) from None
    if human:
        session.record(list(acts.values()))
    else:
        session.store.add_annotations(
            Annotation(source="given", annotator=path.name, item=item, label=act.label)
            for item, act in acts.items()
        )
    return Imported(len(acts), tuple(unknown_ids), unknown_labels)


def _act(session: Session, record: Record, row: int, label: str | None) -> Act:
    assert record.outcome is not None
    return Act(
        kind=record.outcome,
        item=session.pool.ids[row],
        label=label,
        text_hash=text_hash(session.pool.texts[row]),
        how="imported",
        blind=True,
        seconds=record.seconds,
    )

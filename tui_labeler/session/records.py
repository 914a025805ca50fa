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
from tui_labeler.interop.tool import FolderTool
from tui_labeler.project.pool import text_hash
from tui_labeler.session.exchange import Importable, Imported
from tui_labeler.store.columns import duration, share
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

    labels, entry = session.project.label_names, tool(format)
    if isinstance(entry, FolderTool):
        entry.write(path, counted(), labels)
        return written
    with tables.atomic_write(path) as file:
        entry.write(file, counted(), labels)
    return written


def _read(path: Path, format: str) -> Iterator[Record]:
    """Raises DataError, also for a file in which there is nothing."""
    records = _records_in(path, format)
    first = next(records, None)
    if first is None:
        raise DataError("the file has no records.")
    yield first
    yield from records


def _records_in(path: Path, format: str) -> Iterator[Record]:
    entry = tool(format)
    if isinstance(entry, FolderTool):
        yield from entry.read(path)
        return
    check_regular(path)
    with path.open("rb") as file:
        yield from entry.read(file)


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


class _Incoming:
    """Matches records with the items of a session, and counts what it cannot match."""

    def __init__(self, session: Session, mapping: Mapping[str, str]) -> None:
        self._session, self._mapping = session, mapping
        texts = enumerate(session.pool.texts)
        self._by_text = {text: row for row, text in reversed(list(texts))}
        self.unknown_ids: list[str] = []
        self.unknown_labels: Counter[str] = Counter()

    def row(self, record: Record) -> int | None:
        """By its id, else by its exact text; None is counted."""
        row = self._session.pool.row(record.item)
        row = self._by_text.get(record.text) if row is None else row
        if row is None:
            self.unknown_ids.append(record.item or record.text[:40])
        return row

    def label(self, name: str) -> str | None:
        """A label of the project; None is counted."""
        found = self._mapping.get(name, name)
        if found in self._session.project.label_names:
            return found
        self.unknown_labels[found] += 1
        return None


def import_records(
    session: Session, path: Path, format: str, *, source: Importable, mapping: Mapping[str, str]
) -> Imported:
    """Take a tool's file in: answers as the person's (one step) or as given labels, suggestions as
    an LLM's.

    Raises DataError, and then nothing is taken in.
    """
    incoming = _Incoming(session, mapping)
    acts: dict[str, Act] = {}
    said: dict[tuple[str, str], Annotation] = {}
    try:
        for record in _read(path, format):
            if source == "llm":
                said |= _suggested(session, incoming, record, path.name)
            elif record.outcome is not None and (source == "human" or record.label is not None):
                row = incoming.row(record)
                label = incoming.label(record.label) if record.label is not None else None
                if row is not None and (label is not None or record.label is None):
                    acts[session.pool.ids[row]] = _act(session, record, row, label)
    except DataError as error:
        raise DataError(error.message, hint=error.hint, file=path, line=error.line) from None
    if source == "human":
        session.record(list(acts.values()))
    elif source == "llm":
        session.llm_labels.add(list(said.values()))
    else:
        session.store.add_annotations(
            Annotation(source="given", annotator=path.name, item=item, label=act.label)
            for item, act in acts.items()
        )
    done = len(said) if source == "llm" else len(acts)
    return Imported(done, tuple(incoming.unknown_ids), incoming.unknown_labels)


def _suggested(
    session: Session, incoming: _Incoming, record: Record, file: str
) -> dict[tuple[str, str], Annotation]:
    """The suggestions of a record by item and agent."""
    row = incoming.row(record) if record.suggestions else None
    if row is None:
        return {}
    item, found = session.pool.ids[row], {}
    for one in record.suggestions:
        label, agent = incoming.label(one.label), one.agent or file
        if label is not None:
            found[item, agent] = Annotation(
                source="llm", annotator=agent, item=item, label=label, confidence=share(one.score)
            )
    return found


def _act(session: Session, record: Record, row: int, label: str | None) -> Act:
    assert record.outcome is not None
    return Act(
        kind=record.outcome,
        item=session.pool.ids[row],
        label=label,
        text_hash=text_hash(session.pool.texts[row]),
        how="imported",
        blind=True,
        seconds=duration(record.seconds),
    )

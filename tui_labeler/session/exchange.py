"""Labels that come in from files and go out to files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from tui_labeler import tables
from tui_labeler.errors import DataError, LabelerError
from tui_labeler.jobs import Progress
from tui_labeler.project.pool import text_hash
from tui_labeler.session.exported import ExportSource, Row, as_time, exported_columns, exported_rows
from tui_labeler.session.item_columns import (
    RENAME,
    item_column,
    needed,
    place_of,
    read_renamed,
)
from tui_labeler.store.records import Act, Annotation

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

READABLE_COPY = "labels.csv"
Importable: TypeAlias = Literal["human", "given", "llm"]
Said: TypeAlias = tuple[str, float | None]
"""A label, and how sure of it."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    imported: int
    unknown_ids: tuple[str, ...]
    unknown_labels: Mapping[str, int]
    """Label -> how many rows had it."""
    unlabelled: int = 0
    """Rows without a label."""
    contradicted: tuple[str, ...] = ()
    """Ids with two labels in the file; the last one counts."""


def import_labels(
    session: Session,
    path: Path,
    *,
    source: Importable,
    mapping: Mapping[str, str],
    told: Callable[[Progress], None] = lambda _: None,
) -> Imported:
    """Take in a file `id,label[,confidence][,model]`; `mapping` renames its columns and labels;
    `told`: how far the reading is.

    Human labels are answers (one step: undone together), the others annotations: of the file, or
    of the model its row names. Rows with an id or a label the project does not know, or without a
    label, are left out and counted. Raises DataError.
    """
    table = read_renamed(path, mapping)
    id_at, item_of = item_column(session.project, table.columns, path, RENAME)
    label_at = needed("label", table.columns, path, RENAME)
    confidence_at = place_of("confidence", table.columns)
    names = set(session.project.label_names)
    unknown_ids: list[str] = []
    unknown_labels: Counter[str] = Counter()
    contradicted: list[str] = []
    unlabelled = 0
    model_at = place_of("model", table.columns)
    found: dict[tuple[str, str], Said] = {}
    for line, cells in tables.told_rows(table, path, f"reading {path.name}", told):
        item, label = item_of(cells[id_at]), mapping.get(cells[label_at], cells[label_at])
        if not label:
            unlabelled += 1
        elif session.pool.row(item) is None:
            unknown_ids.append(item)
        elif label not in names:
            unknown_labels[label] += 1
        else:
            confidence = None
            if confidence_at is not None:
                confidence = _share(cells[confidence_at], path, line)
            named = cells[model_at] if source == "llm" and model_at is not None else ""
            if found.get((item, named or path.name), (label, None))[0] != label:
                contradicted.append(item)
            found[item, named or path.name] = (label, confidence)
    _take_in(session, source, found)
    return Imported(len(found), tuple(unknown_ids), unknown_labels, unlabelled, tuple(contradicted))


def _take_in(session: Session, source: Importable, found: Mapping[tuple[str, str], Said]) -> None:
    """Store labels by item and who says so: the person's as one step."""
    if source == "human":
        session.record([_answer(session, item, label) for (item, _), (label, _) in found.items()])
    else:
        annotations = [
            Annotation(source=source, annotator=name, item=item, label=label, confidence=confidence)
            for (item, name), (label, confidence) in found.items()
        ]
        if source == "llm":
            session.llm_labels.add(annotations)
        else:
            session.store.add_annotations(annotations)


def _share(cell: str, path: Path, line: int) -> float | None:
    if not cell:
        return None
    try:
        value = float(cell)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise DataError(f'confidence "{cell[:20]}" is not between 0 and 1', file=path, line=line)
    return value


def _answer(session: Session, item: str, label: str) -> Act:
    row = session.pool.row(item)
    assert row is not None
    digest = text_hash(session.pool.texts[row])
    return Act(kind="label", item=item, label=label, text_hash=digest, how="imported", blind=True)


def export_labels(
    session: Session,
    path: Path,
    *,
    source: ExportSource = "human",
    format: str | None = None,
    spreadsheet_safe: bool = False,
    told: Callable[[Progress], None] = lambda _: None,
) -> Counter[str]:
    """Write every item that has a label from `source`, copies included; `told`: how far it is.
    Returns how many labels each decided: `human`, "given" or the name of a machine.

    Raises UsageError for `resolved` before that is worked out.
    """
    columns, decided = exported_columns(session), Counter[str]()
    at = columns.index("source")

    def rows() -> Iterator[Row]:
        for row in exported_rows(session, source, told):
            decided[row[at]] += 1
            yield row

    tables.write_rows(path, columns, rows(), format=format, spreadsheet_safe=spreadsheet_safe)
    return decided


def write_readable_copy(session: Session) -> None:
    """labels.csv beside the store: the person's labels without texts, by id, for git."""
    answers = sorted((item, event) for item, event in session.state.answers() if event.label)
    rows = (
        (item, event.label or "", event.how, as_time(event.at), session.state[item].note)
        for item, event in answers
    )
    columns = ("id", "label", "how", "at", "note")
    path = session.project.folder / READABLE_COPY
    try:
        tables.write_rows(path, columns, rows)
    except LabelerError as error:
        hint = "This is a copy: the labels themselves are safe in labels.sqlite."
        raise LabelerError(error.message, hint=hint, file=path) from error

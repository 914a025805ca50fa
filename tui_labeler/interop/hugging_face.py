"""Hugging Face `datasets`: a folder as `save_to_disk` writes it, `label` a ClassLabel.

`datasets` is an extra, imported here only. Columns of the data are columns; what it has no place
for stands in columns of ours. Read too: a folder with splits, whose rows follow one another.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any

from tui_labeler.errors import DataError, UsageError
from tui_labeler.interop.record import Outcome, Record, Suggestion
from tui_labeler.interop.tool import (
    FolderTool,
    columns_in,
    columns_out,
    number,
    string,
    suggestions_in,
    suggestions_out,
)

OURS = ("id", "text", "label", "outcome", "annotator", "answered_at", "answer_seconds")
ROWS_AT_ONCE = 1000
SUGGESTIONS = "suggestions"
"""JSON: a list of `label`, `agent`, `score`."""
_TAKEN = frozenset({*OURS, SUGGESTIONS})
_UNLABELLED: dict[str, Outcome] = {"skip": "skip", "reject": "reject"}


def _datasets() -> Any:
    try:
        import datasets
    except ImportError as error:
        raise UsageError(
            "folders of Hugging Face datasets need datasets.",
            hint="pip install 'tui-labeler[datasets]'",
        ) from error
    datasets.disable_progress_bars()
    return datasets


def read(folder: Path) -> Iterator[Record]:
    """The rows of a folder. Raises DataError, UsageError."""
    library = _datasets()
    try:
        yield from _records(library, folder)
    except DataError:
        raise
    except Exception as error:  # what the library and pyarrow raise of a damaged one has no end
        raise DataError("this is no folder of a dataset, or it is damaged.", file=folder) from error


def _records(library: Any, folder: Path) -> Iterator[Record]:
    found = library.load_from_disk(str(folder))
    splits = found.values() if isinstance(found, library.DatasetDict) else [found]
    line = 0
    for split in splits:
        if "text" not in split.column_names:
            raise DataError('this dataset has no column "text".', file=folder)
        names = getattr(split.features.get("label"), "names", None)
        # As Arrow, because the library would open what a column of images or sounds names.
        for batch in split.with_format("arrow").iter(ROWS_AT_ONCE):
            for row in batch.to_pylist():
                line += 1
                yield _record(row, names, line)


def _record(row: Mapping[str, Any], names: Sequence[str] | None, line: int) -> Record:
    said = row.get("label")
    if names is not None and isinstance(said, int):
        said = names[said] if 0 <= said < len(names) else None
    label = None if said is None else string(said, "label", line)
    return Record(
        item=string(row.get("id") or "", "id", line),
        text=string(row["text"], "text", line),
        outcome="label" if label is not None else _UNLABELLED.get(str(row.get("outcome"))),
        label=label,
        annotator=str(row.get("annotator") or ""),
        at=number(row.get("answered_at")),
        seconds=number(row.get("answer_seconds")),
        suggestions=_suggestions(row.get(SUGGESTIONS)),
        columns=columns_in(row, _TAKEN),
    )


def _suggestions(cell: Any) -> tuple[Suggestion, ...]:
    try:
        return suggestions_in(json.loads(cell))
    except (ValueError, TypeError, RecursionError):
        return ()


def write(folder: Path, records: Iterable[Record], labels: Sequence[str]) -> None:
    """A new folder, which appears whole or not at all. Raises UsageError, DataError."""
    library = _datasets()
    if folder.exists():
        raise UsageError("this is there already.", hint="Choose a new folder.", file=folder)
    rows = [_row(record) for record in records]
    if not rows:
        raise UsageError("there is nothing to write yet.", hint="Label something first.")
    strings = ("id", "text", "outcome", "annotator", SUGGESTIONS)
    others = dict.fromkeys(name for row in rows for name in row if name not in _TAKEN)
    features = {name: library.Value("string") for name in (*strings, *others)}
    features |= {name: library.Value("float64") for name in ("answered_at", "answer_seconds")}
    features["label"] = library.ClassLabel(names=list(labels))
    columns = {name: [row.get(name) for row in rows] for name in features}
    unfinished = folder.with_name(f".{folder.name}.{token_hex(4)}.tmp")
    try:
        made = library.Dataset.from_dict(columns, features=library.Features(features))
        made.save_to_disk(str(unfinished))
        unfinished.rename(folder)
    except UnicodeError as error:
        raise DataError("a dataset cannot hold a lone surrogate.", file=folder) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _row(record: Record) -> dict[str, Any]:
    suggestions = suggestions_out(record.suggestions)
    return {
        **columns_out(record.columns, _TAKEN),
        "id": record.item,
        "text": record.text,
        "label": record.label,
        "outcome": record.outcome,
        "annotator": record.annotator or None,
        "answered_at": record.at,
        "answer_seconds": record.seconds,
        SUGGESTIONS: json.dumps(suggestions, ensure_ascii=False) if suggestions else None,
    }


TOOL = FolderTool(read, write)

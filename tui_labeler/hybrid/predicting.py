"""A trained model on a file of any size: read, label and written in chunks."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tui_labeler import tables
from tui_labeler.errors import UsageError
from tui_labeler.hybrid.model_folder import Saved
from tui_labeler.jobs import Progress
from tui_labeler.registry import nearest
from tui_labeler.tables import Row, Table
from tui_labeler.text import one_line

CHUNK = 5_000
BESIDE = "predicted_"
"""Stands before the name of a new column where the file has one of that name."""


@dataclass(frozen=True, slots=True)
class Predicted:
    """What was written."""

    rows: int
    column: str
    """The one that holds the predicted labels."""


def predict_file(
    saved: Saved,
    data: Path,
    out: Path,
    *,
    text: str = "text",
    told: Callable[[Progress], None] = lambda _: None,
) -> Predicted:
    """Write every row of `data` with `label`, `confidence` and a `p_<label>` per label behind it;
    with `predicted_` before a name that the file has already.

    `text` is the column that is read; `told`: how far it is.
    Raises DataError for a file that is no table or a model that does not fit, UsageError for a
    column it lacks, or for names that are all taken.
    """
    if os.path.realpath(out) == os.path.realpath(data):
        raise UsageError("this file is read, and is not written over.", file=out)
    table = tables.read_sniffed(data)
    if text not in table.columns:
        close = nearest(text, table.columns)
        raise UsageError(
            f'there is no column "{one_line(text, 60)}".'
            + (f' Did you mean "{one_line(close, 60)}"?' if close else ""),
            hint="Say which column holds the text: --text NAME",
            file=data,
        )
    labels = saved.labels
    added = _new_columns(labels, table, data)
    table = Table(table.columns, tables.told_rows(table, data, f"labelling {data.name}", told))
    done = 0

    def rows() -> Iterator[tuple[str, ...]]:
        nonlocal done
        for cells, predicted in _labelled(saved, table, labels, text):
            yield (*cells, *predicted)
            done += 1

    tables.write_rows(out, (*table.columns, *added), rows())
    return Predicted(done, added[0])


def _new_columns(labels: list[str], table: Table, data: Path) -> tuple[str, ...]:
    """Their names, that of the label first. Raises UsageError where there is no free one."""
    wanted = ("label", "confidence", *(f"p_{label}" for label in labels))
    new = tuple(BESIDE + name if name in table.columns else name for name in wanted)
    if taken := set(new) & set(table.columns):
        raise UsageError(
            f'there is a column "{one_line(min(taken), 60)}" already.',
            hint="Rename it: its place is wanted for the prediction.",
            file=data,
        )
    return new


def _labelled(
    saved: Saved, table: Table, labels: list[str], text: str
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each row with its label, the confidence in it and the probability of every label."""
    at = table.columns.index(text)
    rows: Iterator[Row] = iter(table.rows)
    while chunk := list(islice(rows, CHUNK)):
        probabilities = saved.probabilities([cells[at] for _, cells in chunk])
        best = probabilities.argmax(axis=1)
        for (_, cells), row, winner in zip(chunk, probabilities, best, strict=True):
            shares = tuple(f"{share:.4f}" for share in row)
            yield cells, (labels[winner], shares[winner], *shares)

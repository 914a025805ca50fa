"""What stands beside the text: numbers, categories, and embeddings that were computed elsewhere."""

import json
from collections.abc import Iterable, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.errors import JobError
from tui_labeler.features.material import Material
from tui_labeler.features.tfidf import Columns, Reading
from tui_labeler.text import one_line

FARTHEST = 3.0
"""Standard deviations from the mean; what lies farther out is brought to it."""
MOST_CATEGORIES = 50
"""A text column with more different cells has no categories."""

Table = NDArray[np.float32]


def numeric(material: Material) -> Reading:
    """The columns of numbers in standard deviations from their mean; an empty cell is the mean."""
    names = [name for name, kind in material.kinds.items() if kind == "number"]
    tables = [_standardised(material.columns[name]) for name in names]
    yield len(material.texts)
    return _side_by_side(tables, names, material)


def categorical(material: Material) -> Reading:
    """One column per different cell of the text columns that have few; an empty cell is none."""
    tables, terms = [], []
    for name, cells in material.columns.items():
        if material.kinds[name] == "number":
            continue
        known = _categories(cells)
        if known:
            number = {value: place for place, value in enumerate(known)}
            table = np.zeros((len(cells), len(known)), np.float32)
            for row, cell in enumerate(cells):
                if cell.strip():
                    table[row, number[cell]] = 1
            tables.append(table)
            terms += [f"{name} = {value}" for value in known]
    yield len(material.texts)
    return _side_by_side(tables, terms, material)


def embeddings(material: Material) -> Reading:
    """The columns whose cells are lists of numbers, as `[0.12, -0.5]`; rows of length 1.

    Raises `JobError` for a cell of another length than the first, or that is no list of numbers.
    """
    tables, terms = [], []
    for name, cells in material.columns.items():
        first = next((cell for cell in cells if cell.strip()), "")
        width = len(_vector(first) or ())
        if width:
            tables.append(_vectors(name, cells, width))
            terms += [f"{name} {place + 1}" for place in range(width)]
    yield len(material.texts)
    return _side_by_side(tables, terms, material)


def _standardised(cells: Sequence[str]) -> Table:
    values = np.array([float(cell) if cell.strip() else np.nan for cell in cells])
    known = values[np.isfinite(values)]
    spread = known.std() if len(known) else 0.0
    if not spread:
        return np.zeros((len(cells), 1), np.float32)
    scaled = np.clip((values - known.mean()) / spread, -FARTHEST, FARTHEST)
    table: Table = np.nan_to_num(scaled, nan=0.0).astype(np.float32)[:, None]
    return table


def _categories(cells: Iterable[str]) -> list[str]:
    """The different cells in order, where they are few and stand there more than once each."""
    found: set[str] = set()
    rows = 0
    for cell in cells:
        if cell.strip():
            rows += 1
            found.add(cell)
            if len(found) > MOST_CATEGORIES:
                return []
    return sorted(found) if 1 < len(found) <= rows / 2 else []


def _vectors(name: str, cells: Sequence[str], width: int) -> Table:
    table = np.zeros((len(cells), width), np.float32)
    for row, cell in enumerate(cells):
        vector = _vector(cell)
        if cell.strip() and (vector is None or len(vector) != width):
            raise JobError(
                f'row {row + 1} of the column "{one_line(name, 60)}" is no list of {width} numbers',
                hint="The first cell is one: embeddings must all have the same length.",
            )
        table[row] = vector or 0
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    rows: Table = np.divide(table, lengths, out=np.zeros_like(table), where=lengths > 0)
    return rows


def _vector(cell: str) -> list[float] | None:
    try:
        values = json.loads(cell)
        found = [float(value) for value in values]
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return found if isinstance(values, list) and np.isfinite(found).all() else None


def _side_by_side(tables: Sequence[Table], terms: Sequence[str], material: Material) -> Columns:
    nothing = np.empty((len(material.texts), 0), np.float32)
    return Columns(sp.csr_array(np.hstack([nothing, *tables])), list(terms))

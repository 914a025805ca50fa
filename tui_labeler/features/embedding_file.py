"""Embeddings that were computed elsewhere: a `.npy` file, one row per item in the data's order."""

from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.errors import JobError
from tui_labeler.features.tfidf import CHUNK, Columns, Reading

HINT = "It must hold a float array with one row per item, in the order of the data file."


def embedding_file(path: Path, rows: int) -> Reading:
    """The array of floats [rows, dimensions] in the file at `path`; rows of length 1, or 0.

    Raises `JobError` for a file that holds anything else, or a value that is not finite. Nothing
    is unpickled.
    """
    array = _opened(path)
    if array.ndim != 2 or array.dtype.kind != "f":
        found = f"the file holds {array.dtype} of the shape {array.shape}"
        raise JobError(found, hint=HINT, file=path)
    if len(array) != rows:
        found = f"the file holds {len(array):,} rows, the data {rows:,} items"
        raise JobError(found, hint=HINT, file=path)
    parts = [sp.csr_array((0, array.shape[1]), dtype=np.float32)]
    for start in range(0, rows, CHUNK):
        parts.append(_of_length_1(array[start : start + CHUNK].astype(np.float64), start, path))
        yield min(start + CHUNK, rows)
    terms = [f"{path.name} {place + 1}" for place in range(array.shape[1])]
    return Columns(sp.vstack(parts, format="csr"), terms)


def _opened(path: Path) -> NDArray[Any]:
    try:
        array: NDArray[Any] = np.lib.format.open_memmap(path, mode="r")
    except (OSError, ValueError, EOFError) as error:
        raise JobError("the file holds no array of numbers", hint=HINT, file=path) from error
    return array


def _of_length_1(part: NDArray[np.float64], start: int, path: Path) -> Any:
    with np.errstate(over="ignore"):
        lengths = np.linalg.norm(part, axis=1, keepdims=True)
    strange = np.flatnonzero(~np.isfinite(lengths))
    if len(strange):
        found = f"row {start + int(strange[0]) + 1:,} holds a value that is too large or no number"
        raise JobError(found, hint="Compute that row's embedding again.", file=path)
    unit = np.divide(part, lengths, out=np.zeros_like(part), where=lengths > 0)
    return sp.csr_array(unit.astype(np.float32))

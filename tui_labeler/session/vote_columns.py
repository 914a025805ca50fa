"""Votes in `.npy` files (int16, one dimension), read and written without numpy."""

from array import array
from collections.abc import Sequence
from pathlib import Path

from tui_labeler import tables
from tui_labeler.session.npy import HEAD, MAGIC, open_array

VOTE = "<i2"


def open_column(path: Path) -> Sequence[int]:
    """The values of a file a job wrote, mapped. Raises OSError, JobError."""
    return open_array(path, VOTE)[1]


def write_column(path: Path, values: "array[int]") -> None:
    """Write an `array("h")` as numpy would."""
    header = repr({"descr": VOTE, "fortran_order": False, "shape": (len(values),)})
    padded = header + " " * (-(len(header) + HEAD + 1) % 64) + "\n"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tables.atomic_write(path) as file:
        file.write(MAGIC + len(padded).to_bytes(2, "little") + padded.encode())
        file.write(values.tobytes())

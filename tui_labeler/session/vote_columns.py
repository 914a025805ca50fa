"""Votes in `.npy` files (int16, one dimension), read and written without numpy."""

import ast
import mmap
from array import array
from collections.abc import Sequence
from pathlib import Path

from tui_labeler import tables
from tui_labeler.errors import JobError

_MAGIC = b"\x93NUMPY\x01\x00"


def open_column(path: Path) -> Sequence[int]:
    """The values of a file a job wrote, mapped. Raises OSError, JobError."""
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    length = int.from_bytes(data[8:10], "little")
    header = ast.literal_eval(data[10 : 10 + length].decode("latin-1"))
    if data[:6] != _MAGIC[:6] or header["descr"] != "<i2" or len(header["shape"]) != 1:
        raise JobError(f"{path.name} is not a column of votes")
    return memoryview(data)[10 + length :].cast("h")


def write_column(path: Path, values: "array[int]") -> None:
    """Write an `array("h")` as numpy would."""
    header = repr({"descr": "<i2", "fortran_order": False, "shape": (len(values),)})
    padded = header + " " * (-(len(header) + 11) % 64) + "\n"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tables.atomic_write(path) as file:
        file.write(_MAGIC + len(padded).to_bytes(2, "little") + padded.encode())
        file.write(values.tobytes())

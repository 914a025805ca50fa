"""Arrays in the `.npy` files that jobs write, mapped and read without numpy."""

import ast
import mmap
from collections.abc import Mapping, Sequence
from math import prod
from pathlib import Path
from typing import Any

from tui_labeler.errors import JobError

MAGIC = b"\x93NUMPY\x01\x00"
HEAD = len(MAGIC) + 2
CODES: Mapping[str, Any] = {"<f4": "f", "<f8": "d", "<i2": "h", "<i4": "i", "|u1": "B", "|b1": "?"}
"""numpy's name of a type -> the one of memoryview."""


def open_array(
    path: Path, dtype: str, dimensions: int = 1
) -> tuple[tuple[int, ...], Sequence[Any]]:
    """The shape and the values, row by row. Raises OSError, and JobError where it is another kind
    of array or none."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        start = HEAD + int.from_bytes(data[len(MAGIC) : HEAD], "little")
        header = ast.literal_eval(data[HEAD:start].decode("latin-1"))
        shape, values = header["shape"], memoryview(data)[start:].cast(CODES[dtype])
        kind = data[: len(MAGIC)], header["descr"], header["fortran_order"], len(shape)
        if kind == (MAGIC, dtype, False, dimensions) and len(values) == prod(shape):
            return shape, values
    except (ValueError, TypeError, KeyError, SyntaxError) as error:
        raise JobError(f"{path.name} is damaged") from error
    raise JobError(f"{path.name} is not the array that was expected")

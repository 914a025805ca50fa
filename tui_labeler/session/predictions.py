"""A model's probabilities for the whole pool, read from the file a job wrote, without numpy."""

import ast
import mmap
from collections.abc import Sequence
from pathlib import Path

from tui_labeler.errors import JobError


class Predictions:
    """`probabilities: float32 [n, k]` in a `.npy` file, opened by mmap."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        length = int.from_bytes(data[8:10], "little")
        header = ast.literal_eval(data[10 : 10 + length].decode("latin-1"))
        if data[:6] != b"\x93NUMPY" or header["descr"] != "<f4" or header["fortran_order"]:
            raise JobError(f"{path.name} is not a table of probabilities")
        self.rows, self.columns = header["shape"]
        self._values: Sequence[float] = memoryview(data)[10 + length :].cast("f")

    def __getitem__(self, row: int) -> list[float]:
        """The probabilities of one row, in the order of the labels."""
        start = row * self.columns
        return list(self._values[start : start + self.columns])

"""A model's probabilities for the whole pool, read from the file a job wrote, without numpy."""

from pathlib import Path

from tui_labeler.session.npy import open_array


class Predictions:
    """`probabilities: float32 [n, k]` in a `.npy` file, opened by mmap."""

    def __init__(self, path: Path) -> None:
        """Raises OSError, JobError."""
        (self.rows, self.columns), self._values = open_array(path, "<f4", dimensions=2)

    def __getitem__(self, row: int) -> list[float]:
        """The probabilities of one row, in the order of the labels."""
        start = row * self.columns
        return list(self._values[start : start + self.columns])

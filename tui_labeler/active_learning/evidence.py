"""What others than the model say about the rows of a pool: rules, an LLM, given labels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Evidence:
    """Opinions on the rows a strategy chooses from."""

    opinions: NDArray[np.float64]
    """[rows, labels]: the mean of all opinions on a row, as shares; 0 where nobody spoke."""

    @property
    def spoken(self) -> NDArray[np.bool_]:
        """The rows somebody spoke about [rows]."""
        found: NDArray[np.bool_] = self.opinions.sum(axis=1) > 0
        return found

    def of(self, rows: NDArray[np.intp]) -> "Evidence":
        """The evidence on some of the rows."""
        return Evidence(self.opinions[rows])


def gather(opinions: Sequence[Sequence[float]], rows: int, labels: int) -> Evidence:
    """Evidence from `(row, label, weight)` triples; of several on a row the weighted mean."""
    table = np.zeros((rows, labels))
    if len(opinions):
        row, label, weight = np.asarray(opinions, float).T
        np.add.at(table, (row.astype(np.intp), label.astype(np.intp)), weight)
    totals = table.sum(axis=1, keepdims=True)
    return Evidence(np.divide(table, totals, out=table, where=totals > 0))

"""The columns that count terms: what near-copies and naive Bayes need of the features."""

from collections.abc import Generator, Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.features.mapped import AT_ONCE, give_back, take
from tui_labeler.features.registry import NEGATIVE
from tui_labeler.features.tfidf import Matrix, Stack
from tui_labeler.jobs import Progress
from tui_labeler.project.locations import EMBEDDING_FILE


def terms(
    X: Matrix, ranges: Mapping[str, slice], rows: NDArray[np.intp]
) -> Generator[Progress, None, Matrix]:
    """These `rows` of X, without the columns that may be negative; all columns where each may.

    Read a part at a time: of a mapped X little else stays in memory.
    """
    counted = [columns for name, columns in ranges.items() if not _negative(name)]
    if not counted:
        return take(X, rows)
    width = sum(columns.stop - columns.start for columns in counted)
    stack = Stack(len(rows), width, int((X.indptr[rows + 1] - X.indptr[rows]).sum()))
    for start in range(0, len(rows), AT_ONCE):
        yield Progress("reading the features", start, len(rows))
        part: Any = X[rows[start : start + AT_ONCE]]
        stack.add(sp.hstack([part[:, columns] for columns in counted], format="csr"))
        give_back(X)
    return stack.whole()


def _negative(name: str) -> bool:
    return name in NEGATIVE or name.endswith(EMBEDDING_FILE)

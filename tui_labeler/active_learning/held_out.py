"""Features as if some texts had never been seen: for figures one may believe."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.active_learning.nearness import squared_lengths
from tui_labeler.features.kinds import RARE_CHARACTERS, RARE_WORDS
from tui_labeler.features.latent import directions, frequent, project
from tui_labeler.features.material import LARGE_POOL

RARE = {"words": RARE_WORDS, "characters": RARE_CHARACTERS}
"""Kinds of features whose figures depend on the texts they were built from, and the texts a term
must stand in."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Rows that are learned from, and rows that nothing was learned from."""

    X: Any
    """[train, columns]"""
    X_test: Any
    """[test, columns]"""
    ranges: Mapping[str, slice]
    """The columns of each kind of feature in both."""


def hold_out(
    X: Any, ranges: Mapping[str, slice], train: NDArray[np.intp], test: NDArray[np.intp]
) -> HeldOut:
    """`X[train]` and `X[test]` with terms, and their weights, known from the training texts alone.

    A row of TF-IDF without its idf is the row's tf up to a factor, which the row's length of 1
    takes out again: so the idf of all texts is replaced by that of the training texts. Latent
    columns are found again in the training texts.
    """
    known: list[Any] = []
    new: list[Any] = []
    found: dict[str, slice] = {}
    width = 0
    for kind, columns in ranges.items():
        if kind in RARE:
            rows, test_rows = _reweighted(X[:, columns].tocsr(), train, test, RARE[kind])
        elif kind == "latent":
            blocks = [found[name] for name in RARE if name in found]
            rows, test_rows = _projected(sp.hstack(known), sp.hstack(new), blocks)
        else:
            rows, test_rows = X[train][:, columns], X[test][:, columns]
        known.append(rows)
        new.append(test_rows)
        found[kind] = slice(width, width := width + rows.shape[1])
    return HeldOut(sp.hstack(known, format="csr"), sp.hstack(new, format="csr"), found)


def _projected(known: Any, new: Any, blocks: list[slice]) -> tuple[Any, Any]:
    """Both in the directions in which the terms of `known` vary most."""
    seen, unseen = (frequent([X.tocsr()[:, block] for block in blocks]) for X in (known, new))
    found = directions(seen)
    return sp.csr_array(project(seen, found)), sp.csr_array(project(unseen, found))


def _reweighted(
    X: Any, train: NDArray[np.intp], test: NDArray[np.intp], rare: int
) -> tuple[Any, Any]:
    known = X[train]
    df = np.bincount(known.indices, minlength=X.shape[1])
    kept = np.flatnonzero(df >= (rare if len(train) > LARGE_POOL else 1))
    before = _idf(np.bincount(X.indices, minlength=X.shape[1]), X.shape[0])
    factor = (_idf(df, len(train)) / before)[kept]
    return _scaled(known[:, kept], factor), _scaled(X[test][:, kept], factor)


def _idf(df: NDArray[np.intp], n: int) -> NDArray[np.float64]:
    idf: NDArray[np.float64] = np.log((1 + n) / (1 + df)) + 1
    return idf


def _scaled(X: Any, factor: NDArray[np.float64]) -> Any:
    """Columns times `factor`, then rows of length 1."""
    X = sp.csr_array(X @ sp.diags_array(factor))
    lengths = np.sqrt(squared_lengths(X))
    scale = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    rows = sp.csr_array(sp.diags_array(scale) @ X, dtype=np.float32)
    rows.indices, rows.indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
    return rows

"""Latent semantic features: texts that say the same in other words stand near each other.

The truncated singular value decomposition of the TF-IDF columns built before (Deerwester et al.
1990), found by the randomised method of Halko, Martinsson & Tropp (2011). It is learned from the
whole pool, or a sample of a large one, and needs no labels: few labels teach more in 200 dense
columns than in 100,000 sparse ones. One thread, whatever the machine: the same pool gives the
same figures to the last bit.
"""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from tui_labeler.features.mapped import give_back, take, trim
from tui_labeler.features.tfidf import CHUNK, Columns, Matrix, Reading, Stack

DIMENSIONS = 200
SAMPLE = 20_000
"""Texts of a larger pool the dimensions are learned from."""
TERMS = 30_000
"""The most frequent columns of each block are looked at."""
ITERATIONS = 2
TINY = 1e-6


def latent(blocks: Sequence[Matrix]) -> Reading:
    """At most 200 columns from TF-IDF blocks [n, terms]; rows of length 1, or 0 without terms."""
    n = blocks[0].shape[0]
    found = directions(_learned_from(blocks))
    trim()
    stack = Stack(n, found.shape[1], n * found.shape[1])
    for start in range(0, n, CHUNK):
        rows = frequent([block[start : start + CHUNK] for block in blocks])
        stack.add(sp.csr_array(project(rows, found)))
        for block in blocks:
            give_back(block)
        yield min(start + CHUNK, n)
    terms = [f"latent {number + 1}" for number in range(found.shape[1])]
    return Columns(stack.whole(), terms)


def _learned_from(blocks: Sequence[Matrix]) -> Matrix:
    """The rows and columns the dimensions are learned from."""
    X = frequent([_sampled(block) for block in blocks])
    trim()
    return X


def _sampled(X: Matrix) -> Matrix:
    """The rows the dimensions are learned from: always the same ones."""
    n = X.shape[0]
    if n <= SAMPLE:
        return X
    return take(X, np.sort(np.random.default_rng(0).choice(n, SAMPLE, replace=False)))


def frequent(blocks: Sequence[Matrix]) -> Matrix:
    """The columns that are looked at: each block has its most frequent ones first."""
    return sp.hstack([block[:, :TERMS] for block in blocks], format="csr")


def directions(X: Matrix) -> NDArray[np.float32]:
    """The right singular vectors [terms, dimensions] of `X [n, terms]` that explain most."""
    n, terms = X.shape
    if not n or not X.nnz:
        return np.empty((terms, 0), np.float32)
    seen = _sampled(X)
    with threadpool_limits(1):
        _, strength, Vt = randomized_svd(
            seen, min(DIMENSIONS, *seen.shape), n_iter=ITERATIONS, random_state=0
        )
    kept = Vt[strength > TINY * strength[0]].T
    return np.ascontiguousarray(kept, np.float32)


def project(X: Matrix, directions: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows [n, dimensions] of length 1, or 0."""
    rows = X @ directions
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: NDArray[np.float32] = np.divide(
        rows, lengths, out=np.zeros_like(rows), where=lengths > TINY
    )
    return found

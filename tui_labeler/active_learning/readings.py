"""What helps a person to understand a prediction: terms that speak for a label, close examples."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tui_labeler.features.mapped import take
from tui_labeler.features.tfidf import Matrix

TEXTS = 20_000
"""Texts looked at; of a larger pool a random sample."""
COLUMNS = 50_000
"""The most frequent terms are looked at."""
SURE = 3.0
"""Standard errors that are taken off a difference: what is left is no chance."""
FAINT = 0.05
"""A term with a smaller weight is in too many texts of other labels to tell a person anything."""
ALIKE = 0.1
"""Texts with a smaller cosine have nothing to tell about each other."""
TERMS = 20_000
"""Weights kept, shared evenly among the labels."""


def speaking_terms(
    X: Matrix,
    columns: slice,
    names: Sequence[str],
    probabilities: NDArray[np.floating],
    rng: np.random.Generator,
) -> dict[str, list[tuple[int, float]]]:
    """Term -> (label, weight), the clearest of each label. `columns` of X are the terms `names`,
    the most frequent first; `probabilities: [n, k]`.

    The weight is how far the mean probability of the label, over the texts with the term, surely
    lies above its mean over all texts. It asks the model's answers only, so it serves any
    estimator.
    """
    rows = np.arange(X.shape[0])
    if len(rows) > TEXTS:
        rows = np.sort(rng.choice(rows, TEXTS, replace=False))
    present = take(X, rows)[:, columns][:, :COLUMNS]
    present.data = np.ones_like(present.data)
    found = probabilities[rows].astype(np.float32)
    found -= found.mean(axis=0)
    texts = np.maximum(present.sum(axis=0), 1.0)
    weights = (present.T @ found) / texts[:, None]
    weights -= SURE * found.std(axis=0) / np.sqrt(texts)[:, None]
    terms: dict[str, list[tuple[int, float]]] = {}
    for label in range(weights.shape[1]):
        best = np.argsort(-weights[:, label], kind="stable")[: TERMS // weights.shape[1]]
        for column in best[weights[best, label] >= FAINT]:
            weight = round(float(weights[column, label]), 3)
            terms.setdefault(names[column], []).append((label, weight))
    return terms


def closest(
    X: Matrix, rows: ArrayLike, labelled: ArrayLike, most: int = 3
) -> dict[int, list[tuple[int, float]]]:
    """Row -> the labelled rows nearest to it with their cosines, nearest first.

    `X: [n, columns]`. The row itself and rows that are not alike are left out.
    """
    asked, known = np.asarray(rows, np.intp), np.asarray(labelled, np.intp)
    rows_of = take(X, asked), take(X, known)
    lengths = [np.sqrt(part.multiply(part).sum(axis=1)) for part in rows_of]
    cosines = (rows_of[0] @ rows_of[1].T).toarray()
    cosines /= np.maximum(np.outer(*lengths), 1e-12)
    cosines[asked[:, None] == known[None, :]] = 0.0
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :most]
    return {
        int(row): [
            (int(known[place]), round(float(line[place]), 3))
            for place in places
            if line[place] >= ALIKE
        ]
        for row, line, places in zip(asked, cosines, order, strict=True)
    }

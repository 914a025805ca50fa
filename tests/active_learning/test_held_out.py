"""Held-out features equal those of a vectorizer that never saw the held-out texts."""

from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer

from tests.robots.projects import review_rows
from tui_labeler.active_learning.held_out import hold_out

TEXTS = [text for _, text, _ in review_rows(60)] + ["", "zzz unseen anywhere else"]
TRAIN, TEST = np.arange(0, 40), np.arange(40, 62)


def tfidf(texts: list[str], **options: Any) -> tuple[TfidfVectorizer, sp.csr_array]:
    """A fitted vectorizer as our words, and its matrix."""
    made = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w\w+", **options)
    return made, sp.csr_array(made.fit_transform(texts))


def test_as_if_never_seen() -> None:
    together, X = tfidf(TEXTS)
    alone, expected = tfidf([TEXTS[row] for row in TRAIN])
    data = hold_out(X, {"words": slice(0, X.shape[1])}, TRAIN, TEST)
    names = together.get_feature_names_out()
    kept = np.isin(names, alone.get_feature_names_out())
    assert data.X.shape == (40, kept.sum())
    assert data.ranges == {"words": slice(0, int(kept.sum()))}
    np.testing.assert_allclose(data.X.toarray(), expected.toarray(), atol=1e-6)
    new = alone.transform([TEXTS[row] for row in TEST])
    np.testing.assert_allclose(data.X_test.toarray(), new.toarray(), atol=1e-6)


def test_latent_columns_are_found_in_the_training_texts() -> None:
    _, X = tfidf(TEXTS)
    width = X.shape[1]
    wide = sp.hstack([X, sp.csr_array(np.ones((62, 5)))], format="csr")
    ranges = {"words": slice(0, width), "latent": slice(width, width + 5)}
    data = hold_out(wide, ranges, TRAIN, TEST)
    rows = data.X[:, data.ranges["latent"]].toarray()
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert data.X_test.shape[1] == data.X.shape[1] == data.ranges["latent"].stop
    assert (data.X_test[:, data.ranges["latent"]].toarray()[-1] == 0).all()


@pytest.mark.parametrize("kind", ["numeric", "embeddings"])
def test_other_columns_stay_as_they_are(kind: str) -> None:
    X = sp.csr_array(np.arange(12.0).reshape(4, 3))
    data = hold_out(X, {kind: slice(0, 3)}, np.array([0, 2]), np.array([3]))
    assert data.X.toarray().tolist() == [[0, 1, 2], [6, 7, 8]]
    assert data.X_test.toarray().tolist() == [[9, 10, 11]]

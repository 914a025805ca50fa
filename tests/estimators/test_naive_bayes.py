"""Naive Bayes by expectation maximisation: Nigam's model, and folds that do not mix."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.naive_bayes import MultinomialNB

from tui_labeler.estimators.naive_bayes import SMOOTHING, learn, presence
from tui_labeler.features.tfidf import Matrix

TERMS = 40


def texts(y: NDArray[np.intp], seed: int, width: int = TERMS, length: int = 5) -> Matrix:
    """Texts whose terms come from the half of the vocabulary that belongs to their class."""
    rng = np.random.default_rng(seed)
    half = width // 2
    rows = np.repeat(np.arange(len(y)), length)
    columns = rng.integers(half, size=len(rows)) + half * y[rows]
    X = sp.csr_array((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(y), width))
    return presence(X)


def one_hot(y: NDArray[np.intp], k: int = 2) -> NDArray[np.float32]:
    """What each row counts per class."""
    return np.eye(k, dtype=np.float32)[y]


def test_presence_forgets_the_weights() -> None:
    X = sp.csr_array(np.array([[0, 0.3], [2, 0.0]], np.float32))
    np.testing.assert_array_equal(presence(X).toarray(), [[0, 1], [1, 0]])
    assert X.data.tolist() == [np.float32(0.3), 2.0]


def test_without_a_pool_it_is_multinomial_naive_bayes() -> None:
    y = np.arange(30) % 2
    X = texts(y, 1)
    (model,) = learn(X, [one_hot(y)], X[:0])
    plain = MultinomialNB(alpha=float(SMOOTHING)).fit(X, y)
    np.testing.assert_allclose(model.log_likelihood.T, plain.feature_log_prob_, atol=1e-5)
    found = softmax(model.log_joint(X), axis=1)
    np.testing.assert_allclose(found, plain.predict_proba(X), atol=1e-4)


def test_the_pool_names_terms_no_label_has_shown() -> None:
    y = np.arange(400) % 2
    X = texts(y, 2, width=400)
    alone, taught = (learn(X[:4], [one_hot(y[:4])], pool)[0] for pool in (X[:0], X))
    right = [(model.log_joint(X).argmax(axis=1) == y).mean() for model in (alone, taught)]
    assert right[0] < 0.8 and right[1] > 0.95


def test_models_learned_together_are_those_learned_alone() -> None:
    y = np.arange(60) % 2
    X = texts(y, 3)
    targets = [one_hot(y[:20]), one_hot(y[:20]) * (np.arange(20) < 10)[:, None]]
    targets = [each.astype(np.float32) for each in targets]
    together = learn(X[:20], targets, X)
    for model, target in zip(together, targets, strict=True):
        (alone,) = learn(X[:20], [target], X)
        np.testing.assert_allclose(model.log_likelihood, alone.log_likelihood, atol=1e-4)
        np.testing.assert_allclose(model.log_prior, alone.log_prior, atol=1e-5)


def test_a_class_without_a_label_has_probability_0() -> None:
    y = np.arange(20) % 2
    X = texts(y, 4)
    (model,) = learn(X, [one_hot(y, 3)], X)
    p = softmax(model.log_joint(X), axis=1)
    assert np.isfinite(p).all() and (p[:, 2] == 0).all()


def test_a_start_turns_the_clusters_round() -> None:
    y = np.arange(100) % 2
    X = texts(y, 5)
    labelled, nothing = X[:2], np.zeros((2, 2), np.float32) + np.float32(0.01)
    for start in (one_hot(y), one_hot(1 - y)):
        (model,) = learn(labelled, [nothing], X, [start])
        assert (model.log_joint(X).argmax(axis=1) == start.argmax(axis=1)).mean() > 0.95

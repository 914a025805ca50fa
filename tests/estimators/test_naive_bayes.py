"""Naive Bayes by expectation maximisation: Nigam's model, and folds that do not mix."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.naive_bayes import MultinomialNB

from tui_labeler.estimators.naive_bayes import SMOOTHING, Guessing, learn
from tui_labeler.estimators.seen_rows import presence
from tui_labeler.features.tfidf import Matrix

TERMS = 40
PLAIN = Guessing(sharpness=1.0, rounds=8)


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
    (model,) = learn(X, [one_hot(y)], X[:0], PLAIN)
    plain = MultinomialNB(alpha=float(SMOOTHING)).fit(X, y)
    np.testing.assert_allclose(model.log_likelihood.T, plain.feature_log_prob_, atol=1e-5)
    found = softmax(model.log_joint(X), axis=1)
    np.testing.assert_allclose(found, plain.predict_proba(X), atol=1e-4)


def test_the_pool_names_terms_no_label_has_shown() -> None:
    y = np.arange(400) % 2
    X = texts(y, 2, width=400)
    alone, taught = (learn(X[:4], [one_hot(y[:4])], pool, PLAIN)[0] for pool in (X[:0], X))
    right = [(model.log_joint(X).argmax(axis=1) == y).mean() for model in (alone, taught)]
    assert right[0] < 0.8 and right[1] > 0.95


def test_models_learned_together_are_those_learned_alone() -> None:
    y = np.arange(60) % 2
    X = texts(y, 3)
    targets = [one_hot(y[:20]), one_hot(y[:20]) * (np.arange(20) < 10)[:, None]]
    targets = [each.astype(np.float32) for each in targets]
    together = learn(X[:20], targets, X, PLAIN)
    for model, target in zip(together, targets, strict=True):
        (alone,) = learn(X[:20], [target], X, PLAIN)
        np.testing.assert_allclose(model.log_likelihood, alone.log_likelihood, atol=1e-4)
        np.testing.assert_allclose(model.log_prior, alone.log_prior, atol=1e-5)


def test_a_class_without_a_label_has_probability_0() -> None:
    y = np.arange(20) % 2
    X = texts(y, 4)
    (model,) = learn(X, [one_hot(y, 3)], X, PLAIN)
    p = softmax(model.log_joint(X), axis=1)
    assert np.isfinite(p).all() and (p[:, 2] == 0).all()


def test_a_start_turns_the_clusters_round() -> None:
    y = np.arange(100) % 2
    X = texts(y, 5)
    labelled, nothing = X[:2], np.zeros((2, 2), np.float32) + np.float32(0.01)
    for start in (one_hot(y), one_hot(1 - y)):
        (model,) = learn(labelled, [nothing], X, PLAIN, [start])
        assert (model.log_joint(X).argmax(axis=1) == start.argmax(axis=1)).mean() > 0.95


def test_guesses_that_stay_in_doubt_find_the_clusters_from_a_poor_start() -> None:
    y = np.arange(600) % 2
    X = texts(y, 6, width=400, length=12)
    rng = np.random.default_rng(6)
    start = one_hot(np.where(rng.random(600) < 0.55, y, 1 - y))
    nothing = np.zeros((2, 2), np.float32) + np.float32(0.01)
    (model,) = learn(X[:2], [nothing], X, Guessing(sharpness=0.2, rounds=30), [start])
    assert (model.log_joint(X).argmax(axis=1) == y).mean() > 0.95


def test_the_models_are_as_sharp_as_their_guesses() -> None:
    y = np.arange(60) % 2
    X = texts(y, 7)
    sharp, dull = (
        learn(X[:20], [one_hot(y[:20])], X[:0], Guessing(sharpness, 1))[0]
        for sharpness in (1.0, 0.2)
    )
    np.testing.assert_allclose(dull.log_joint(X), 0.2 * sharp.log_joint(X), rtol=1e-4)

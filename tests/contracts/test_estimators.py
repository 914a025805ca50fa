"""What every estimator in the registry promises."""

from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from tui_labeler.estimators.classifier import few_per_class, make
from tui_labeler.estimators.registry import ESTIMATORS

RNG = np.random.default_rng(5)
Y = np.array([0, 2, 2, 0, 5] * 6)
DENSE = (RNG.random((30, 40)) * (RNG.random((30, 40)) < 0.2)).astype(np.float32)
KINDS: dict[str, Any] = {"dense": DENSE, "sparse": sp.csr_array(DENSE)}


def raw(X: Any) -> bytes:
    """The bytes of a matrix."""
    arrays = (X,) if isinstance(X, np.ndarray) else (X.data, X.indices, X.indptr)
    return b"".join(array.tobytes() for array in arrays)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ESTIMATORS)
def test_probabilities(name: str, kind: str) -> None:
    X = KINDS[kind]
    before = raw(X)
    model = make(name, {}, seed=1).fit(X, Y)
    found = model.predict_proba(X)
    assert model.classes_.tolist() == [0, 2, 5]
    assert found.shape == (30, 3)
    assert np.isfinite(found).all() and (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-5)
    assert raw(X) == before


@pytest.mark.parametrize("name", ESTIMATORS)
def test_deterministic(name: str) -> None:
    first, second = (make(name, {}, seed=3).fit(DENSE, Y).predict_proba(DENSE) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_sparse_and_dense_agree(name: str) -> None:
    dense, sparse = (make(name, {}, 3).fit(X, Y).predict_proba(X) for X in KINDS.values())
    np.testing.assert_allclose(dense, sparse, atol=1e-5)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_weights_count(name: str) -> None:
    X, y = np.ones((4, 1), np.float32), np.array([0, 0, 1, 1])
    if name != "pool":
        X = np.eye(4, dtype=np.float32)[[0, 1, 1, 2]]
    model = make(name, {}, seed=0).fit(X, y, np.array([9.0, 9.0, 0.01, 0.01]))
    assert model.predict_proba(X)[1].argmax() == 0


@pytest.mark.parametrize("name", ESTIMATORS)
def test_read_only_matrix(name: str) -> None:
    X = sp.csr_array(DENSE)
    for array in (X.data, X.indices, X.indptr):
        array.flags.writeable = False
    make(name, {}, seed=0).fit(X[:20], Y[:20]).predict_proba(X)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_classes_with_one_label(name: str) -> None:
    for y in (np.arange(30) > 0, np.arange(30)):
        with few_per_class():
            model = make(name, {}, seed=0).fit(KINDS["sparse"], y.astype(int))
        found = model.predict_proba(KINDS["sparse"])
        np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-5)

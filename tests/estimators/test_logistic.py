"""The model on seen columns is the model on all columns."""

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression


def wide(rows: int, seed: int) -> sp.csr_array:
    """Sparse rows of length 1 over 300 columns, most of which few rows share."""
    rng = np.random.default_rng(seed)
    X = (rng.random((rows, 300)) * (rng.random((rows, 300)) < 0.03)).astype(np.float32)
    lengths = np.linalg.norm(X, axis=1, keepdims=True)
    return sp.csr_array(X / np.maximum(lengths, np.float32(1e-9)))


@pytest.mark.parametrize("classes", [2, 5])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("few", [0, 2000])
def test_same_model_as_on_all_columns(
    classes: int, weighted: bool, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_labeler.estimators.logistic.FEW", few)
    X, y = wide(200, 1), np.arange(30) % classes
    weight = np.linspace(0.5, 2, 30) if weighted else None
    ours = SeenColumnsLogisticRegression(C=4.0).fit(X[:30], y, weight)
    plain = LogisticRegression(C=4.0, tol=1e-8, max_iter=1000).fit(X[:30].astype(float), y, weight)
    assert len(ours.columns_) < 250
    np.testing.assert_allclose(ours.coef_, plain.coef_[:, ours.columns_], atol=0.02)
    expected = plain.predict_proba(X.astype(float))
    found = ours.predict_proba(X)
    np.testing.assert_allclose(found, expected, atol=5e-3)
    np.testing.assert_array_equal(ours.predict(X), found.argmax(axis=1))


def test_rows_without_seen_columns_get_the_intercept() -> None:
    X = sp.csr_array(np.eye(4, dtype=np.float32))
    model = SeenColumnsLogisticRegression().fit(X[:2], [0, 1])
    np.testing.assert_allclose(model.predict_proba(X[2:]), 0.5, atol=1e-6)


def test_rows_without_any_value_teach_the_shares() -> None:
    X = sp.csr_array((4, 3), dtype=np.float32)
    model = SeenColumnsLogisticRegression().fit(X, [0, 0, 0, 1])
    np.testing.assert_allclose(model.predict_proba(X)[0], [0.75, 0.25], atol=5e-3)


def test_parameters_are_scikit_learns() -> None:
    model = SeenColumnsLogisticRegression(C=2.0, class_weight="balanced")
    assert model.get_params() == {"C": 2.0, "class_weight": "balanced", "max_iter": 1000}


def test_more_classes_than_half_the_rows_is_no_warning() -> None:
    SeenColumnsLogisticRegression().fit(wide(30, 2), np.arange(30) % 20)

"""Logistic regression that trains on few columns of a wide sparse matrix.

Under an L2 penalty the weight of a column without a value in the training rows is exactly 0, so
leaving such columns out gives the same model. While labels are few this is most of the columns,
and training is tens of times faster. The weights also lie in the span of the rows: a few rows are
written in a basis of it, and the model has as many columns as there are rows.
"""

from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from scipy.special import expit, softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression

from tui_labeler.estimators.classifier import few_per_class

FEW = 2000
"""Above so many rows their span is more costly to find than it saves."""
RIDGE = 1e-9
"""Added to the products of the rows with themselves: equal rows have a span too."""


class SeenColumnsLogisticRegression(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """scikit-learn's `LogisticRegression`, given only the columns seen in training.

    After `fit`: `classes_ [k]`, `columns_ [s]` (the columns seen), `coef_ [k, s]` (`[1, s]` for
    two classes) and `intercept_`. `C` is ten times scikit-learn's default: rows of length 1 need
    weights that large.
    """

    def __init__(
        self,
        C: float = 10.0,
        class_weight: dict[int, float] | str | None = None,
        max_iter: int = 1000,
    ) -> None:
        self.C = C
        self.class_weight = class_weight
        self.max_iter = max_iter

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Learn from `X [n, columns]`, sparse or not, and `y [n]` of two classes or more."""
        filled = np.zeros(X.shape[1], bool)
        filled[X.nonzero()[1]] = True
        self.columns_ = np.flatnonzero(filled)
        seen = self._seen(X)
        few = 0 < X.shape[0] < min(FEW, seen.shape[1])
        rows = _in_own_span(seen) if few else seen
        model = LogisticRegression(C=self.C, class_weight=self.class_weight, max_iter=self.max_iter)
        with few_per_class():
            model.fit(rows, y, sample_weight)
        self.classes_ = model.classes_
        weights = model.coef_
        if few:
            weights = solve_triangular(rows, weights.T, lower=True, trans="T").T @ seen
        self.coef_ = weights[:, :-1]
        self.intercept_ = model.intercept_
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float32]:
        """Probabilities [n, k], one column per class in `classes_`."""
        weights = np.zeros((X.shape[1], len(self.coef_)), np.float32)
        weights[self.columns_] = self.coef_.T
        logits = np.asarray(X @ weights + self.intercept_, np.float32)
        if len(self.classes_) == 2:
            second = expit(logits[:, 0])
            return np.column_stack([1 - second, second])
        probabilities: NDArray[np.float32] = softmax(logits, axis=1)
        return probabilities

    def predict(self, X: Any) -> NDArray[Any]:
        """The most probable class of each row."""
        best: NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return best

    def _seen(self, X: Any) -> Any:
        """The columns with a value, in float64, and an empty one: there may be no other."""
        if isinstance(X, np.ndarray):
            return np.column_stack([X[:, self.columns_], np.zeros(len(X))]).astype(np.float64)
        width = len(self.columns_)
        place = np.zeros(X.shape[1], X.indices.dtype)
        place[self.columns_] = np.arange(width)
        X = X.tocsr().astype(np.float64)
        return sp.csr_array((X.data, place[X.indices], X.indptr), shape=(X.shape[0], width + 1))


def _in_own_span(X: Any) -> NDArray[np.float64]:
    """Rows `L [n, n]`, lower triangular, with the products of the rows of `X [n, columns]`.

    Weights `w` of L's columns stand for the weights `w @ inverse(L) @ X` of X's.
    """
    products = X @ X.T
    dense = products if isinstance(products, np.ndarray) else products.toarray()
    dense[np.diag_indices_from(dense)] += RIDGE * max(1.0, float(dense.max()))
    rows: NDArray[np.float64] = cholesky(dense, lower=True)
    return rows

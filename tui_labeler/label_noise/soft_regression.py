"""Logistic regression on soft targets, which is what training despite noise needs.

scikit-learn's learns from one label per row. Here a row has a share of each class: smoothed, mixed
or corrected labels; and a transition matrix may stand between the model and the labels.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import softmax

Array = NDArray[np.float64]

SMALLEST = 1e-9
STEPS = 60
"""Of L-BFGS: more only fits the noise."""


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """What a model learns from."""

    X: Any
    """CSR [n, columns]"""
    targets: Array
    """[n, k] the share of each class; backward correction makes some negative."""
    weight: Array
    """[n] how much each row counts."""
    transition: Array | None = None
    """[k, k] true -> observed: the loss is taken behind it (forward correction)."""

    def __getitem__(self, rows: NDArray[np.intp]) -> "Training":
        """Some of the rows."""
        return replace(self, X=self.X[rows], targets=self.targets[rows], weight=self.weight[rows])


@dataclass(frozen=True, slots=True, eq=False)
class SoftRegression:
    """A fitted model of `k` classes."""

    coef: Array
    """[columns, k]"""
    intercept: Array

    def predict_proba(self, X: Any) -> Array:
        """Probabilities [n, k] of the true classes."""
        probabilities: Array = softmax(X @ self.coef + self.intercept, axis=1)
        return probabilities


def fit(training: Training, C: float = 10.0) -> SoftRegression:
    """Minimise the weighted cross-entropy with an L2 penalty of 1 / (2 C), as scikit-learn does."""
    k = training.targets.shape[1]
    columns = np.unique(training.X.nonzero()[1])
    X = sp.csr_array(training.X[:, columns]).astype(np.float64)
    X_T = X.T.tocsr()
    weighted = training.targets * training.weight[:, None]
    scale = max(float(training.weight.sum()), 1.0)

    def loss(flat: Array) -> tuple[float, Array]:
        table = flat.reshape(-1, k)
        coef, intercept = table[:-1], table[-1]
        p = softmax(X @ coef + intercept, axis=1)
        value, slope = _cross_entropy(p, weighted, training.transition)
        gradient = np.vstack([X_T @ slope + coef / C, slope.sum(axis=0)])
        return (value + (coef**2).sum() / (2 * C)) / scale, gradient.ravel() / scale

    start = np.zeros((len(columns) + 1) * k)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    table = found.x.reshape(-1, k)
    coef = np.zeros((training.X.shape[1], k))
    coef[columns] = table[:-1]
    return SoftRegression(coef, table[-1])


def _cross_entropy(p: Array, weighted: Array, transition: Array | None) -> tuple[float, Array]:
    """The loss, and its slope [n, k] in the logits behind `p [n, k]`."""
    if transition is None:
        value = -float((weighted * np.log(np.maximum(p, SMALLEST))).sum())
        return value, p * weighted.sum(axis=1, keepdims=True) - weighted
    observed = np.maximum(p @ transition, SMALLEST)
    value = -float((weighted * np.log(observed)).sum())
    pull = -(weighted / observed) @ transition.T
    return value, p * (pull - (p * pull).sum(axis=1, keepdims=True))

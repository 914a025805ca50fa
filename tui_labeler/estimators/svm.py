"""A linear support vector machine with probabilities."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.svm import LinearSVC

FOLDS = 5


class CalibratedLinearSVC(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """`LinearSVC`, its scores made probabilities on labels that were held out (Platt 1999).

    Where a class has one label only, none can be held out: it has two then, the same one twice.
    """

    def __init__(self, C: float = 1.0, class_weight: dict[int, float] | str | None = None) -> None:
        self.C = C
        self.class_weight = class_weight

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Learn from `X [n, columns]`, sparse or not, and `y [n]` of two classes or more."""
        y = np.asarray(y)
        weight = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight, float)
        classes, first, counts = np.unique(y, return_index=True, return_counts=True)
        rows = np.concatenate([np.arange(len(y)), first[counts == 1]])
        machine = LinearSVC(C=self.C, class_weight=self.class_weight, random_state=0)
        folds = int(min(FOLDS, max(2, counts.min())))
        model = CalibratedClassifierCV(machine, cv=folds, ensemble=False)
        self._model = model.fit(X[rows], y[rows], weight[rows])
        self.classes_ = classes
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Probabilities [n, k], one column per class in `classes_`."""
        found: NDArray[np.float64] = self._model.predict_proba(X)
        return found

    def predict(self, X: Any) -> NDArray[Any]:
        """The most probable class of each row."""
        best: NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return best

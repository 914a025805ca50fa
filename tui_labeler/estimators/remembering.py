"""An estimator that scores the same matrix once.

Scoring the pool is what a query costs; every strategy asks for it again. The answer is kept for
one matrix, known by identity.
"""

from typing import Any, Self

from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from tui_labeler.estimators.classifier import Classifier, few_per_class


class Remembering(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """`estimator`, with `predict_proba` answered from memory for the matrix asked last."""

    def __init__(self, estimator: Classifier) -> None:
        self.estimator = estimator
        self._remembered: tuple[Any, NDArray[Any]] | None = None

    @property
    def classes_(self) -> NDArray[Any]:
        """The classes seen in training."""
        return self.estimator.classes_

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Fit the estimator and forget what was remembered."""
        self._remembered = None
        with few_per_class():
            self.estimator.fit(X, y, sample_weight)
        return self

    def predict_proba(self, X: Any) -> NDArray[Any]:
        """The estimator's probabilities [n, k]."""
        if self._remembered is None or self._remembered[0] is not X:
            self.remember(X, self.estimator.predict_proba(X))
        assert self._remembered is not None
        return self._remembered[1]

    def predict(self, X: Any) -> NDArray[Any]:
        """The most probable class of each row."""
        best: NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return best

    def remember(self, X: Any, probabilities: NDArray[Any]) -> None:
        """Answer `probabilities` when asked for `X`: rows already scored in a larger matrix."""
        self._remembered = X, probabilities

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self.estimator, "classes_")

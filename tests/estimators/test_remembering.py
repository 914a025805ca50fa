"""One matrix is scored once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.dummy import DummyClassifier

from tui_labeler.estimators.remembering import Remembering


class Counting(DummyClassifier):  # type: ignore[misc]
    """Counts how often it is asked."""

    asked = 0

    def predict_proba(self, X: Any) -> NDArray[Any]:
        """As scikit-learn's."""
        self.asked += 1
        probabilities: NDArray[Any] = super().predict_proba(X)
        return probabilities


def test_the_same_matrix_is_scored_once() -> None:
    X = np.zeros((3, 1))
    estimator = Counting()
    model = Remembering(estimator).fit(X, [0, 1, 1])
    first = model.predict_proba(X)
    assert model.predict_proba(X) is first
    assert model.predict(X).tolist() == [1, 1, 1]
    assert estimator.asked == 1
    model.predict_proba(X.copy())
    assert estimator.asked == 2


def test_fitting_forgets() -> None:
    X = np.zeros((3, 1))
    model = Remembering(Counting()).fit(X, [0, 1, 1])
    model.predict_proba(X)
    model.fit(X, [0, 0, 1])
    assert model.predict(X).tolist() == [0, 0, 0]


def test_told_probabilities_are_answered() -> None:
    X, told = np.zeros((1, 1)), np.array([[0.9, 0.1]])
    model = Remembering(Counting()).fit(np.zeros((3, 1)), [0, 1, 1])
    model.remember(X, told)
    assert model.predict_proba(X) is told

"""What is expected of an estimator, and how one is made from its name."""

import inspect
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from tui_labeler.errors import JobError
from tui_labeler.estimators.registry import ESTIMATORS
from tui_labeler.registry import resolve
from tui_labeler.text import one_line


class Classifier(Protocol):
    """A scikit-learn classifier with probabilities."""

    classes_: NDArray[Any]

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Learn from `X [n, columns]` and `y: int [n]`."""

    def predict_proba(self, X: Any) -> NDArray[np.floating[Any]]:
        """Probabilities [n, k], one column per class in `classes_`; rows sum to 1."""


def make(name: str, parameters: Mapping[str, Any], seed: int) -> Classifier:
    """The estimator called `name`, not fitted; `seed` where it draws random numbers.

    Raises `UnknownName` for the name and `JobError` for a parameter it does not have.
    """
    kind = resolve(ESTIMATORS, name, "estimator")
    known = inspect.signature(kind).parameters
    for parameter in parameters:
        if parameter not in known:
            raise JobError(
                f"the estimator {name} has no parameter {one_line(parameter, 60)}",
                hint="It has: " + ", ".join(known),
            )
    seeded = {"random_state": seed} if "random_state" in known else {}
    estimator: Classifier = kind(**{**seeded, **parameters})
    return estimator


@contextmanager
def few_per_class() -> Iterator[None]:
    """Without scikit-learn's warning that so many classes on so few rows look like a regression."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The number of unique classes is greater than 50%")
        yield

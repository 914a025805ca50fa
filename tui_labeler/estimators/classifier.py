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
from tui_labeler.features.tfidf import Matrix
from tui_labeler.registry import resolve
from tui_labeler.text import one_line


class Classifier(Protocol):
    """A scikit-learn classifier with probabilities."""

    classes_: NDArray[Any]

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Learn from `X [n, columns]` and `y: int [n]`."""

    def predict_proba(self, X: Any) -> NDArray[np.floating[Any]]:
        """Probabilities [n, k], one column per class in `classes_`; rows sum to 1."""


class Unlabelled(Protocol):
    """The pool as an estimator sees it; `Features` are one."""

    @property
    def X(self) -> Matrix:
        """float32 CSR [texts, columns]."""

    @property
    def ranges(self) -> Mapping[str, slice]:
        """The columns of each kind of feature."""


def make(
    name: str,
    parameters: Mapping[str, Any],
    seed: int,
    pool: Unlabelled | None = None,
    previous: Classifier | None = None,
) -> Classifier:
    """The estimator called `name`, not fitted; `seed` where it draws random numbers.

    `pool` goes to an estimator that learns from texts without labels too; `previous` is the model
    it takes the place of: what need not be learned again is taken from it.

    Raises `UnknownName` for the name and `JobError` for a parameter it does not have.
    """
    kind = resolve(ESTIMATORS, name, "estimator")
    known = dict(inspect.signature(kind).parameters)
    given: dict[str, Any] = {}
    offered = {"pool": pool, "combination": getattr(previous, "combination_", None)}
    for parameter, value in offered.items():
        if known.pop(parameter, None) is not None:
            given[parameter] = value
    for parameter in parameters:
        if parameter not in known:
            raise JobError(
                f"the estimator {name} has no parameter {one_line(parameter, 60)}",
                hint="It has: " + ", ".join(known),
            )
    if "random_state" in known:
        given["random_state"] = seed
    estimator: Classifier = kind(**{**given, **parameters})
    return estimator


@contextmanager
def few_per_class() -> Iterator[None]:
    """Without scikit-learn's warning that so many classes on so few rows look like a regression."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The number of unique classes is greater than 50%")
        yield

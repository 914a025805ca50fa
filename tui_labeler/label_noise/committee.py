"""Held-out probabilities that wrong labels fool little, chosen without knowing the right ones.

A flexible model learns systematic errors and then finds them plausible; a model with more bias
does not, but is weaker where labels are nearly clean. Which one suits is seen in how well each
predicts labels it was not shown: even wrong labels tell, because errors are harder to predict than
labels. So the members that predict best, and those that cannot be told from them, are trained
again with the doubtful labels counting less, and their first and second opinions are pooled.
Measured in `benchmarks/label_noise.py`.
"""

from collections.abc import Callable, Generator, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB, MultinomialNB

from tui_labeler.estimators.classifier import Classifier
from tui_labeler.estimators.out_of_fold import out_of_fold
from tui_labeler.jobs import Progress

Probabilities = NDArray[np.float64]
Member = Callable[[], Classifier]

TOLERANCE = 1e-3
"""Of the logistic regressions: ten times scikit-learn's. It ranks labels alike and is faster."""
LINEAR: Mapping[str, Member] = {
    "logistic regression": lambda: LogisticRegression(C=10, tol=TOLERANCE, max_iter=1000),
    "logistic regression, C=1": lambda: LogisticRegression(C=1, tol=TOLERANCE, max_iter=1000),
}
NAIVE_BAYES: Mapping[str, Member] = {
    "complement NB": lambda: ComplementNB(),
    "complement NB, 0.3": lambda: ComplementNB(alpha=0.3),
    "multinomial NB, 0.3": lambda: MultinomialNB(alpha=0.3, fit_prior=False),
    "multinomial NB, 0.1": lambda: MultinomialNB(alpha=0.1, fit_prior=False),
    "multinomial NB, 0.03": lambda: MultinomialNB(alpha=0.03, fit_prior=False),
}
"""They take all classes for equally frequent: given labels are often skewed by their errors."""
AS_GOOD = 2.0
"""Standard errors of the difference in accuracy that make no difference."""
SMALLEST = 1e-6
LEAST_TRUST = 0.3
"""What the most doubtful label still counts: nearly clean labels suffer from more severity."""


def held_out(
    X: Any, y: NDArray[np.intp], *, n_classes: int, seed: int, groups: ArrayLike | None = None
) -> Generator[Progress, None, Probabilities]:
    """Out-of-fold probabilities [n, n_classes] of labels `y: int [n]` on `X: CSR [n, columns]`.

    `groups`: rows that are held out together, copies of a text. Naive Bayes takes part where X has
    no negative values. Columns that no row has are left out: a member has a weight for each column
    and class. Raises `JobError` with fewer than two rows or two classes.
    """
    X = X[:, np.flatnonzero(np.bincount(X.indices, minlength=X.shape[1]))]
    countable = X.nnz == 0 or X.data.min() >= 0
    members = {**NAIVE_BAYES, **LINEAR} if countable else dict(LINEAR)
    first: dict[str, Probabilities] = {}

    def predict(name: str, weight: Probabilities | None = None) -> Probabilities:
        return out_of_fold(
            members[name],
            X,
            y,
            n_classes=n_classes,
            seed=seed,
            sample_weight=weight,
            groups=groups,
        )

    for done, name in enumerate(members):
        yield Progress(f"checking labels: {name}", done, 2 * len(members))
        first[name] = predict(name)
    chosen = as_good_as_the_best({name: p.argmax(axis=1) == y for name, p in first.items()})
    weight = trust(pooled([first[name] for name in chosen]), y)
    opinions = [first[name] for name in chosen]
    for done, name in enumerate(chosen, len(members)):
        yield Progress(f"checking labels again: {name}", done, 2 * len(members))
        opinions.append(predict(name, weight))
    return pooled(opinions)


def as_good_as_the_best(right: Mapping[str, NDArray[np.bool_]]) -> list[str]:
    """The names of those whose share of `right [n]` is within `AS_GOOD` paired standard errors."""
    best = right[max(right, key=lambda name: right[name].mean())].astype(np.float64)
    chosen = []
    for name, each in right.items():
        behind = best - each
        if behind.mean() <= AS_GOOD * behind.std() / np.sqrt(len(best)):
            chosen.append(name)
    return chosen


def pooled(opinions: list[Probabilities]) -> Probabilities:
    """The geometric mean of probabilities [n, k], normalised (logarithmic opinion pool)."""
    logs = np.mean([np.log(np.clip(each, SMALLEST, None)) for each in opinions], axis=0)
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    shares: Probabilities = weights / weights.sum(axis=1, keepdims=True)
    return shares


def trust(pred_probs: Probabilities, y: NDArray[np.intp]) -> Probabilities:
    """How much each label counts in training [n]: its probability, relative to its class's median.

    Relative to the class, as the thresholds of confident learning are, because a rare class is
    never predicted with much confidence and would fade away.
    """
    confidence = pred_probs[np.arange(len(y)), y]
    usual = np.full(pred_probs.shape[1], 1.0)
    for label in np.unique(y):
        usual[label] = max(float(np.median(confidence[y == label])), SMALLEST)
    counts: Probabilities = np.clip(confidence / usual[y], LEAST_TRUST, 1.0)
    return counts

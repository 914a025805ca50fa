"""Held-out probabilities that wrong labels fool little, chosen without knowing the right ones.

A flexible model learns systematic errors and then finds them plausible; a model with more bias
does not, but is weaker where labels are nearly clean. Which one suits is seen in how well each
predicts labels it was not shown: even wrong labels tell, because errors are harder to predict than
labels. So the members that predict best, and those that cannot be told from them, are trained
again with the doubtful labels counting less, and their first and second opinions are pooled.
Measured in `benchmarks/label_noise.py`.

Of very many labels a part is learned, and the others are checked by models of that part.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB, MultinomialNB

from tui_labeler.estimators.classifier import Classifier, few_per_class
from tui_labeler.estimators.out_of_fold import out_of_fold
from tui_labeler.jobs import Progress
from tui_labeler.label_noise.drawn import drawn

Probabilities = NDArray[np.float64]
Member = Callable[[], Classifier]
Opinion = tuple[Member, Probabilities | None]
"""Who holds it, and what each label counts for it: None, all the same."""

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
LEARNED = 20_000
"""Of more labels at least so many are learned."""
WORK = 24_000_000
"""And more while the values of their texts, times the classes, are fewer than so many: minutes."""
OFTEN = 2
"""Of a part, rows that must have a column: what one row has teaches nothing about others."""
BLOCK = 20_000
"""Rows predicted at once: bounds the memory."""
LEAST_TRUST = 0.3
"""What the most doubtful label still counts: nearly clean labels suffer from more severity."""


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The labels that are learned."""

    X: Any
    y: NDArray[np.intp]
    groups: NDArray[Any]
    n_classes: int
    seed: int

    def members(self) -> Mapping[str, Member]:
        """Those that can learn from X."""
        countable = self.X.nnz == 0 or self.X.data.min() >= 0
        return {**NAIVE_BAYES, **LINEAR} if countable else LINEAR

    def held_out(self, member: Member, weight: Probabilities | None) -> Probabilities:
        """A member's out-of-fold probabilities [n, k]."""
        return out_of_fold(
            member,
            self.X,
            self.y,
            n_classes=self.n_classes,
            seed=self.seed,
            sample_weight=weight,
            groups=self.groups,
        )

    def predict(self, model: Classifier, X: Any) -> Probabilities:
        """The probabilities [rows of X, k] of a model that learned some of these labels."""
        probabilities = np.zeros((X.shape[0], self.n_classes))
        probabilities[:, model.classes_] = model.predict_proba(X)
        return probabilities


def held_out(
    X: Any, y: NDArray[np.intp], *, n_classes: int, seed: int, groups: ArrayLike | None = None
) -> Generator[Progress, None, Probabilities]:
    """Held-out probabilities [n, n_classes] of labels `y: int [n]` on `X: CSR [n, columns]`.

    `groups`: rows that are held out together, copies of a text. Naive Bayes takes part where X has
    no negative values. Columns that no learned row has are left out, and those of one row where not
    all are learned: a member has a weight for each column and class. Raises `JobError` with fewer
    than two rows or two classes.
    """
    group = np.arange(len(y)) if groups is None else np.asarray(groups)
    work = max(X.nnz, 1) / len(y) * (n_classes if n_classes > 2 else 1)
    n = max(LEARNED, int(WORK / work))
    rows = drawn(y, group, n, np.random.default_rng(seed))
    learned = X[rows]
    least = 1 if len(rows) == len(y) else OFTEN
    columns = np.flatnonzero(np.bincount(learned.indices, minlength=X.shape[1]) >= least)
    part = _Part(learned[:, columns], y[rows], group[rows], n_classes, seed)
    found, opinions = yield from _opinions(part)
    if len(rows) == len(y):
        return found
    probabilities = np.empty((len(y), n_classes))
    probabilities[rows] = found
    others = np.setdiff1d(np.arange(len(y)), rows)
    models = []
    for done, (member, weight) in enumerate(opinions):
        yield Progress("learning what the other labels are checked by", done, len(opinions))
        with few_per_class():
            models.append(member().fit(part.X, part.y, weight))
    for start in range(0, len(others), BLOCK):
        yield Progress("checking the other labels", start, len(others))
        block = others[start : start + BLOCK]
        seen = X[block][:, columns]
        probabilities[block] = pooled([part.predict(model, seen) for model in models])
    return probabilities


def _opinions(
    part: _Part,
) -> Generator[Progress, None, tuple[Probabilities, list[Opinion]]]:
    """The opinions on the labels that are learned: pooled, and how each is made."""
    members = part.members()
    first: dict[str, Probabilities] = {}
    for done, (name, member) in enumerate(members.items()):
        yield Progress("checking labels", done, 2 * len(members))
        first[name] = part.held_out(member, None)
    chosen = as_good_as_the_best({name: p.argmax(axis=1) == part.y for name, p in first.items()})
    weight = trust(pooled([first[name] for name in chosen]), part.y)
    again = []
    for done, name in enumerate(chosen, len(members)):
        yield Progress("checking labels", done, 2 * len(members))
        again.append(part.held_out(members[name], weight))
    opinions = [(members[name], counted) for counted in (None, weight) for name in chosen]
    return pooled([*(first[name] for name in chosen), *again]), opinions


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

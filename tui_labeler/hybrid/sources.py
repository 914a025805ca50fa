"""What each machine says of the pool, as probabilities that had not seen the label they judge."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_labeler.estimators.classifier import make
from tui_labeler.estimators.out_of_fold import out_of_fold
from tui_labeler.features.build import Features
from tui_labeler.features.mapped import take
from tui_labeler.hybrid.resolution import Source
from tui_labeler.jobs import Progress
from tui_labeler.registry import resolve
from tui_labeler.weak_supervision.label_models.held_out import cross_validated
from tui_labeler.weak_supervision.label_models.patterns import patterns
from tui_labeler.weak_supervision.registry import LABEL_MODELS

RULES, MODEL, FINAL = "rules", "model", "final model"
AT_ONCE = 20_000
"""Rows a model is asked about between two words on how far it is."""
LEAST, MOST = 0.65, 0.95
"""What the least and the most confident label of a source count. Claimed confidences are seldom
probabilities, so only their order is believed; the weight of the source scales them all."""


def rules_say(
    votes: Sequence[str], label_model: str, human: NDArray[np.intp], k: int
) -> Source | None:
    """The label model's answer to the votes in the `.npy` files `votes`; None: no function votes.

    `human: int [n]`, -1: no label. Rows with one are judged by label models that lack it.
    """
    if not votes:
        return None
    L = np.stack([np.load(path, mmap_mode="r", allow_pickle=False) for path in votes])
    seen = patterns(L, k, human)
    fitting = resolve(LABEL_MODELS, label_model, "label model")
    probabilities = np.array(fitting(seen).predict_proba(seen), np.float64)
    if len(seen.human[0]):
        probabilities[seen.human[0]] = cross_validated(fitting, seen)
    probabilities[(L < 0).all(axis=0)] = np.nan
    return Source(RULES, probabilities)


def labels_say(name: str, said: Sequence[Sequence[float | None]], n: int, k: int) -> Source:
    """Labels with a confidence: `(row, label, confidence or None)`, one per row."""
    probabilities = np.full((n, k), np.nan)
    if said:
        rows = np.array([one[0] for one in said], np.intp)
        labels = np.array([one[1] for one in said], np.intp)
        claimed = np.array([np.nan if one[2] is None else one[2] for one in said], np.float64)
        sure = np.maximum(LEAST + (MOST - LEAST) * _ranks(claimed), 1.2 / k)
        probabilities[rows] = ((1 - sure) / (k - 1))[:, None]
        probabilities[rows, labels] = sure
    return Source(name, probabilities)


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where each value stands among all, 0 to 1; equal ones, and what is not known, in the middle
    of theirs."""
    known = ~np.isnan(values)
    ranks = np.full(len(values), 0.5)
    _, group, counts = np.unique(values[known], return_inverse=True, return_counts=True)
    if len(counts):
        middle = np.cumsum(counts) - counts / 2
        ranks[known] = middle[group] / counts.sum()
    return ranks


def unbiased(probabilities: NDArray[np.float64], prior: NDArray[np.float64]) -> NDArray[np.float64]:
    """`probabilities [n, k]` of a model, with the `prior [k]` of each label that the model, or the
    part of it that was asked for a row, has never seen (0): it knows nothing against that label."""
    unseen = np.where(probabilities == 0, prior, 0.0)
    shared: NDArray[np.float64] = probabilities * (1 - unseen.sum(axis=1, keepdims=True)) + unseen
    return shared


@dataclass(frozen=True, slots=True)
class Learner:
    """The estimator of the project, and what it learns from."""

    built: Features
    groups: NDArray[np.intp]
    """[n] the same number: copies of a text."""
    k: int
    estimator: str
    parameters: Mapping[str, Any]
    seed: int

    def teach(
        self, targets: NDArray[np.intp], weight: NDArray[np.float64], previous: Any = None
    ) -> Any | None:
        """The estimator after learning `targets: int [n]` where `weight [n]` is above 0.

        None with fewer than two kinds of labels. `previous`: see `estimators.classifier.make`.
        """
        rows = np.flatnonzero(weight > 0)
        X = take(self.built.X, rows)
        if (np.bincount(targets[rows], minlength=self.k) > 1).sum() < 2 or not X.nnz:
            return None
        return self._new(previous).fit(X, targets[rows], weight[rows])

    def predict(self, model: Any, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Probabilities [rows, k]; 0 for labels it has not learned."""
        return self._by_label(model, model.predict_proba(take(self.built.X, rows)))

    def says(
        self,
        targets: NDArray[np.intp],
        weight: NDArray[np.float64],
        asked: NDArray[np.intp] | None = None,
        *,
        name: str,
    ) -> Generator[Progress, None, tuple[NDArray[np.float64], Any] | None]:
        """What it says of the pool once it is taught, out of fold of the rows it learned from; and
        the estimator. None where it cannot be taught.

        `asked`: the rows that matter, those it learns from among them; of others it says nothing.
        `name`: what it is called meanwhile.
        """
        yield Progress(f"resolving: the {name} learns")
        model = self.teach(targets, weight)
        if model is None:
            return None
        if asked is None:
            asked = np.arange(len(targets))
        probabilities = np.full((len(targets), self.k), np.nan)
        for start in range(0, len(asked), AT_ONCE):
            yield Progress(f"resolving: what the {name} says", start, len(asked))
            some = asked[start : start + AT_ONCE]
            probabilities[some] = self.predict(model, some)
        rows = np.flatnonzero(weight > 0)
        probabilities[rows] = self._held_out(model, targets[rows], weight[rows], rows)
        return probabilities, model

    def _by_label(self, model: Any, predicted: NDArray[Any]) -> NDArray[np.float64]:
        """What is `predicted` of the labels a model knows, as a column per label."""
        probabilities = np.zeros((len(predicted), self.k))
        probabilities[:, model.classes_] = predicted
        return probabilities

    def _held_out(
        self,
        model: Any,
        y: NDArray[np.intp],
        weight: NDArray[np.float64],
        rows: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        own = getattr(model, "out_of_fold_", None)
        if own is None:
            return out_of_fold(
                *(self._new, take(self.built.X, rows), y),
                n_classes=self.k,
                seed=self.seed,
                sample_weight=weight,
                groups=self.groups[rows],
            )
        return self._by_label(model, own)

    def _new(self, previous: Any = None) -> Any:
        return make(self.estimator, self.parameters, self.seed, self.built, previous)

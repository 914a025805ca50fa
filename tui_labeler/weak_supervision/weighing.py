"""The answer of a label model to a label matrix, and how often it is right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from tui_labeler.evaluation.figure import Figure, share
from tui_labeler.registry import resolve
from tui_labeler.weak_supervision.label_models.held_out import Fit, cross_validated
from tui_labeler.weak_supervision.label_models.model import LabelModel, hard_labels
from tui_labeler.weak_supervision.label_models.patterns import Floats, Patterns, Votes, patterns
from tui_labeler.weak_supervision.label_models.voting import majority_vote
from tui_labeler.weak_supervision.registry import LABEL_MODELS


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """What the functions say together."""

    model: LabelModel
    proba: Floats
    """[n, k]"""
    labels: NDArray[np.int16]
    """[n]; -1 where nothing fires."""
    accuracy: Figure
    """Of the model, on rows with a human label where a function fires, out of fold."""
    vote_accuracy: Figure
    """Of the majority vote, on the same rows."""


def weigh(L: Votes, n_classes: int, human: NDArray[np.integer], label_model: str) -> Weighed:
    """Weigh `L: int16 [m, n]` with what people said, `human: int [n]`, -1: nobody.

    Raises `UnknownName` for the label model.
    """
    fit = resolve(LABEL_MODELS, label_model, "label model")
    with threadpool_limits(1):
        seen = patterns(L, n_classes, human)
        model = fit(seen)
        proba, labels = answers(model, seen)
        accuracy, vote_accuracy = _right(fit, seen), _right(majority_vote, seen)
    return Weighed(model, proba, labels, accuracy, vote_accuracy)


def answers(model: LabelModel, seen: Patterns) -> tuple[Floats, NDArray[np.int16]]:
    """What a model says about every row: probabilities [n, k], and labels [n], -1 where nothing
    fires."""
    proba = model.predict_proba(seen)
    labels = hard_labels(proba, model.balance).astype(np.int16)
    labels[seen.silent[seen.row_pattern]] = -1
    return proba, labels


def _right(fit: Fit, seen: Patterns) -> Figure:
    where, labels = seen.human
    fires = ~seen.silent[where]
    found = hard_labels(cross_validated(fit, seen), np.ones(seen.n_classes))
    return share(int(((found == labels) & fires).sum()), int(fires.sum()))

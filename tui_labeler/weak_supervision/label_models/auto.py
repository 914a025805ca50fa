"""The label model for those who do not want to choose one: safe without human labels, better
with every one of them.
"""

from dataclasses import replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from tui_labeler.weak_supervision.label_models.dawid_skene import dawid_skene
from tui_labeler.weak_supervision.label_models.held_out import Fit, cross_validated
from tui_labeler.weak_supervision.label_models.log_linear import log_linear
from tui_labeler.weak_supervision.label_models.model import LabelModel, hard_labels
from tui_labeler.weak_supervision.label_models.patterns import Floats, Patterns
from tui_labeler.weak_supervision.label_models.plausibility import doubt, too_few
from tui_labeler.weak_supervision.label_models.voting import majority_vote

ENOUGH = 10
"""Human labels from which on models are compared on them."""
SURE = 1.64
"""Standard errors by which the majority vote must be better to be preferred."""
HEARD = 0.1
"""The share of a doubted model's log odds that is heard, at most."""


def auto(patterns: Patterns, balance: Floats | None = None) -> LabelModel:
    """With human labels: Dawid-Skene where its model fits the votes, else log-linear; another of
    them, or their mean, where its cross-validated log-loss is surely less; and the majority vote
    where that is right more often. Without: Dawid-Skene where its model fits, else the majority
    vote. The reason says which, and why.
    """
    if patterns.labelled >= ENOUGH:
        return _by_human_labels(patterns, balance)
    model = dawid_skene(patterns, balance)
    vote = majority_vote(patterns, balance)
    if few := too_few(patterns):
        return vote.because(f"majority vote: {few}")
    if objection := doubt(model, patterns):
        broken = _pooled("tie_broken_vote", vote, model, _share_for_ties(vote, model, patterns))
        return broken.because(f"majority vote, Dawid-Skene breaks its ties: {objection}")
    return model.because("Dawid-Skene: the votes fit the model")


def _share_for_ties(vote: LabelModel, model: LabelModel, patterns: Patterns) -> float:
    """A share with which `model` breaks ties, and never outweighs a single vote of `vote`."""
    scores = model.bias + patterns.fired @ model.weights
    widest = float(np.ptp(scores, axis=1).max(initial=0))
    one_vote = float(vote.weights.max(initial=0) - vote.weights.min(initial=0))
    return min(HEARD, 0.99 * one_vote / (one_vote + widest))


def mean(patterns: Patterns, balance: Floats | None = None) -> LabelModel:
    """The geometric mean of log-linear and Dawid-Skene: what labels and what votes teach."""
    return _pooled("mean", log_linear(patterns, balance), dawid_skene(patterns, balance), 0.5)


def _pooled(name: str, one: LabelModel, other: LabelModel, share: float) -> LabelModel:
    """A logarithmic opinion pool in which `other` has this share."""
    return replace(
        one,
        name=name,
        bias=(1 - share) * one.bias + share * other.bias,
        weights=(1 - share) * one.weights + share * other.weights,
    )


def _by_human_labels(patterns: Patterns, balance: Floats | None) -> LabelModel:
    candidates: dict[str, Fit] = {
        "log-linear": log_linear,
        "Dawid-Skene": dawid_skene,
        "log-linear and Dawid-Skene": mean,
        "majority vote": majority_vote,
    }
    labels = patterns.human[1]
    held_out = {name: cross_validated(fit, patterns, balance) for name, fit in candidates.items()}
    losses = {name: _log_losses(proba, labels) for name, proba in held_out.items()}
    usual = "log-linear" if doubt(dawid_skene(patterns, balance), patterns) else "Dawid-Skene"
    best = min(losses, key=lambda name: losses[name].mean())
    if not _surely_less(losses[best], losses[usual]):
        best = usual
    n = patterns.labelled
    if best != "majority vote" and _loses(held_out[best], held_out["majority vote"], labels):
        model = majority_vote(patterns, balance)
        return model.because(f"majority vote: {best} is right less often on {n} human labels")
    model = candidates[best](patterns, balance)
    return model.because(f"{best}: nothing fits your {n} labels clearly better")


def _log_losses(proba: Floats, labels: NDArray[np.intp]) -> Floats:
    found: Floats = -np.log(np.maximum(proba[np.arange(len(labels)), labels], 1e-6))
    return found


def _surely_less(losses: Floats, others: Floats) -> bool:
    """Whether the mean is less by more than one standard error of the paired difference."""
    gains = others - losses
    return bool(gains.mean() > gains.std() / sqrt(len(gains)))


def _loses(model: Floats, vote: Floats, labels: NDArray[np.intp]) -> bool:
    """More wrong than the majority vote, by more than chance where they differ (sign test)."""
    equal = np.ones(model.shape[1])
    right, vote_right = (hard_labels(proba, equal) == labels for proba in (model, vote))
    worse, better = int((vote_right & ~right).sum()), int((right & ~vote_right).sum())
    return worse - better > SURE * sqrt(worse + better)

"""Whether EM found labels or something else: checks that need no human label.

EM explains how votes go together. On one-sided, rarely firing functions it may explain topics
instead of labels, and then beats no majority vote. The signs, measured on synthetic votes (where
its model holds) and on keyword rules over real texts (where it often does not), are in
`benchmarks/weak_supervision.py`.
"""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from tui_labeler.weak_supervision.label_models.dawid_skene import ROWS
from tui_labeler.weak_supervision.label_models.model import LabelModel
from tui_labeler.weak_supervision.label_models.patterns import Floats, Patterns

FUNCTIONS = 5
"""Three identify their accuracies in theory; below five EM lost to voting on synthetic votes."""
MISFIT = 1.0
"""Mean squared standard error of pairs of votes: about 0.3 where the model holds."""
DEPENDENCE = 3.0
"""The same against independent functions; 1 is chance, and too little teaches nothing."""
DISTRUSTED_VOTES = 0.02
RARE = 5.0
OUTCOMES = 400
"""Pairs are looked at among so many of the most frequent votes."""


def too_few(patterns: Patterns) -> str:
    """Why there are not enough functions to learn from one another; "" where there are."""
    voting = int((patterns.votes >= 0).any(axis=0).sum())
    if voting >= FUNCTIONS:
        return ""
    return f"{voting} functions vote; their accuracies can be learned from {FUNCTIONS} on"


def doubt(model: LabelModel, patterns: Patterns) -> str:
    """Why the labels `model` found should not be believed; "" where nothing speaks against it."""
    if few := too_few(patterns):
        return few
    patterns = patterns.sample(ROWS, np.random.default_rng(0))
    proba = model.pattern_proba(patterns)
    distrusted = _distrusted(proba, patterns)
    if distrusted > DISTRUSTED_VOTES:
        return f"it takes {distrusted:.0%} of the votes for wrong more often than right"
    misfit, dependence = _pairs(proba, patterns)
    if dependence < DEPENDENCE:
        return "the functions vote too rarely on the same items to learn from each other"
    if misfit > MISFIT:
        return "the functions vote together in ways that their labels do not explain"
    return ""


def _distrusted(proba: Floats, patterns: Patterns) -> float:
    """The share of votes cast by functions that are wrong more often than right, by `proba`."""
    agreeing = patterns.votes_for(proba * patterns.counts[:, None])
    votes = agreeing.sum(axis=2)
    right = np.diagonal(agreeing, axis1=1, axis2=2)
    often = votes >= RARE
    return float(votes[often & (right < votes / 2)].sum() / max(votes[often].sum(), 1.0))


def _pairs(proba: Floats, patterns: Patterns) -> tuple[float, float]:
    """Mean squared z of observed pairs of votes against the model, and against independence."""
    n, k = patterns.counts.sum(), patterns.n_classes
    often = np.asarray(patterns.fired.T @ patterns.counts)
    columns = np.argsort(-often, kind="stable")[:OUTCOMES]
    columns = columns[often[columns] > 0]
    fired = patterns.fired[:, columns]
    weighted = sp.diags_array(patterns.counts) @ fired
    together = (fired.T @ weighted).toarray() / n
    rows = proba * patterns.counts[:, None]
    shares = rows.sum(axis=0) / n
    per_label = np.asarray(fired.T @ rows) / n
    explained = (per_label / shares) @ per_label.T
    apart = np.outer(often[columns], often[columns]) / n**2
    other = (columns[:, None] // k != columns // k) & (apart * n > RARE)
    if not other.any():
        return 0.0, 0.0
    return _mean_z2(together, explained, n, other), _mean_z2(together, apart, n, other)


def _mean_z2(observed: Floats, expected: Floats, n: float, where: NDArray[np.bool_]) -> float:
    variance = np.maximum(expected * (1 - expected), 1e-9) / n
    return float((((observed - expected) ** 2) / variance)[where].mean())

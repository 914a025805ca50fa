"""One label per item from all who spoke: the person's counts, else what the machines say together.

The machines are combined by a log-linear pool (Genest and Zidek 1986): the log-probabilities of
the sources are added with a weight each. The weights are fitted on the items the person labelled,
drawn towards `TRUST` while these are few, so that a source that is no better than chance loses
its say. So is a bias per label (vector scaling, Guo et al. 2017): machines that say one label too
often are believed less when they say it.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax

TRUST = 0.7
"""The weight of a source nobody has checked: below 1, because sources err together."""
PULL = 10.0
"""How many labelled items' worth of doubt a fitted weight must overcome."""
BIAS_PULL = 3.0
"""The same for a bias per label; they are drawn towards 0."""
FLOOR = 1e-3
"""No machine is ever surer than this leaves room for."""

HUMAN = "human"
HUMAN_RULE = "the person's answer counts before everything else"
MACHINES_RULE = "the machines together are sure enough"
UNSURE_RULE = "the machines together are not sure enough"
SILENT_RULE = "nobody has said anything"
COPY_RULE = "the person answered an exact copy of this text"
REJECTED_RULE = "the person put it out of the pool"
ALL_RULES = (HUMAN_RULE, COPY_RULE, REJECTED_RULE, MACHINES_RULE, UNSURE_RULE, SILENT_RULE)


@dataclass(frozen=True, slots=True)
class Source:
    """A machine's opinion of the pool."""

    name: str
    probabilities: NDArray[np.floating]
    """[n, k]; rows of NaN where it is silent. For items the person labelled they must come from
    something that had not seen the label."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person said."""

    labels: Mapping[int, int]
    """Row -> label."""
    copies: Set[int] = frozenset()
    """Rows whose only answer is that to an exact copy."""
    rejected: Set[int] = frozenset()
    """Rows that get no label."""


@dataclass(frozen=True, slots=True)
class Combined:
    """The machines together."""

    probabilities: NDArray[np.float64]
    """[n, k]; the prior where every machine is silent."""
    weights: tuple[float, ...]
    """One per source."""
    spoke: NDArray[np.bool_]
    """[n]: whether any machine did."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The decision for every item of the pool."""

    labels: NDArray[np.intp]
    """[n]; -1: none."""
    confidence: NDArray[np.float64]
    """[n]; 1 for the person's labels, 0 where nobody spoke."""
    decided: tuple[str, ...]
    """[n]: `human`, or the machine that said most for the label; "" where there is none."""
    rules: tuple[str, ...]
    """[n]: why."""


def combine(
    sources: Sequence[Source],
    prior: NDArray[np.floating],
    rows: NDArray[np.intp],
    targets: NDArray[np.intp],
) -> Combined:
    """Combine `sources`, one at least, by weights fitted on the person's labels.

    `prior: float [k]` is the share of each label in the pool; `targets: int [m]` are the person's
    labels of `rows: int [m]`.
    """
    return pool(sources, prior, weigh(sources, prior, rows, targets))


@dataclass(frozen=True, slots=True)
class Weights:
    """How sources are combined."""

    sources: NDArray[np.float64]
    """One per source."""
    bias: NDArray[np.float64]
    """[k] added to the log-probabilities of an item on which anybody speaks."""


def weigh(
    sources: Sequence[Source],
    prior: NDArray[np.floating],
    rows: NDArray[np.intp],
    targets: NDArray[np.intp],
) -> Weights:
    """The weights that the labels of the person speak for, from the arguments of `combine`."""
    count, k = len(sources), len(prior)
    start = np.concatenate([np.full(count, TRUST), np.zeros(k)])
    pull = np.concatenate([np.full(count, PULL), np.full(k, BIAS_PULL)])
    told, spoke = _heard([source.probabilities[rows] for source in sources], prior)
    base, right = np.log(prior), np.eye(k)[targets]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = base + np.tensordot(weights[:count], told, axes=1)
        logs = log_softmax(scores + np.outer(spoke, weights[count:]), axis=1)
        errors, away = np.exp(logs) - right, weights - start
        slopes = np.concatenate([(told * errors).sum(axis=(1, 2)), spoke @ errors])
        return float((pull * away**2).sum() - (logs * right).sum()), slopes + 2 * pull * away

    bounds = [(0.0, 2.0)] * count + [(None, None)] * k
    found = minimize(loss, start, jac=True, bounds=bounds).x if len(rows) else start
    return Weights(found[:count], found[count:])


def pool(sources: Sequence[Source], prior: NDArray[np.floating], weights: Weights) -> Combined:
    """The log-linear pool of `sources`."""
    evidence, spoke = _heard([source.probabilities for source in sources], prior)
    scores = np.log(prior) + np.tensordot(weights.sources, evidence, axes=1)
    logs = log_softmax(scores + np.outer(spoke, weights.bias), axis=1)
    return Combined(np.exp(logs), tuple(weights.sources.tolist()), spoke)


def _heard(
    probabilities: Sequence[NDArray[np.floating]], prior: NDArray[np.floating]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What each source adds to the prior: log-ratios [sources, n, k], 0 where it is silent; and
    whether any source speaks [n]."""
    shares = np.clip(np.asarray(probabilities, np.float64), FLOOR, 1.0)
    ratios: NDArray[np.float64] = np.log(shares / shares.sum(axis=2, keepdims=True)) - np.log(prior)
    spoke: NDArray[np.bool_] = np.logical_or.reduce(~np.isnan(ratios[:, :, 0]))
    ratios[np.isnan(ratios)] = 0.0
    return ratios, spoke


def nobody(n: int, prior: NDArray[np.floating]) -> Combined:
    """The combination of no machines on `n` items."""
    return Combined(np.tile(np.asarray(prior, np.float64), (n, 1)), (), np.zeros(n, np.bool_))


def resolve(
    sources: Sequence[Source],
    combined: Combined,
    answers: Answers,
    *,
    threshold: float,
) -> Resolved:
    """Decide every item: the policy, in one place.

    A machine label counts from `threshold` on; ties go to the first label.
    """
    n = len(combined.probabilities)
    labels = combined.probabilities.argmax(axis=1)
    confidence = combined.probabilities.max(axis=1)
    confidence[~combined.spoke] = 0.0
    sure = combined.spoke & (confidence >= threshold)
    said_most = _loudest(sources, combined.weights, labels)
    decided = [sources[said_most[row]].name if sure[row] else "" for row in range(n)]
    rules = [
        MACHINES_RULE if sure[row] else UNSURE_RULE if combined.spoke[row] else SILENT_RULE
        for row in range(n)
    ]
    labels[~sure] = -1
    for row, label in answers.labels.items():
        labels[row], confidence[row] = label, 1.0
        decided[row], rules[row] = HUMAN, COPY_RULE if row in answers.copies else HUMAN_RULE
    for row in answers.rejected:
        labels[row], confidence[row] = -1, 0.0
        decided[row], rules[row] = "", REJECTED_RULE
    return Resolved(labels, confidence, tuple(decided), tuple(rules))


def _loudest(
    sources: Sequence[Source], weights: Sequence[float], labels: NDArray[np.intp]
) -> NDArray[np.intp]:
    """For each row the source that spoke most for its label, by weighted log-probability."""
    if not sources:
        return np.zeros(len(labels), np.intp)
    rows = np.arange(len(labels))
    voices = [
        weight * np.log(np.clip(source.probabilities[rows, labels], FLOOR, 1.0) / FLOOR)
        for source, weight in zip(sources, weights, strict=True)
    ]
    loudest: NDArray[np.intp] = np.nan_to_num(np.stack(voices), nan=-1.0).argmax(axis=0)
    return loudest

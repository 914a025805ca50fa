"""Which labels are mistaken for which, as estimated from the confident joint."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_labeler.text import one_line

WORTH_SAYING = 0.05
"""Two classes overlap when so many of their items carry the other's label."""


@dataclass(frozen=True, slots=True, eq=False)
class NoiseMatrix:
    """How true labels become given ones."""

    joint: NDArray[np.float64]
    """[k, k] share of all items with this true (row) and given (column) label."""
    true_to_observed: NDArray[np.float64]
    """[k, k] probability of each given label (column) for a true one (row); rows sum to 1."""

    def as_json(self, labels: Sequence[str]) -> dict[str, Any]:
        """The object of the CLI contract."""
        return {
            "labels": list(labels),
            "joint": self.joint.tolist(),
            "true_to_observed": self.true_to_observed.tolist(),
        }


def noise_matrix(joint: NDArray[np.float64]) -> NoiseMatrix:
    """The matrix of cleanlab's `joint [k, k]`, whose rows are the *given* labels.

    A class that is never true, as far as one can tell, is taken for one without noise.
    """
    true_rows = joint.T.copy()
    total = true_rows.sum(axis=1, keepdims=True)
    transition = np.divide(true_rows, total, out=np.eye(len(joint)), where=total > 0)
    return NoiseMatrix(true_rows, transition)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two classes that are taken for one another."""

    first: int
    second: int
    share: float
    """Of the items that are one of the two, the share that carries the other's label."""


def overlaps(noise: NoiseMatrix, at_least: float = WORTH_SAYING) -> list[Overlap]:
    """The pairs of classes with a share of `at_least`, most confused first.

    As cleanlab's `find_overlapping_classes`, but relative to the two classes.
    """
    joint = noise.joint
    diagonal = np.diagonal(joint)
    mixed = joint + joint.T
    total = mixed + diagonal[:, None] + diagonal[None, :]
    share = np.divide(mixed, total, out=np.zeros_like(mixed), where=total > 0)
    firsts, seconds = np.triu_indices(len(joint), k=1)
    found = [
        Overlap(int(first), int(second), float(share[first, second]))
        for first, second in zip(firsts, seconds, strict=True)
        if share[first, second] >= at_least
    ]
    return sorted(found, key=lambda one: -one.share)


def sentence(overlap: Overlap, labels: Sequence[str]) -> str:
    """What to say about it.

    >>> sentence(Overlap(0, 1, 0.09), ["World", "Business"])
    'World and Business are confused 9%: merge them, or sharpen the guideline?'
    """
    first, second = (one_line(labels[place], 40) for place in (overlap.first, overlap.second))
    confused = f"{first} and {second} are confused {overlap.share:.0%}"
    return f"{confused}: merge them, or sharpen the guideline?"

"""What every label model comes down to: a weight per vote and label, added up in log space.

The contract, tested on every entry of the registry: rows sum to 1; a row on which nothing fires
gets `silent`; the order of the functions does not matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from tui_labeler.weak_supervision.label_models.patterns import Floats, Patterns

SILENT_ROWS = 3.0
"""So many rows is the balance worth against human labels of rows where nothing fires."""


@dataclass(frozen=True, eq=False)
class LabelModel:
    """P(label | votes) ∝ exp(bias[label] + sum of weights[vote, label])."""

    name: str
    bias: Floats
    """[k]"""
    weights: Floats
    """[m * k, k]: row j * k + v is what a vote v of function j says about each label."""
    balance: Floats
    """[k]: the share of each label among all rows, as far as it is known; breaks ties."""
    silent: Floats
    """[k]: the probabilities of a row on which nothing fires."""
    reason: str = ""
    """Why this model, where it was chosen."""

    def predict_proba(self, patterns: Patterns) -> Floats:
        """The probabilities of every row, [n, k]."""
        found: Floats = self.pattern_proba(patterns)[patterns.row_pattern]
        return found

    def pattern_proba(self, patterns: Patterns) -> Floats:
        """The probabilities of every pattern, [p, k]."""
        found: Floats = softmax(self.bias + patterns.fired @ self.weights, axis=1)
        found[patterns.silent] = self.silent
        return found

    def as_json(self) -> dict[str, Any]:
        """All of it as JSON values; `from_json` makes the same model of them, to the last bit."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: value.tolist() if isinstance(value, np.ndarray) else value
            for name, value in values.items()
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "LabelModel":
        """The inverse of `as_json`."""
        made: dict[str, Any] = {
            name: np.asarray(value, np.float64) if isinstance(value, list) else value
            for name, value in values.items()
        }
        return cls(**made)

    def because(self, reason: str) -> "LabelModel":
        """The same model with a reason."""
        return replace(self, reason=reason)


def balance_of(patterns: Patterns, given: Floats | None) -> Floats:
    """The share of each label: as given, else from human labels (one more of each), else equal."""
    if given is not None:
        return np.asarray(given / np.sum(given), np.float64)
    seen: Floats = patterns.known.sum(axis=0) + 1
    return np.asarray(seen / seen.sum())


def silent_row(patterns: Patterns, balance: Floats) -> Floats:
    """Probabilities where nothing fires: the balance, moved by human labels of such rows."""
    seen: Floats = patterns.known[patterns.silent].sum(axis=0) + SILENT_ROWS * balance
    return np.asarray(seen / seen.sum())


def hard_labels(probabilities: Floats, balance: Floats) -> NDArray[np.intp]:
    """The most probable label of each row; ties go to the larger balance, then to the first."""
    order = np.argsort(-balance, kind="stable")
    places: NDArray[np.intp] = order[probabilities[:, order].round(9).argmax(axis=1)]
    return places

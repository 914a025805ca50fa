"""What `pipeline` reports, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from tui_labeler.evaluation.figure import Figure

StageName: TypeAlias = Literal["weak", "llm", "active_learning", "clean", "final"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage that has ended."""

    name: StageName
    labels: int
    """Answers of the person, or of the oracle in their place."""
    coverage: float
    """The share of the pool that has a resolved label after it."""
    cost: float | None
    """US dollars: answers and LLM; None: no price is known."""
    accuracy: Figure
    """How often the machines together are right after it, on the uniform sample so far."""
    skipped: str = ""
    """Why nothing was done; "" where something was."""

    def as_json(self) -> dict[str, Any]:
        """An entry of the CLI contract: the figure's parts stand beside its value."""
        figure = self.accuracy
        return {
            "name": self.name,
            "labels": self.labels,
            "coverage": self.coverage,
            "cost": self.cost,
            "accuracy": figure.value,
            "low": figure.low,
            "high": figure.high,
            "n": figure.n,
            "reason": figure.reason or None,
            "skipped": self.skipped or None,
        }

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "Stage":
        """What `as_json` has written."""
        value, low, high, n = (values[name] for name in ("accuracy", "low", "high", "n"))
        figure = Figure(value, low, high, n, values["reason"] or "")
        kept = {name: values[name] for name in ("name", "labels", "coverage", "cost")}
        return cls(**kept, accuracy=figure, skipped=values["skipped"] or "")


@dataclass(frozen=True, slots=True)
class Score:
    """A model on held-out texts, or why it has no score."""

    accuracy: Figure
    macro_f1: float | None

    def as_json(self) -> dict[str, Any]:
        """An entry of the CLI contract."""
        figure = self.accuracy
        return {
            "accuracy": figure.value,
            "macro_f1": self.macro_f1,
            "low": figure.low,
            "high": figure.high,
            "n": figure.n,
            "reason": figure.reason or None,
        }

    @classmethod
    def unknown(cls, reason: str) -> "Score":
        """No score, and why."""
        return cls(Figure(None, None, None, 0, reason), None)

    @classmethod
    def read(cls, values: Mapping[str, Any] | None) -> "Score":
        """A score of `hybrid.evaluating`."""
        if values is None:
            return cls.unknown("labels of fewer than two kinds")
        figure = values["accuracy"]
        return cls(Figure(**{**figure, "reason": figure["reason"] or ""}), values["macro_f1"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The whole run."""

    stages: tuple[Stage, ...]
    final: Score
    manual_only: Score
    """As many answers of the person, at random, and nothing else."""
    full_data: Score
    """Every gold label that is not held out."""
    cost: float | None
    by_hand: float | None
    """What it would cost to label everything by hand."""
    why_no_cost: str = ""

    @property
    def saved(self) -> float | None:
        """Against labelling everything by hand."""
        if self.why_no_cost or self.cost is None or self.by_hand is None:
            return None
        return self.by_hand - self.cost

    def as_json(self) -> dict[str, Any]:
        """The object of the CLI contract."""
        return {
            "stages": [stage.as_json() for stage in self.stages],
            "final": self.final.as_json(),
            "manual_only": self.manual_only.as_json(),
            "full_data": self.full_data.as_json(),
            "cost": self.cost,
            "cost_by_hand": self.by_hand,
            "cost_saved": self.saved,
            "cost_saved_reason": self.why_no_cost or None,
        }

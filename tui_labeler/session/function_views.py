"""What the Functions screen and the commands about functions show, frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from tui_labeler.evaluation.figure import Figure

State: TypeAlias = Literal["on", "off", "failed", "waiting"]
Which: TypeAlias = Literal["fires", "conflicts", "misses", "uncovered"]
NOTHING = Figure(None, None, None, 0, "nothing was judged yet")


@dataclass(frozen=True, slots=True)
class FunctionView:
    """A labeling function, a rule, or a column of imported votes."""

    name: str
    kind: Literal["function", "rule", "import"]
    state: State
    line: int | None = None
    polarity: tuple[str, ...] = ()
    """The labels it votes for, in project.toml's order."""
    coverage: float = 0.0
    overlaps: float = 0.0
    conflicts: float = 0.0
    correct: int = 0
    incorrect: int = 0
    accuracy: Figure = NOTHING
    """Against the person's labels."""
    learned_accuracy: float | None = None
    faults: int = 0
    """Items on which it raised or returned no label."""
    fault: str = ""
    """Why it failed, or its first fault; then the line is that of the fault."""
    unstable: int = 0
    seconds: float = 0.0
    returns: Mapping[str, str] = field(default_factory=dict)
    """Integers it returned and the labels they mean."""

    def says(self, words: Sequence[str]) -> bool:
        """Whether its name or labels hold all of these, in lower case."""
        text = " ".join((self.name, *self.polarity)).casefold()
        return all(word in text for word in words)

    def as_json(self) -> dict[str, Any]:
        """The object of the CLI contract."""
        judged = self.correct + self.incorrect
        return {
            "name": self.name,
            "kind": self.kind,
            "state": self.state,
            "line": self.line,
            "polarity": list(self.polarity),
            "coverage": self.coverage,
            "overlaps": self.overlaps,
            "conflicts": self.conflicts,
            "correct": self.correct,
            "incorrect": self.incorrect,
            "empirical_accuracy": self.correct / judged if judged else None,
            "low": self.accuracy.low,
            "high": self.accuracy.high,
            "n": judged,
            "learned_accuracy": self.learned_accuracy,
            "faults": self.faults,
            "fault": self.fault or None,
            "unstable": self.unstable,
            "seconds": self.seconds,
            "returns": dict(self.returns),
        }


@dataclass(frozen=True, slots=True)
class EndModelView:
    """How good a model is that learned from what the functions say."""

    accuracy: Figure
    """On the person's labels, each predicted by a model that did not see it."""
    learned_from: int
    """Weak labels."""

    def as_json(self) -> dict[str, Any]:
        """The object of the CLI contract."""
        return {**self.accuracy.as_json(), "learned_from": self.learned_from}


@dataclass(frozen=True, slots=True)
class FunctionsView:
    """The Functions screen."""

    functions: tuple[FunctionView, ...]
    coverage: float
    conflicts: float
    model: str
    """The name of the label model; "" before the first answer."""
    reason: str
    """Why this one."""
    accuracy: Figure
    """Of the label model, on items the person labelled where a function fires, out of fold."""
    vote_accuracy: Figure
    """Of the majority vote, on the same items."""
    end_model: EndModelView | None = None
    """What a model made of the answers; None: not asked for."""
    warnings: tuple[str, ...] = ()
    problem: str = ""
    """Why the file of functions cannot be used."""
    problem_line: int | None = None
    trust: str = ""
    """What the person must say yes to before functions run; "" where there is nothing to ask."""
    message: str = ""
    """What the background does, or why it failed."""

    def as_json(self) -> dict[str, Any]:
        """The object of the CLI contract."""
        return {
            "coverage": self.coverage,
            "conflicts": self.conflicts,
            "functions": [one.as_json() for one in self.functions],
            "label_model": {"name": self.model, "reason": self.reason},
            "accuracy": self.accuracy.as_json(),
            "majority_vote": self.vote_accuracy.as_json(),
            "end_model": None if self.end_model is None else self.end_model.as_json(),
            "warnings": list(self.warnings),
            "problem": self.problem or None,
            "line": self.problem_line,
        }


@dataclass(frozen=True, slots=True)
class VotedItem:
    """An item in a list of the Functions screen."""

    id: str
    text: str
    """The first characters."""
    vote: str | None
    """What the function says."""
    human: str | None
    others: tuple[tuple[str, str], ...]
    """Functions that say something else, and what."""


@dataclass(frozen=True, slots=True)
class SuggestedRule:
    """Words that speak for a label among the person's labels."""

    words: str
    label: str
    right: int
    wrong: int
    fires: int
    """Items of the pool it would label."""


def figure_of(values: Mapping[str, Any]) -> Figure:
    """A figure as a job gives it."""
    return Figure(**{**values, "reason": values["reason"] or ""})


def function_view(
    one: Mapping[str, Any], summary: Mapping[str, Any] | None, off: Sequence[str] | set[str] = ()
) -> FunctionView:
    """A function as a job describes it; `summary` is None where it has no votes."""
    run = one.get("run") or {}
    if run.get("failed"):
        return FunctionView(
            one["name"], one["kind"], "failed", run.get("line") or one["line"], fault=run["failed"]
        )
    if summary is None:
        return FunctionView(one["name"], one["kind"], "off", one.get("line"))
    known = {key: summary[key] for key in ("coverage", "overlaps", "conflicts")}
    return FunctionView(
        name=one["name"],
        kind=one["kind"],
        state="off" if one["name"] in off else "on",
        line=(run.get("line") if run.get("faults") else None) or one.get("line"),
        polarity=tuple(summary["polarity"]),
        correct=summary["correct"],
        incorrect=summary["incorrect"],
        accuracy=figure_of(summary["accuracy"]),
        learned_accuracy=summary["learned_accuracy"],
        faults=run.get("faults", 0),
        fault=run.get("fault", ""),
        unstable=run.get("unstable", 0),
        seconds=run.get("seconds", 0.0),
        returns=run.get("returns", {}),
        **known,
    )

"""What the Progress screen shows, frozen."""

from dataclasses import dataclass

from tui_labeler.evaluation.figure import Figure


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The accuracy with so many labels, with its interval."""

    labels: int
    accuracy: Figure


@dataclass(frozen=True, slots=True)
class Reason:
    """A stopping criterion: what it measures, where it stands, from where on it says stop."""

    name: str
    value: float | None
    threshold: float
    met: bool
    low: float | None
    high: float | None
    reason: str
    """Why there is no value yet."""


@dataclass(frozen=True, slots=True)
class ProgressView:
    """The Progress screen."""

    labelled: int
    goal: int
    per_hour: float | None
    rest: bool
    """A break would do good."""
    speeds: tuple[float, ...]
    """Labels per hour of the last stretches of work, oldest first."""
    accuracy: Figure
    macro_f1: float | None
    calibration: float | None
    """Mean distance of confidence from the share that is right; None where it is not known."""
    curve: tuple[CurvePoint, ...]
    """Of every model, on the random share, out of fold."""
    classes: tuple[tuple[str, int], ...]
    """(label, items), in the order of project.toml."""
    agreement_with_oneself: Figure
    saved: str
    """Labels saved against random order, or why that is not known."""
    criteria: tuple[Reason, ...]
    advice: str
    alerts: tuple[str, ...]
    """What the last retrain made worse."""
    random_order: tuple[CurvePoint, ...] = ()
    """An estimate of what the curve were in random order."""

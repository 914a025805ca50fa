"""What the Errors screen needs to draw itself, frozen; also what `errors` prints."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tui_labeler.evaluation.figure import Figure
from tui_labeler.session.views import Answer, Choice

Mark: TypeAlias = Literal["open", "later", "kept", "relabelled", "removed"]


@dataclass(frozen=True, slots=True)
class Suspect:
    """One label that may be wrong."""

    item: str
    row: int
    given: str
    """The label that was checked."""
    suggested: str
    """The most probable one; the given one where only something else speaks against it."""
    quality: float
    """In [0, 1], ascending: the ranking."""
    self_confidence: float
    confidence: float
    """How probable the suggested label is."""
    is_issue: bool
    reasons: tuple[str, ...]
    copy: int
    """The row of a near-copy with another label; -1: none."""
    copy_given: str
    """The label that the near-copy had; empty: there is none."""
    source: str
    """Whose label it is: `human`, `given`, `llm`."""
    text: str = ""
    """The first characters of the text."""
    mark: Mark = "open"
    """What the person has done about it."""
    label: str | None = None
    """The label it has after that."""


@dataclass(frozen=True, slots=True)
class NearCopy:
    """A text that is nearly the same and has another label."""

    item: str
    text: str
    label: str
    only_here: tuple[str, ...]
    """Words of the suspect that the other lacks."""
    only_there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking at suspects in this session."""

    relabelled: int = 0
    kept: int = 0
    removed: int = 0
    before: Figure | None = None
    """The accuracy before the first of them."""
    after: Figure | None = None

    @property
    def total(self) -> int:
        """Suspects that were decided."""
        return self.relabelled + self.kept + self.removed

    def sentence(self) -> str:
        """`12 looked at: 7 relabelled, 4 kept, 1 removed → accuracy 84.2 → 86.0 %`."""
        parts = ((self.relabelled, "relabelled"), (self.kept, "kept"), (self.removed, "removed"))
        done = ", ".join(f"{count} {what}" for count, what in parts if count)
        if not done:
            return ""
        text = f"{self.total} looked at: {done}"
        if self.before is None or self.after is None:
            return text
        if self.before.value is None or self.after.value is None or self.before == self.after:
            return text
        return f"{text} → accuracy {self.before.value:.1%} → {self.after.value:.1%}"


@dataclass(frozen=True, slots=True)
class Noise:
    """The estimated noise: a heat map's worth of numbers, and what is worth saying about it."""

    labels: tuple[str, ...] = ()
    true_to_observed: tuple[tuple[float, ...], ...] = ()
    overlaps: tuple[str, ...] = ()
    too_small: tuple[str, ...] = ()
    """Labels with too few examples to be checked."""


@dataclass(frozen=True, slots=True)
class Current:
    """The suspect that is looked at, with everything one needs to judge it."""

    suspect: Suspect
    text: str
    llm: str | None
    copy: NearCopy | None
    at: float | None
    """When the person labelled it."""
    seconds: float | None


@dataclass(frozen=True, slots=True)
class SuspectsView:
    """The Errors screen."""

    project: str
    around: tuple[Suspect, ...]
    """Those before and after the one that is looked at, in their order; of few suspects all."""
    first: int
    """The place of the first of them among all, from 0."""
    total: int
    """Suspects that pass the filter."""
    open: int
    """Those of them that are to be decided, and were not put off."""
    position: int
    """Of `current` among all, from 0."""
    current: Current | None
    choices: tuple[Choice, ...]
    checked: int
    filter: str
    looked: Looked
    noise: Noise
    message: str
    """What is going on, or why there is nothing to see."""
    last: tuple[Answer, ...] = ()
    """As on the Label screen: nothing here, the finder lists all labels."""
    can_undo: bool = False
    can_redo: bool = False

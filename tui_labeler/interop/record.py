"""What every tool's record comes down to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Outcome: TypeAlias = Literal["label", "skip", "reject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A label some machine proposes."""

    label: str
    agent: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One item: what a person said about it, and what machines suggest."""

    item: str
    """The item's id; "" where the tool's file has none (then the text tells)."""
    text: str
    outcome: Outcome | None = None
    """None: no person has answered."""
    label: str | None = None
    annotator: str = ""
    at: float | None = None
    """Seconds since 1970."""
    seconds: float | None = None
    """How long the answer took."""
    suggestions: tuple[Suggestion, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    """The other columns of the data."""

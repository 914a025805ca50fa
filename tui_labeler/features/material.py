"""What the columns of a kind of feature are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tui_labeler.features.tfidf import Columns

LARGE_POOL = 1000
"""In a pool of more texts, rare terms are left out: they teach little and cost much."""


@dataclass(frozen=True, slots=True)
class Material:
    """A pool, and what was built of it so far."""

    texts: Sequence[str]
    blocks: Mapping[str, Columns]
    """The kinds of features that stand before this one, by name."""
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The cells beside the texts, one per row."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """"number" or "text" for each of `columns`."""
    folder: Path | None = None
    """Where what is too large for the memory may wait; None: where temporary files are kept."""

    @property
    def large(self) -> bool:
        """Whether rare terms are left out."""
        return len(self.texts) > LARGE_POOL

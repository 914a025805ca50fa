"""The words that speak for a label, as a retrain found them; read without numpy."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from tui_labeler.session.views import Speaking

Kind: TypeAlias = Literal["words", "characters"]
TERMS_FILE = "terms.json"
WORD = re.compile(r"\w\w+")
LENGTHS = range(2, 5)
READ = 20_000
"""Characters of a text that are looked at."""
MOST = 6
"""Terms named for one label."""
WEAKEST = 0.25
"""Terms with less than this share of the strongest one's weight are not named."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Term -> label -> how clearly the term goes with the label."""

    kind: Kind = "words"
    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path, labels: Sequence[str]) -> Terms:
        """Those of a model's folder. Raises OSError, ValueError, KeyError, IndexError."""
        values = json.loads((folder / TERMS_FILE).read_text(encoding="utf-8"))
        weights = {
            term: {labels[label]: weight for label, weight in found}
            for term, found in values["terms"].items()
        }
        return cls(values["kind"], weights)

    def speaking(self, text: str, ranked: Sequence[str]) -> Speaking | None:
        """The terms of `text` for the best of the labels `ranked`, and for the second."""
        if len(ranked) < 2 or not self.weights:
            return None
        best, second = ranked[:2]
        apart = {}
        for term in set(self._terms(text[:READ].lower())):
            if found := self.weights.get(term):
                apart[term] = found.get(best, 0.0) - found.get(second, 0.0)
        opposite = {term: -weight for term, weight in apart.items()}
        return Speaking(_strongest(apart), _strongest(opposite), self.kind == "words")

    def _terms(self, text: str) -> Iterator[str]:
        if self.kind == "characters":
            for length in LENGTHS:
                yield from (text[at : at + length] for at in range(len(text) - length + 1))
            return
        words = WORD.findall(text)
        yield from words
        yield from map(" ".join, itertools.pairwise(words))


def _strongest(weights: Mapping[str, float]) -> tuple[str, ...]:
    ranked = sorted((term for term in weights if weights[term] > 0), key=lambda t: -weights[t])
    return tuple(t for t in ranked[:MOST] if weights[t] >= WEAKEST * weights[ranked[0]])

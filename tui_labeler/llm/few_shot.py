"""Examples for the prompt from the person's own labels.

Whoever chooses, the caller has left out what must never be an example (validation items, texts
that read like instructions); an item is never its own example, nor is a copy of it.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tui_labeler.llm.prompt import Example
from tui_labeler.llm.registry import FEW_SHOT
from tui_labeler.registry import resolve

LONGEST = 2_000
"""Characters of a text that an example shows."""


class Chooser(Protocol):
    """Chooses examples for texts."""

    def choose(self, texts: Sequence[str]) -> list[Example]:
        """At most `number` examples for a request about `texts`, none of them among these."""


Maker: TypeAlias = Callable[[Sequence[Example], int, int], Chooser]


def chooser(name: str, labelled: Sequence[Example], number: int, seed: int) -> Chooser:
    """The chooser called `name` over `labelled`, oldest first. Raises UnknownName."""
    make: Maker = resolve(FEW_SHOT, name, "choice of examples")
    return make(labelled, number, seed)


class Fixed:
    """The first ones the person labelled."""

    def __init__(self, labelled: Sequence[Example], number: int, seed: int) -> None:
        self._ordered, self._number = list(labelled), number

    def choose(self, texts: Sequence[str]) -> list[Example]:
        """See `Chooser`."""
        asked = set(texts)
        found = (one for one in self._ordered if one.text not in asked)
        chosen = [one for one, _ in zip(found, range(self._number), strict=False)]
        return [Example(one.text[:LONGEST], one.label) for one in chosen]


class Balanced(Fixed):
    """Random ones, as many of each label as there are."""

    def __init__(self, labelled: Sequence[Example], number: int, seed: int) -> None:
        super().__init__(_alternating(labelled, seed), number, seed)


class Diverse(Fixed):
    """Each one the least similar to those before it (farthest first, by TF-IDF)."""

    def __init__(self, labelled: Sequence[Example], number: int, seed: int) -> None:
        candidates = _alternating(labelled, seed)[:500]
        # One more per text of a request: one of them may be the item itself.
        order = _farthest_first([one.text for one in candidates], number + 8)
        super().__init__([candidates[row] for row in order], number, seed)


class Similar:
    """The most similar ones by TF-IDF, the most similar last, next to the question."""

    def __init__(self, labelled: Sequence[Example], number: int, seed: int) -> None:
        self._labelled, self._number = list(labelled), number

    @cached_property
    def _index(self) -> tuple[Any, Any]:
        return _vectors([one.text for one in self._labelled])

    def choose(self, texts: Sequence[str]) -> list[Example]:
        """See `Chooser`; for several texts, those similar to any of them."""
        if not self._labelled or not self._number:
            return []
        vectorizer, vectors = self._index
        similarity = (vectorizer.transform(list(texts)) @ vectors.T).max(axis=0)
        values: NDArray[np.float64] = np.asarray(similarity.todense()).ravel()
        asked = set(texts)
        order = np.argsort(-values, kind="stable")
        best = [self._labelled[row] for row in order if self._labelled[row].text not in asked]
        return [Example(one.text[:LONGEST], one.label) for one in reversed(best[: self._number])]


def _alternating(labelled: Sequence[Example], seed: int) -> list[Example]:
    """A random order in which the labels take turns."""
    by_label: dict[str, list[Example]] = defaultdict(list)
    for one in labelled:
        by_label[one.label].append(one)
    rng = random.Random(seed)
    for group in by_label.values():
        rng.shuffle(group)
    longest = max((len(group) for group in by_label.values()), default=0)
    return [
        group[turn] for turn in range(longest) for group in by_label.values() if turn < len(group)
    ]


def _vectors(texts: Sequence[str]) -> tuple[Any, Any]:
    """A fitted vectorizer and its rows, of length 1. Words of any one character count."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(token_pattern=r"\w+|[^\w\s]", sublinear_tf=True)
    return vectorizer, vectorizer.fit_transform([*texts[:-1], f"{texts[-1]} ."])


def _farthest_first(texts: Sequence[str], number: int) -> list[int]:
    if not texts:
        return []
    _, vectors = _vectors(texts)
    chosen = [0]
    nearest = np.asarray((vectors @ vectors[0].T).todense()).ravel()
    while len(chosen) < min(number, len(texts)):
        nearest[chosen] = np.inf
        row = int(np.argmin(nearest))
        chosen.append(row)
        similarity = np.asarray((vectors @ vectors[row].T).todense()).ravel()
        nearest = np.maximum(nearest, similarity)
    return chosen

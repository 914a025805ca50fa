"""The copies every real file has: some rows stand there twice, some slightly changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Protocol, TypeAlias, TypeVar

from generator_common.habits import with_typos

SHORTEST = 60  # characters: a copy of "Meh." is no copy

Change: TypeAlias = Callable[[str, Random], str]


class HasText(Protocol):
    """A frozen dataclass with a text."""

    @property
    def text(self) -> str: ...


Row = TypeVar("Row", bound=HasText)


def louder(text: str, rng: Random) -> str:
    return text.rstrip(".!") + rng.choice(("!!", "!!!", "..."))


def mistyped(text: str, rng: Random) -> str:
    return with_typos(text, 0.08, rng)


def flattened(text: str, _: Random) -> str:
    return " ".join(text.lower().split())


def announced(*beginnings: str) -> Change:
    return lambda text, rng: rng.choice(beginnings) + text


def signed(*endings: str) -> Change:
    return lambda text, rng: text + rng.choice(endings)


def copies(
    rows: Sequence[Row], count: int, changes: Sequence[Change], rng: Random
) -> list[tuple[Row, Row]]:
    """(original, copy) pairs: half are exact, half differ in a detail of the text."""
    long_enough = [row for row in rows if len(row.text) >= SHORTEST]
    pairs = []
    for number, original in enumerate(rng.sample(long_enough, count)):
        text = original.text
        while number % 2 and text == original.text:
            text = rng.choice(changes)(text, rng)
        pairs.append((original, replace(original, text=text)))  # type: ignore[type-var]
    return pairs

"""The copies every scraped file has: some reviews stand there twice, some slightly changed."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from habits import with_typos
from reviews import Review

SHORTEST = 60  # characters: a copy of "Meh." is no copy


def _louder(text: str, rng: Random) -> str:
    return text.rstrip(".!") + rng.choice(("!!", "!!!", "..."))


def _mistyped(text: str, rng: Random) -> str:
    return with_typos(text, 0.08, rng)


def _announced(text: str, rng: Random) -> str:
    return rng.choice(("(repost) ", "Second try: ", "Edited. ")) + text


def _signed(text: str, rng: Random) -> str:
    return text + rng.choice(
        (" (Edit: typos.)", " Sent from my phone", " (sorry for posting twice)")
    )


def _flattened(text: str, _: Random) -> str:
    return " ".join(text.lower().split())


CHANGES: tuple[Callable[[str, Random], str], ...] = (
    _louder,
    _mistyped,
    _announced,
    _signed,
    _flattened,
)


def copies(reviews: list[Review], count: int, rng: Random) -> list[tuple[Review, Review]]:
    """(original, copy) pairs: half are exact, half differ in a detail; the label is kept."""
    long_enough = [review for review in reviews if len(review.text) >= SHORTEST]
    pairs = []
    for number, original in enumerate(rng.sample(long_enough, count)):
        text = original.text
        while number % 2 and text == original.text:
            text = rng.choice(CHANGES)(text, rng)
        pairs.append((original, replace(original, text=text)))
    return pairs

"""A review as a row, and the writing of the generated ones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from author import Author
from films import Film
from generator_common.fragments import Fragments
from generator_common.habits import typed
from generator_common.novelty import Novelty
from structures import STRUCTURES
from telling import Telling
from voices import EMOJI, VOICES

FRAGMENTS = Path(__file__).parent / "fragments"
OPINIONS = {"good": "POSITIVE", "bad": "NEGATIVE", "neutral": "NEUTRAL"}
SHARES = {"good": 0.44, "bad": 0.41, "neutral": 0.15}
USUAL_RATING = {"good": 7.9, "bad": 3.1, "neutral": 5.4}
NO_RATING = 0.22

_OUT_OF_TEN = re.compile(r"\b(\d+)/10\b")
_IN_WORDS = {"nine out of ten": 9, "eight out of ten": 8, "six out of ten": 6, "five out of ten": 5}
_IN_WORDS |= {"three out of ten": 3, "two out of ten": 2, "five stars": 10, "one star": 1}


@dataclass(frozen=True)
class Review:
    """One row of reviews.csv without its id; `rating` is the reviewer's own, 1 to 10, or None."""

    title: str
    genre: str
    rating: int | None
    year: int
    text: str
    label: str


def generate(count: int, novelty: Novelty, films: list[Film], rng: Random) -> Iterator[Review]:
    """`count` reviews, each by a new reviewer; a draft that repeats used-up phrases is dropped."""
    fragments = Fragments(FRAGMENTS)
    for _ in range(count):
        film = rng.choice(films)
        opinion = _opinion(film, rng)
        while True:
            author, text = _draft(opinion, film, films, fragments, rng)
            if novelty.admits(text):
                break
        novelty.add(text)
        fragments.count_uses(author.taken)
        rating = _rating(opinion, film, text, rng)
        yield Review(film.title, film.genre, rating, film.year, text, OPINIONS[opinion])


def _opinion(film: Film, rng: Random) -> str:
    weights = [
        SHARES["good"] + film.appeal,
        SHARES["bad"] - film.appeal,
        SHARES["neutral"],
    ]
    return rng.choices(list(SHARES), weights)[0]


def _draft(
    opinion: str, film: Film, films: list[Film], fragments: Fragments, rng: Random
) -> tuple[Author, str]:
    voice = rng.choices(list(VOICES), [voice.share for voice in VOICES.values()])[0]
    telling = Telling(film, films, fragments, rng)
    author = Author(opinion, voice, film, telling, fragments, rng)
    structure = rng.choices(list(STRUCTURES), list(STRUCTURES.values()))[0]
    return author, typed(structure(author), VOICES[voice], EMOJI[opinion], rng)


def _rating(opinion: str, film: Film, text: str, rng: Random) -> int | None:
    """What the text says where it says so; else near the usual one, higher for loved films."""
    said = _OUT_OF_TEN.search(text)
    if said:
        return int(said[1])
    for phrase, rating in _IN_WORDS.items():
        if phrase in text.lower():
            return rating
    drawn = rng.gauss(USUAL_RATING[opinion] + 4 * film.appeal, 1.3)
    return None if rng.random() < NO_RATING else min(10, max(1, round(drawn)))

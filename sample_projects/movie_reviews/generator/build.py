"""Writes reviews.csv, gold.csv and reviews_small.csv; the same seed gives the same bytes.

python build.py            write the files
python build.py --check    compare them with what would be written; exit code 1 if they differ
"""

import json
import sys
from pathlib import Path
from random import Random

sys.path.append(str(Path(__file__).resolve().parents[2]))

from copies import CHANGES
from films import load_films
from generator_common.copies import copies
from generator_common.files import csv_table, write_or_check
from generator_common.novelty import Novelty
from reviews import Review, generate

PROJECT = Path(__file__).resolve().parents[1]
HANDWRITTEN = Path(__file__).with_name("handwritten.jsonl")
SEED = 20260722
GENERATED = 1770
COPIES = 60
SMALL = 300
SMALL_PAIRS = 5
COLUMNS = ("id", "title", "genre", "rating", "year", "text")


def load_handwritten() -> list[Review]:
    lines = HANDWRITTEN.read_text(encoding="utf-8").splitlines()
    return [Review(**json.loads(line)) for line in lines]


def build() -> dict[str, str]:
    """File name to content."""
    rng = Random(SEED)
    handwritten = load_handwritten()
    novelty = Novelty()
    for review in handwritten:
        novelty.add(review.text)
    originals = [*handwritten, *generate(GENERATED, novelty, load_films(), rng)]
    pairs = copies(originals, COPIES, CHANGES, rng)
    reviews = originals + [copy for _, copy in pairs]
    rng.shuffle(reviews)
    ids = {id(review): f"r{number:04}" for number, review in enumerate(reviews, start=1)}
    small = _small_cut(originals, pairs, rng)
    return {
        "reviews.csv": csv_table(COLUMNS, (_row(ids[id(review)], review) for review in reviews)),
        "gold.csv": csv_table(
            ("id", "label"), ((ids[id(review)], review.label) for review in reviews)
        ),
        "reviews_small.csv": csv_table(
            COLUMNS,
            (_row(ids[id(review)], review) for review in reviews if id(review) in small),
        ),
    }


def _small_cut(
    originals: list[Review], pairs: list[tuple[Review, Review]], rng: Random
) -> set[int]:
    """300 reviews, a few of them with their copies."""
    chosen = {id(review) for pair in rng.sample(pairs, SMALL_PAIRS) for review in pair}
    for review in rng.sample(originals, len(originals)):
        if len(chosen) == SMALL:
            break
        chosen.add(id(review))
    return chosen


def _row(name: str, review: Review) -> tuple[str | int, ...]:
    rating = "" if review.rating is None else review.rating
    return name, review.title, review.genre, rating, review.year, review.text


if __name__ == "__main__":
    sys.exit(write_or_check(PROJECT, build, __doc__))

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from tests.label_noise.test_confident import probabilities
from tests.robots.steps import ended
from tui_labeler.label_noise import committee, confident
from tui_labeler.label_noise.error_rate import chance_of_error
from tui_labeler.label_noise.reasons import WORTH_A_LOOK, Witnesses, weigh

TRUTH = np.arange(600) % 3
FLIPPED = np.arange(600) < 30
GIVEN = np.where(FLIPPED, (TRUTH + 1) % 3, TRUTH)


def test_errors_stand_out_where_the_model_knows_the_labels() -> None:
    chance = chance_of_error(GIVEN, probabilities(TRUTH, 3, strength=5.0))
    assert chance[FLIPPED].mean() > 0.8 and (chance[~FLIPPED] > WORTH_A_LOOK).mean() < 0.05


def test_a_model_that_knows_little_speaks_against_nobody() -> None:
    weak = probabilities(TRUTH, 3, strength=0.5)
    assert (weak.argmax(axis=1) != TRUTH).mean() > 0.4
    assert (chance_of_error(TRUTH, weak) > WORTH_A_LOOK).mean() < 0.1


def test_to_be_surer_than_one_deserves_helps_nothing() -> None:
    weak = probabilities(TRUTH, 3, strength=0.5)
    boasting = weak**4 / (weak**4).sum(axis=1, keepdims=True)
    assert (chance_of_error(TRUTH, boasting) > WORTH_A_LOOK).mean() < 0.1


def test_the_order_is_the_models() -> None:
    proba = probabilities(TRUTH, 3)
    chance = chance_of_error(GIVEN, proba)
    own = proba[np.arange(600), GIVEN]
    rare = own > 0.6  # with two classes more, the temperature moves the rest of the mass
    assert (np.diff(chance[rare][np.argsort(own[rare])]) <= 0.02).all()


def test_impossible_labels_and_certain_ones_stay_numbers() -> None:
    proba = np.tile([1.0, 0.0, 0.0], (4, 1))
    chance = chance_of_error(np.array([0, 0, 0, 1]), proba)
    assert np.isfinite(chance).all() and chance[3] > chance[0] >= 0


@pytest.mark.parametrize(
    ("name", "n", "flips", "allowed", "found"),
    [("nsmc_ko", 60, 0, 3, 0), ("youtube_spam", 200, 10, 16, 6)],
)
def test_a_young_model_raises_few_false_alarms_on_real_texts(
    shared_data: Path, name: str, n: int, flips: int, allowed: int, found: int
) -> None:
    texts, y = sample(shared_data / name, n)
    wrong = np.arange(n) < flips
    given = np.where(wrong, 1 - y, y)
    X = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)).fit_transform(texts)
    _, proba = ended(committee.held_out(X, given, n_classes=2, seed=0))
    checked = confident.check(given, proba)
    suspected = weigh(given, proba, checked, Witnesses()).suspected
    assert suspected.sum() <= allowed
    assert (suspected & wrong).sum() >= found


def sample(folder: Path, n: int) -> tuple[list[str], NDArray[np.intp]]:
    """`n` texts of a set with two classes, at random, and their right labels."""
    with (folder / "gold.csv").open(encoding="utf-8", newline="") as file:
        gold = {row["id"]: row["label"] for row in csv.DictReader(file)}
    with (folder / "data.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], gold[row["id"]]) for row in csv.DictReader(file)]
    drawn = [rows[place] for place in np.random.default_rng(0).permutation(len(rows))[:n]]
    _, y = np.unique([label for _, label in drawn], return_inverse=True)
    return [text for text, _ in drawn], y.astype(np.intp)

"""`auto` is safe without human labels and learns from them."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tui_labeler.weak_supervision.label_models.auto import auto
from tui_labeler.weak_supervision.label_models.dawid_skene import dawid_skene
from tui_labeler.weak_supervision.label_models.model import hard_labels
from tui_labeler.weak_supervision.label_models.patterns import patterns
from tui_labeler.weak_supervision.label_models.voting import majority_vote


def independent_votes(n: int, m: int, k: int, seed: int) -> tuple[Any, Any, Any]:
    """Votes that fit the model of Dawid & Skene, the truth, and the best probabilities."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, k, n)
    accuracy, coverage = rng.uniform(0.55, 0.9, m), rng.uniform(0.1, 0.5, m)
    L = np.full((m, n), -1, np.int16)
    log_odds = np.zeros((n, k))
    for j in range(m):
        fires = rng.random(n) < coverage[j]
        wrong = (truth + rng.integers(1, k, n)) % k
        vote = np.where(rng.random(n) < accuracy[j], truth, wrong)
        L[j, fires] = vote[fires]
        log_odds[fires, vote[fires]] += np.log(accuracy[j] * (k - 1) / (1 - accuracy[j]))
    best = np.exp(log_odds)
    return L, truth, best / best.sum(axis=1, keepdims=True)


def log_loss(proba: Any, truth: Any) -> float:
    return float(-np.log(proba[np.arange(len(truth)), truth]).mean())


def accuracy_of(model: Any, seen: Any, truth: Any) -> float:
    return float((hard_labels(model.predict_proba(seen), model.balance) == truth).mean())


@pytest.mark.parametrize(("m", "k"), [(10, 2), (30, 4)])
def test_near_the_best_combination_where_functions_are_independent(m: int, k: int) -> None:
    L, truth, best = independent_votes(10_000, m, k, seed=1)
    seen = patterns(L, k)
    model = auto(seen)
    proba = model.predict_proba(seen)
    fires = (L >= 0).any(axis=0)
    of_best = (best.argmax(axis=1) == truth)[fires].mean()
    assert (proba.argmax(axis=1) == truth)[fires].mean() > of_best - 0.005
    assert log_loss(proba, truth) < 1.1 * log_loss(best, truth)
    assert model.name == "dawid_skene"


def test_falls_back_to_the_vote_where_em_finds_something_else() -> None:
    rng = np.random.default_rng(0)
    truth, topic = rng.integers(0, 2, 4000), rng.integers(0, 2, 4000)
    about = [(topic == 1) & (rng.random(4000) < 0.5) for _ in range(6)]
    L = np.full((6, 4000), -1, np.int16)
    for j, fires in enumerate(about):
        L[j, fires & ((truth == j % 2) | (rng.random(4000) < 0.3))] = j % 2
    seen = patterns(L, 2)
    model = auto(seen)
    assert model.name == "tie_broken_vote"
    assert model.reason.startswith("majority vote, Dawid-Skene breaks its ties: ")
    assert accuracy_of(model, seen, truth) > accuracy_of(dawid_skene(seen), seen, truth)
    vote, proba = majority_vote(seen).predict_proba(seen), model.predict_proba(seen)
    decided = np.abs(vote[:, 0] - vote[:, 1]) > 1e-9
    assert (vote.argmax(axis=1) == proba.argmax(axis=1))[decided].all(), "it outvotes nobody"
    fires = (L >= 0).any(axis=0)
    assert (np.abs(proba[:, 0] - proba[:, 1]) > 1e-9)[fires & ~decided].any()


def test_a_few_functions_vote_and_no_more() -> None:
    L = np.array([[0, 1, -1, 0], [0, 0, 1, -1]] * 2, np.int16)
    model = auto(patterns(L, 2))
    assert (model.name, model.reason[:28]) == ("majority_vote", "majority vote: 4 functions v")


def read_votes(folder: Path) -> tuple[Any, Any, int]:
    def read(name: str) -> list[dict[str, str]]:
        with (folder / name).open(newline="") as file:
            return list(csv.DictReader(file))

    gold = {row["id"]: row["label"] for row in read("gold.csv")}
    rows = read("lf_votes.csv")
    place = {label: at for at, label in enumerate(sorted(set(gold.values())))}
    names = [name for name in rows[0] if name != "id"]
    L = [[place[row[name]] if row[name] else -1 for row in rows] for name in names]
    return np.array(L, np.int16), np.array([place[gold[row["id"]]] for row in rows]), len(place)


@pytest.mark.parametrize(("name", "gain"), [("youtube_spam", 0.10), ("agnews", 0.005)])
def test_two_hundred_human_labels_on_real_rules(shared_data: Path, name: str, gain: float) -> None:
    L, truth, k = read_votes(shared_data / name)
    unlabelled = patterns(L, k)
    vote = accuracy_of(majority_vote(unlabelled), unlabelled, truth)
    assert accuracy_of(auto(unlabelled), unlabelled, truth) >= vote - 0.005
    for seed in range(2):
        human = np.full(len(truth), -1)
        rows = np.random.default_rng(seed).choice(len(truth), 200, replace=False)
        human[rows] = truth[rows]
        seen = patterns(L, k, human)
        assert accuracy_of(auto(seen), seen, truth) > vote + gain

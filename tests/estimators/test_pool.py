"""The default estimator: sane with whatever labels and pool there are."""

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.typing import NDArray

from benchmarks.datasets import load
from tests.estimators.test_naive_bayes import texts
from tests.robots.steps import ended
from tui_labeler.estimators import members
from tui_labeler.estimators.classifier import make
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression
from tui_labeler.estimators.members import Lesson
from tui_labeler.estimators.naive_bayes import learn
from tui_labeler.estimators.pool import PoolEstimator, SharedPool
from tui_labeler.features.latent import latent
from tui_labeler.features.material import Material
from tui_labeler.features.registry import FEATURES
from tui_labeler.features.tfidf import Columns, Matrix, Reading
from tui_labeler.registry import resolve

Y = np.arange(300) % 2


@dataclass(frozen=True)
class Seen:
    """A pool as estimators see it."""

    X: Matrix
    ranges: Mapping[str, slice]


def finished(reading: Reading) -> Columns:
    """The columns, whatever the progress."""
    return ended(reading)[1]


def pool_of(blocks: Mapping[str, Matrix]) -> Seen:
    """Blocks side by side."""
    ends = np.cumsum([0, *(block.shape[1] for block in blocks.values())])
    ranges = {name: slice(int(ends[at]), int(ends[at + 1])) for at, name in enumerate(blocks)}
    return Seen(sp.hstack(list(blocks.values()), format="csr"), ranges)


def clusters(y: NDArray[np.intp] = Y, seed: int = 1) -> Seen:
    """Words, characters and latent columns of two clusters of texts."""
    words, characters = texts(y, seed, width=300), texts(y, seed + 1, width=300)
    latents = finished(latent([words, characters])).X
    return pool_of({"words": words, "characters": characters, "latent": latents})


def sane(found: NDArray[Any], rows: int, k: int) -> None:
    """Probabilities of every row."""
    assert found.shape == (rows, k)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)


def test_few_labels_teach_more_with_the_pool() -> None:
    pool, rows = clusters(), np.arange(8)
    model = PoolEstimator(pool).fit(pool.X[rows], Y[rows])
    plain = SeenColumnsLogisticRegression().fit(pool.X[rows], Y[rows])
    assert (model.predict(pool.X) == Y).mean() > 0.95 > (plain.predict(pool.X) == Y).mean()
    weights: Any = model.combination_["weights"]
    early, final = weights
    assert set(early) == {"dense", "text", "words", "characters"}
    assert set(final) == {*early, "words again", "characters again"}


def test_a_model_does_not_hold_what_it_learned_from() -> None:
    pool = clusters()
    model = PoolEstimator(pool).fit(pool.X[:30], Y[:30])
    gc.collect()
    assert not [found for found in gc.get_objects() if isinstance(found, Lesson)]
    sane(model.predict_proba(pool.X), 300, 2)


@pytest.mark.parametrize(
    "y",
    [
        pytest.param([1, 1, 1], id="one class"),
        pytest.param([0, 0, 0, 0, 0, 1], id="a class with one member"),
        pytest.param([0, 1], id="two labels"),
        pytest.param([5], id="one label"),
        pytest.param(range(151), id="151 classes of one label"),
    ],
)
def test_odd_labels(y: list[int]) -> None:
    pool, labels = clusters(), np.array(y)
    model = PoolEstimator(pool).fit(pool.X[: len(labels)], labels)
    sane(model.predict_proba(pool.X), 300, len(set(y)))
    assert set(model.classes_.tolist()) == set(y)


@pytest.mark.parametrize("row", [np.ones((1, 6)), np.zeros((1, 6))], ids=["identical", "empty"])
def test_rows_that_are_all_the_same(row: NDArray[Any]) -> None:
    words = sp.csr_array(np.repeat(row, 20, axis=0).astype(np.float32))
    latents = finished(latent([words])).X
    pool = pool_of({"words": words, "characters": words, "latent": latents})
    model = PoolEstimator(pool).fit(pool.X[:6], [0, 0, 0, 0, 1, 1])
    found = model.predict_proba(pool.X)
    sane(found, 20, 2)
    assert found[0, 0] > 0.5
    assert model.out_of_fold_ is None


@pytest.mark.parametrize("kinds", [["words"], ["characters"], ["latent"], ["words", "latent"]])
def test_any_kinds_of_features(kinds: list[str]) -> None:
    whole = clusters()
    pool = pool_of({name: whole.X[:, whole.ranges[name]] for name in kinds})
    model = PoolEstimator(pool).fit(pool.X[:30], Y[:30])
    found = model.predict_proba(pool.X)
    sane(found, 300, 2)
    assert (found.argmax(axis=1) == Y).mean() > 0.9


def test_columns_of_nothing() -> None:
    empty = sp.csr_array(np.empty((9, 0), np.float32))
    model = PoolEstimator(pool_of({"words": empty})).fit(empty, [0, 1, 1] * 3)
    found = model.predict_proba(empty)
    sane(found, 9, 2)
    assert found[0, 1] > 0.5


def test_same_figures_again() -> None:
    pool = clusters()
    first, again = (PoolEstimator(pool).fit(pool.X[:40], Y[:40]) for _ in range(2))
    np.testing.assert_array_equal(first.predict_proba(pool.X), again.predict_proba(pool.X))
    assert first.combination_ == again.combination_


def test_scored_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = clusters()
    model = PoolEstimator(pool).fit(pool.X[:20], Y[:20])
    whole = model.predict_proba(pool.X)
    monkeypatch.setattr("tui_labeler.estimators.pool.ROWS", 7)
    np.testing.assert_allclose(model.predict_proba(pool.X), whole, atol=1e-6)


def test_a_shared_pool_is_cut_up_once_per_seed_and_teaches_the_same() -> None:
    pool = clusters()
    shared, rows = SharedPool(pool), np.arange(30)
    found = []
    for seed in (0, 0, 1):
        alone, together = (
            PoolEstimator(each, random_state=seed).fit(pool.X[rows], Y[rows]).predict_proba(pool.X)
            for each in (pool, shared)
        )
        np.testing.assert_array_equal(together, alone)
        found.append(shared.sample(seed))
    assert found[0] is found[1] is not found[2]


def test_large_pools_are_learned_from_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_labeler.estimators.pool.SAMPLE", 100)
    pool = clusters()
    model = PoolEstimator(pool).fit(pool.X[:8], Y[:8])
    assert (model.predict(pool.X) == Y).mean() > 0.9


def test_of_a_pool_sorted_by_class_every_class_is_learned_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui_labeler.estimators.members.WORK", 2000.0)
    pool = clusters(np.sort(Y))
    rows = np.array([0, 299])
    model = PoolEstimator(pool).fit(pool.X[rows], np.sort(Y)[rows])
    assert (model.predict(pool.X) == np.sort(Y)).mean() > 0.9


def test_out_of_fold_is_honest() -> None:
    pool = clusters()
    rng = np.random.default_rng(4)
    noise = rng.integers(2, size=200)
    guessed = PoolEstimator(pool).fit(pool.X[:200], noise).out_of_fold_
    learned = PoolEstimator(pool).fit(pool.X[:200], Y[:200]).out_of_fold_
    assert guessed is not None and learned is not None
    assert (guessed.argmax(axis=1) == noise).mean() < 0.62
    assert (learned.argmax(axis=1) == Y[:200]).mean() > 0.95
    np.testing.assert_allclose(learned.sum(axis=1), 1)


def test_equal_rows_are_held_out_together() -> None:
    rng = np.random.default_rng(5)
    singles = sp.csr_array((rng.random((20, 400)) < 0.02).astype(np.float32))
    X, y = sp.vstack([singles, singles], format="csr"), np.tile(rng.integers(2, size=20), 2)
    pool = pool_of({"words": X})
    found = PoolEstimator(pool).fit(X, y).out_of_fold_
    assert found is not None
    assert (found.argmax(axis=1) == y).mean() < 0.8


def test_the_combination_serves_until_labels_grew_by_a_quarter() -> None:
    pool = clusters()
    first = PoolEstimator(pool).fit(pool.X[:40], Y[:40])
    some, more = (
        make("pool", {}, 0, pool, previous=first).fit(pool.X[:n], Y[:n]) for n in (49, 50)
    )
    assert isinstance(some, PoolEstimator) and isinstance(more, PoolEstimator)
    assert some.combination_ == first.combination_ and some.out_of_fold_ is None
    assert more.combination_["labels"] == 50 and more.out_of_fold_ is not None
    assert (some.predict(pool.X) == Y).mean() > 0.95


def test_evidence_is_believed_when_labels_confirm_it() -> None:
    rng = np.random.default_rng(6)
    y = np.arange(200) % 2
    words = sp.csr_array((rng.random((200, 50)) < 0.1).astype(np.float32))
    votes = np.eye(3, dtype=np.float32)[y]
    votes[::4] = 0
    pool = pool_of({"words": words, "votes": sp.csr_array(votes)})
    model = PoolEstimator(pool, evidence=["votes"]).fit(pool.X[:40], y[:40])
    found = model.predict_proba(pool.X)
    sane(found, 200, 2)
    voted = np.arange(200) % 4 > 0
    assert (found.argmax(axis=1) == y)[voted].mean() > 0.95
    assert found[voted].max(axis=1).mean() > found[~voted].max(axis=1).mean() + 0.1


def test_weights_of_labels_count() -> None:
    pool = clusters()
    y = np.array([0, 1] * 10)
    weight = np.where(np.arange(20) < 10, 5.0, 0.001)
    flipped = np.where(np.arange(20) < 10, y, 1 - y)
    model = PoolEstimator(pool).fit(pool.X[:20], flipped, weight)
    assert (model.predict(pool.X) == Y).mean() > 0.9


def test_real_news(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUI_LABELER_DATA", str(shared_data))
    news = load("agnews", 3000)
    blocks: dict[str, Columns] = {}
    for name in ("words", "characters", "latent"):
        blocks[name] = finished(
            resolve(FEATURES, name, "kind of feature")(Material(news.texts, blocks))
        )
    pool = pool_of({name: block.X for name, block in blocks.items()})
    rows = np.arange(50)
    model = make("pool", {}, 0, pool).fit(pool.X[rows], news.y[rows])
    plain = make("logistic_regression", {}, 0).fit(pool.X[rows], news.y[rows])
    right, baseline = (
        (each.predict_proba(pool.X[50:]).argmax(axis=1) == news.y[50:]).mean()
        for each in (model, plain)
    )
    assert right > 0.7 and right > baseline + 0.1


def test_all_labels_learn_from_more_of_a_large_pool_than_the_folds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool = clusters()
    asked: list[tuple[int, int]] = []

    def told(labelled: Matrix, targets: Any, texts: Matrix, *others: Any) -> Any:
        asked.append((len(targets), texts.shape[0]))
        return learn(labelled, targets, texts, *others)

    monkeypatch.setattr(members, "learn", told)
    one_pass = 2 * pool.X[:, pool.ranges["words"]].nnz
    monkeypatch.setattr(members, "WORK", 2 * one_pass)
    PoolEstimator(pool).fit(pool.X[:60], Y[:60])
    assert {rows for models, rows in asked if models == 1} == {300}
    assert {models for models, _ in asked} == {1, 5}
    assert max(rows for models, rows in asked if models == 5) < 300

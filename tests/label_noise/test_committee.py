import numpy as np
import pytest
import scipy.sparse as sp

from tests.robots.steps import ended
from tui_labeler.errors import JobError
from tui_labeler.label_noise import committee
from tui_labeler.label_noise.committee import as_good_as_the_best, held_out, pooled, trust
from tui_labeler.label_noise.drawn import drawn


def easy(n: int, noise: float) -> tuple[sp.csr_array, np.ndarray, np.ndarray]:
    """Texts of 20 words out of 60, 20 of which tell the class; some labels are wrong."""
    rng = np.random.default_rng(0)
    truth = np.arange(n) % 2
    chance = np.full((n, 60), 0.15)
    chance[truth == 1, :10] = chance[truth == 0, 10:20] = 0.5
    table = (rng.random((n, 60)) < chance).astype(np.float32)
    return sp.csr_array(table), truth, np.where(rng.random(n) < noise, 1 - truth, truth)


def test_wrong_labels_get_a_low_probability() -> None:
    X, truth, given = easy(200, 0.1)
    progress, proba = ended(held_out(X, given, n_classes=3, seed=0))
    assert proba.shape == (200, 3)
    assert proba.sum(axis=1) == pytest.approx(np.ones(200))
    quality, wrong = proba[np.arange(200), given], given != truth
    assert wrong[np.argsort(quality)[:10]].mean() >= 0.8
    assert [p.done for p in progress] == sorted(p.done for p in progress)
    assert all(p.done < p.total for p in progress)


def test_the_same_seed_gives_the_same_probabilities() -> None:
    X, _, given = easy(60, 0.1)
    first, second = (ended(held_out(X, given, n_classes=2, seed=3))[1] for _ in range(2))
    assert first.tolist() == second.tolist()


def test_negative_features_are_no_matter() -> None:
    X, _, given = easy(60, 0.1)
    _, proba = ended(held_out(sp.csr_array(X - 0.5 * (X > 0) * 3), given, n_classes=2, seed=0))
    assert np.isfinite(proba).all()


def test_labels_of_one_kind_are_a_sentence() -> None:
    with pytest.raises(JobError):
        ended(held_out(sp.csr_array(np.ones((4, 2))), np.zeros(4, np.intp), n_classes=2, seed=0))


def test_members_are_chosen_by_what_they_get_right() -> None:
    rng = np.random.default_rng(0)
    good = rng.random(1000) < 0.9
    right = {"good": good, "same": good, "bad": rng.random(1000) < 0.7}
    assert as_good_as_the_best(right) == ["good", "same"]


def test_a_pool_of_one_is_that_one_and_certainty_does_not_rule() -> None:
    one = np.array([[0.2, 0.8]])
    assert pooled([one]) == pytest.approx(one)
    assert 0 < pooled([np.array([[0.0, 1.0]]), one])[0, 0] < 0.2


def test_trust_is_relative_to_the_class() -> None:
    proba = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.9, 0.1], [0.6, 0.4]])
    counts = trust(proba, np.array([0, 0, 0, 1, 1]))
    assert counts[0] == counts[1] == 1
    assert counts[4] == 1
    assert counts[3] < counts[2] < 1


def test_columns_that_no_row_has_change_nothing() -> None:
    X, _, given = easy(120, 0.2)
    wide = sp.csr_array((X.data, 1000 * X.indices, X.indptr), shape=(120, 1000 * X.shape[1]))
    narrow, same = (ended(held_out(one, given, n_classes=2, seed=0))[1] for one in (X, wide))
    np.testing.assert_array_equal(narrow, same)


def test_of_many_labels_a_part_is_learned_and_all_are_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    X, truth, given = easy(600, 0.1)
    monkeypatch.setattr(committee, "LEARNED", 200)
    monkeypatch.setattr(committee, "WORK", 0)
    monkeypatch.setattr(committee, "BLOCK", 64)
    progress, proba = ended(held_out(X, given, n_classes=3, seed=0))
    assert proba.sum(axis=1) == pytest.approx(np.ones(600))
    quality, wrong = proba[np.arange(600), given], given != truth
    assert wrong[np.argsort(quality)[:30]].mean() >= 0.8
    assert {one.what for one in progress} >= {"checking labels", "checking the other labels"}


def test_what_is_not_learned_is_predicted_without_its_label(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    X, _, given = easy(400, 0.0)
    monkeypatch.setattr(committee, "LEARNED", 200)
    monkeypatch.setattr(committee, "WORK", 0)
    learned = drawn(given, np.arange(400), 200, np.random.default_rng(0))
    others = np.setdiff1d(np.arange(400), learned)
    flipped = given.copy()
    flipped[others[0]] = 1 - given[others[0]]
    # It is drawn by its label, so the part may differ in it: then the comparison says nothing.
    assert others[0] not in drawn(flipped, np.arange(400), 200, np.random.default_rng(0))
    _, proba = ended(held_out(X, flipped, n_classes=2, seed=0))
    assert proba[others[0], given[others[0]]] > 0.5


def test_more_are_learned_where_that_is_little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    X, _, given = easy(600, 0.1)
    monkeypatch.setattr(committee, "LEARNED", 200)
    told = {}
    for work in (100, 300 * X.nnz // 600, X.nnz):
        monkeypatch.setattr(committee, "WORK", work)
        progress, _ = ended(held_out(X, given, n_classes=2, seed=0))
        totals = [one.total for one in progress if one.what == "checking the other labels"]
        told[work] = 600 - max(totals, default=0)
    assert list(told.values()) == pytest.approx([200, 300, 600], abs=5)

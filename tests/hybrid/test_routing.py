"""Whom the person is asked about first."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tui_labeler.evaluation.figure import wilson
from tui_labeler.hybrid import routing
from tui_labeler.hybrid.resolution import Combined
from tui_labeler.hybrid.routing import queue, shared_words


def combined(sure: list[float] | NDArray[np.float64]) -> Combined:
    first = np.asarray(sure)
    return Combined(np.stack([first, 1 - first], axis=1), (1.0,), np.ones(len(sure), np.bool_))


def test_the_least_sure_first_and_copies_count_with_their_first() -> None:
    groups = np.array([0, 1, 2, 1, 1])
    found = queue(combined([0.6, 0.8, 0.9, 0.8, 0.8]), groups, np.array([2]), 10)
    assert [row for row, _ in found] == [1, 0]
    np.testing.assert_allclose([worth for _, worth in found], [0.6, 0.4])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(0, 2**16), st.integers(1, 9))
@settings(max_examples=50, deadline=None)
def test_only_open_rows_each_once_best_first(sure: list[float], seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    rows = np.arange(len(sure))
    groups = np.minimum.accumulate(np.where(rng.random(len(sure)) < 0.7, rows, 0)[::-1])[::-1]
    groups = np.where(groups[groups] == groups, groups, rows)
    closed = groups[rng.permutation(rows)[: len(sure) // 3]]
    found = queue(combined(sure), groups, closed, n)
    asked = [row for row, _ in found]
    assert len(asked) == len(set(asked)) <= n
    assert not set(asked) & set(closed.tolist())
    assert all(groups[row] == row for row in asked)
    worth = [value for _, value in found]
    assert worth == sorted(worth, reverse=True)


def test_a_word_no_rule_covers_makes_a_rule() -> None:
    n = 400
    terms = ["the", "refund", "mixed", "covered", "rare", "when"]
    has = np.zeros((n, len(terms)), np.float32)
    has[:, 0] = 1
    has[:20, 1] = has[20:40, 2] = has[40:60, 3] = has[60:62, 4] = has[70:105, 5] = 0.5
    first = np.full(n, 0.3)
    first[:20], first[20:40] = 0.65, [0.65, 0.35] * 10
    silent = np.ones(n, np.bool_)
    silent[40:60] = False
    X, words = sp.csr_array(np.hstack([np.ones((n, 1)), has, has])), slice(1, 1 + len(terms))
    found = shared_words(X, words, terms, combined(first), silent, threshold=0.8)
    assert [(one.word, one.label, one.items) for one in found] == [("refund", 0, 20)]
    doubts, usual = 20 * 0.35, float(first[silent & (np.maximum(first, 1 - first) < 0.8)].mean())
    low, _ = wilson(0.65 * 20, 20)
    np.testing.assert_allclose(found[0].worth, doubts * (low - usual) / (1 - usual))
    assert not shared_words(X, words, terms, combined(first), ~silent, threshold=0.5)


def test_words_are_counted_some_texts_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    X = sp.csr_array(rng.random((50, 4)) < 0.3)
    values = rng.random((50, 3))
    monkeypatch.setattr(routing, "AT_ONCE", 7)
    found = routing._per_word(X, slice(1, 3), values)
    np.testing.assert_allclose(found, X.toarray()[:, 1:3].T.astype(float) @ values)


def test_too_few_items_make_no_rule() -> None:
    few = sp.csr_array(np.eye(30, 3, dtype=np.float32))
    unsure, silent = combined([0.6] * 30), np.ones(30, np.bool_)
    assert shared_words(few, slice(0, 3), ["a", "b", "c"], unsure, silent, threshold=1) == []

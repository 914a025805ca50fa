"""Whom the person is asked about first."""

import numpy as np
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.hybrid.resolution import Combined
from tui_labeler.hybrid.routing import queue, shared_words


def combined(sure: list[float]) -> Combined:
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
    n = 200
    terms = ["the", "refund", "mixed", "covered", "rare"]
    has = np.zeros((n, 5), np.float32)
    has[:, 0] = 1
    has[:8, 1] = has[8:16, 2] = has[20:28, 3] = has[30:32, 4] = 0.5
    sure = [0.6] * 8 + [0.55, 0.45] * 4 + [0.95] * 4 + [0.6] * 8 + [0.6] * (n - 28)
    silent = np.ones(n, np.bool_)
    silent[20:28] = False
    found = shared_words(sp.csr_array(has), terms, combined(sure), silent, threshold=0.7)
    assert [(one.word, one.label, one.items) for one in found] == [
        ("refund", 0, 8),
        ("mixed", 0, 8),
    ]
    np.testing.assert_allclose(found[0].worth, 0.6 * 8 * 0.4)
    assert not shared_words(sp.csr_array(has), terms, combined(sure), ~silent, threshold=0.5)


def test_too_few_items_make_no_rule() -> None:
    few = sp.csr_array(np.eye(30, 3, dtype=np.float32))
    unsure, silent = combined([0.6] * 30), np.ones(30, np.bool_)
    assert shared_words(few, ["a", "b", "c"], unsure, silent, threshold=1) == []

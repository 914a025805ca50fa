"""Whom the person is asked about first."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.hybrid.resolution import Combined
from tui_labeler.hybrid.routing import queue


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

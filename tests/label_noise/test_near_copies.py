import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.robots.steps import ended
from tui_labeler.label_noise import near_copies as module
from tui_labeler.label_noise.near_copies import Pairs, contradicting, lengths


def near_copies(X: sp.csr_array, threshold: float = module.THRESHOLD) -> Pairs:
    return ended(module.near_copies(X, threshold))[1]


def dense_pairs(X: sp.csr_array, threshold: float) -> set[tuple[int, int]]:
    """All pairs, by comparing everything with everything."""
    table = X.toarray().astype(np.float64)
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    unit = np.divide(table, lengths, out=np.zeros_like(table), where=lengths > 0)
    cosine = unit @ unit.T
    return {
        (i, j)
        for i in range(len(table))
        for j in range(i + 1, len(table))
        if cosine[i, j] >= threshold - 1e-6
    }


@given(seed=st.integers(0, 10_000), threshold=st.sampled_from([0.5, 0.8, 0.95]))
@settings(max_examples=50, deadline=None)
def test_all_near_copies_are_found(seed: int, threshold: float) -> None:
    rng = np.random.default_rng(seed)
    table = rng.random((25, 8)) * (rng.random((25, 8)) < 0.4)
    X = sp.csr_array(table.astype(np.float32))
    found = near_copies(X, threshold)
    pairs = set(zip(found.first.tolist(), found.second.tolist(), strict=True))
    distinct = {tuple(row): place for place, row in reversed(list(enumerate(table.tolist())))}
    firsts = set(distinct.values())
    expected = {(i, j) for i, j in dense_pairs(X, threshold) if {i, j} <= firsts or i in firsts}
    assert {pair for pair in expected if set(pair) <= firsts} <= pairs
    assert pairs <= dense_pairs(X, threshold)


def test_equal_rows_are_paired_with_the_first_and_empty_rows_with_none() -> None:
    X = sp.csr_array(np.array([[1, 2], [1, 2], [0, 0], [0, 0], [1, 2]], np.float32))
    found = near_copies(X)
    assert list(zip(found.first.tolist(), found.second.tolist(), strict=True)) == [(0, 1), (0, 4)]
    assert found.similarity.tolist() == [1, 1]


def test_many_equal_rows_cost_nothing() -> None:
    X = sp.csr_array(np.ones((20_000, 3), np.float32))
    assert len(near_copies(X).first) == 19_999


def test_the_closest_one_with_another_label_is_named() -> None:
    table = np.array([[1, 0, 0], [1, 0.3, 0], [1, 0.1, 0], [0, 0, 1]], np.float32)
    pairs = near_copies(sp.csr_array(table), 0.8)
    assert contradicting(pairs, np.array([0, 1, 1, 0])).tolist() == [2, 0, 0, -1]
    assert contradicting(pairs, np.array([0, 0, 0, 1])).tolist() == [-1, -1, -1, -1]


@pytest.mark.parametrize("rows", [0, 1])
def test_too_few_rows_have_no_copies(rows: int) -> None:
    assert len(near_copies(sp.csr_array(np.ones((rows, 2), np.float32))).first) == 0


def test_of_many_alike_each_is_compared_with_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TOGETHER", 10)
    table = np.hstack([np.ones((100, 4)), 0.2 * np.eye(100)]).astype(np.float32)
    found = near_copies(sp.csr_array(table))
    assert set(found.second.tolist()) == {row for row in range(100) if row % 10}
    assert len(found.first) == 10 * 45


def test_lengths_of_rows() -> None:
    X = sp.csr_array(np.array([[3, 4], [0, 0], [1, 0]], np.float32))
    assert lengths(X).tolist() == [5, 0, 1]

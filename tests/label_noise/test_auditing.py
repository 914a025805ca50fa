import numpy as np
import pytest
import scipy.sparse as sp

from tui_labeler.label_noise.auditing import audit, duplicates, imbalance, order, outliers

LABELS = ["a", "b", "c"]


def test_copies_are_paired_and_an_outlier_stands_alone() -> None:
    table = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]], np.float32)
    X = sp.csr_array(table)
    assert [(one.row, one.other, one.score) for one in duplicates(X)] == [(1, 0, 0.0)]
    assert [one.row for one in outliers(X, seed=0)] == [3]


def test_a_rare_class_is_named() -> None:
    y = np.array([0] * 50 + [1] * 50 + [2])
    (found,) = imbalance(y, LABELS)
    assert (found.kind, found.other) == ("class_imbalance", "c")
    assert found.score == pytest.approx(3 / 101)
    assert imbalance(np.empty(0, np.intp), LABELS) == []


def test_labels_in_blocks_have_an_order_and_shuffled_ones_have_none() -> None:
    rows, blocks = np.arange(150), np.repeat([0, 1, 2], 50)
    (found,) = order(rows, blocks)
    assert found.score < 0.1
    assert order(rows, np.random.default_rng(0).permutation(blocks)) == []
    assert order(np.random.default_rng(0).permutation(rows), blocks) == []


def test_everything_together_is_worst_first_and_plain() -> None:
    X = sp.csr_array(np.eye(30, dtype=np.float32))
    y = np.repeat([0, 1], 15)
    found = audit(X, np.arange(30), y, ["a", "b"], 0)
    assert [one.score for one in found] == sorted(one.score for one in found)
    assert {one.kind for one in found} >= {"outlier", "order"}
    assert set(found[0].as_json()) == {"kind", "row", "score", "with"}


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_tiny_data_have_no_issues(rows: int) -> None:
    empty = np.empty(0, np.intp)
    assert audit(sp.csr_array(np.eye(rows, 3, dtype=np.float32)), empty, empty, LABELS, 0) == []


def test_weak_groups_come_from_datalab() -> None:
    pytest.importorskip("datasets", reason="the extra audit is not installed")
    from tui_labeler.label_noise.auditing import weak_groups

    rng = np.random.default_rng(0)
    X = sp.csr_array((rng.random((200, 20)) < 0.3).astype(np.float32))
    found = weak_groups(X, np.arange(200), rng.integers(0, 2, 200), 0)
    assert all(one.kind == "weak_group" for one in found)

import numpy as np
import pytest
import scipy.sparse as sp

from tests.robots.steps import ended
from tui_labeler.label_noise import auditing
from tui_labeler.label_noise.auditing import Issue, audit, duplicates, imbalance, order, outliers

LABELS = ["a", "b", "c"]


def test_copies_are_paired_and_an_outlier_stands_alone() -> None:
    table = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]], np.float32)
    X = sp.csr_array(table)
    (copy,) = ended(duplicates(X))[1].worst
    assert (copy.row, copy.other, copy.score) == (1, 0, 0.0)
    assert [one.row for one in ended(outliers(X, seed=0))[1].worst] == [3]


def test_a_rare_class_is_named() -> None:
    y = np.array([0] * 50 + [1] * 50 + [2])
    (found,) = imbalance(y, LABELS).worst
    assert (found.kind, found.other) == ("class_imbalance", "c")
    assert found.score == pytest.approx(3 / 101)
    assert imbalance(np.empty(0, np.intp), LABELS).count == 0


def test_labels_in_blocks_have_an_order_and_shuffled_ones_have_none() -> None:
    rows, blocks = np.arange(150), np.repeat([0, 1, 2], 50)
    (found,) = order(rows, blocks).worst
    assert found.score < 0.1
    assert order(rows, np.random.default_rng(0).permutation(blocks)).count == 0
    assert order(np.random.default_rng(0).permutation(rows), blocks).count == 0


def looked_over(rows: int, y: np.ndarray, labels: list[str]) -> list[auditing.Issues]:
    X = sp.csr_array(np.eye(rows, 30, dtype=np.float32))
    return ended(audit(X, np.arange(len(y)), y, labels, 0))[1]


def test_each_kind_is_worst_first_and_plain() -> None:
    found = {one.kind: one for one in looked_over(30, np.repeat([0, 1], 15), ["a", "b"])}
    assert set(found) >= {"outlier", "order"}
    for issues in found.values():
        scores = [one.score for one in issues.worst]
        assert scores == sorted(scores)
    assert set(found["order"].worst[0].as_json()) == {"kind", "row", "score", "with"}


def test_of_very_many_the_worst_are_listed_and_all_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "LISTED", 3)
    (found,) = looked_over(30, np.empty(0, np.intp), ["a", "b"])
    assert (found.kind, found.count) == ("outlier", 30)
    assert found.worst == [Issue("outlier", row, 0.0) for row in range(3)]


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_tiny_data_have_no_issues(rows: int) -> None:
    assert looked_over(rows, np.empty(0, np.intp), LABELS) == []


def test_weak_groups_come_from_datalab() -> None:
    pytest.importorskip("datasets", reason="the extra audit is not installed")
    from tui_labeler.label_noise.auditing import weak_groups

    rng = np.random.default_rng(0)
    X = sp.csr_array((rng.random((200, 20)) < 0.3).astype(np.float32))
    found = weak_groups(X, np.arange(200), rng.integers(0, 2, 200), 0)
    assert all(one.kind == "weak_group" for one in found.worst)

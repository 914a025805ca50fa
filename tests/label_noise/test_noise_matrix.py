import numpy as np
import pytest

from tui_labeler.label_noise.noise_matrix import noise_matrix, overlaps, sentence


def test_rows_are_true_labels_and_sum_to_one() -> None:
    given_by_true = np.array([[0.4, 0.1], [0.0, 0.5]])
    noise = noise_matrix(given_by_true)
    assert noise.joint.tolist() == given_by_true.T.tolist()
    assert noise.true_to_observed == pytest.approx(np.array([[1.0, 0.0], [1 / 6, 5 / 6]]))


def test_a_class_that_is_never_true_has_no_noise() -> None:
    noise = noise_matrix(np.array([[0.5, 0.0, 0.0], [0.0, 0.5, 0.0], [0.0, 0.0, 0.0]]))
    assert noise.true_to_observed.tolist() == np.eye(3).tolist()


def test_confused_classes_are_named_most_confused_first() -> None:
    joint = np.array([[0.30, 0.03, 0.0], [0.0, 0.30, 0.0], [0.0, 0.07, 0.30]])
    found = overlaps(noise_matrix(joint))
    assert [(one.first, one.second) for one in found] == [(1, 2)]
    assert found[0].share == pytest.approx(0.07 / 0.67)
    assert sentence(found[0], ["a", "b\x1b[2J", "c"]).startswith("b")
    assert "\x1b" not in sentence(found[0], ["a", "b\x1b[2J", "c"])


def test_json_has_the_names_and_plain_numbers() -> None:
    values = noise_matrix(np.eye(2) / 2).as_json(["x", "y"])
    assert values == {
        "labels": ["x", "y"],
        "joint": [[0.5, 0.0], [0.0, 0.5]],
        "true_to_observed": [[1.0, 0.0], [0.0, 1.0]],
    }

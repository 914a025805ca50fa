"""The end model learns from weak labels what no function says, and listens to people more."""

from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from tests.robots.steps import ended
from tui_labeler.weak_supervision.downstream import accuracy, train


def world() -> tuple[Any, Any, Any, Any]:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 600)
    X = sp.csr_array(rng.normal(size=(600, 4)) + 1.5 * (2 * y[:, None] - 1))
    fires = rng.random(600) < 0.5
    proba = np.where((y == 1)[:, None], [0.2, 0.8], [0.8, 0.2])
    return X, y, fires, proba


def test_items_without_votes_are_left_out_and_can_be_judged() -> None:
    X, y, fires, proba = world()
    proba[~fires] = proba[~fires][:, ::-1]
    model = train(LogisticRegression, X, proba, fires, np.full(600, -1))
    assert (model.predict_proba(X).argmax(axis=1) == y)[~fires].mean() > 0.95


def test_human_labels_outweigh_weak_ones_and_judge() -> None:
    X, y, fires, proba = world()
    wrong = proba[:, ::-1]
    human = np.where(np.arange(600) < 250, y, -1)
    model = train(LogisticRegression, X, wrong, fires, human)
    assert (model.predict_proba(X).argmax(axis=1) == y).mean() > 0.95
    _, figure = ended(accuracy(LogisticRegression, X, proba, fires, human))
    assert figure.n == 250 and figure.value is not None and figure.value > 0.95
    _, unknown = ended(accuracy(LogisticRegression, X, proba, fires, np.full(600, -1)))
    assert unknown.value is None

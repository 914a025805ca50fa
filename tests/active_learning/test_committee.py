"""Disagreement of a committee: modAL's measures, on the same opinions."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from modAL import disagreement as modal

from tui_labeler.active_learning.committee import (
    Opinions,
    entropy_of_votes,
    largest_divergence,
    mutual_information,
    opinions,
)
from tui_labeler.active_learning.learner import learn
from tui_labeler.active_learning.uncertainty import margin
from tui_labeler.estimators.logistic import SeenColumnsLogisticRegression


class Committee:
    """What modAL's measures need of a committee, with given opinions."""

    def __init__(self, opinions: Opinions) -> None:
        self.opinions = opinions
        self.classes_ = np.arange(opinions.shape[2])

    def __len__(self) -> int:
        return len(self.opinions)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.opinions)

    def vote(self, X: Any) -> Any:
        """[rows, members]"""
        return self.opinions.argmax(axis=2).T

    def vote_proba(self, X: Any) -> Any:
        """[rows, members, classes]"""
        return self.opinions.transpose(1, 0, 2)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 20), st.integers(2, 5))
def test_equals_modal(seed: int, members: int, rows: int, classes: int) -> None:
    given_opinions = np.random.default_rng(seed).dirichlet(np.ones(classes), (members, rows))
    committee = Committee(given_opinions)
    X = np.zeros((rows, 1))
    np.testing.assert_allclose(
        entropy_of_votes(given_opinions), modal.vote_entropy(committee, X), atol=1e-12
    )
    np.testing.assert_allclose(
        largest_divergence(given_opinions), modal.KL_max_disagreement(committee, X), atol=1e-12
    )


def test_bald_is_high_only_where_sure_members_contradict_each_other() -> None:
    contradict = [[1.0, 0.0], [0.0, 1.0]]
    unsure = [[0.5, 0.5], [0.5, 0.5]]
    agree = [[1.0, 0.0], [1.0, 0.0]]
    found = mutual_information(np.array([contradict, unsure, agree]).transpose(1, 0, 2))
    assert found.tolist() == pytest.approx([np.log(2), 0, 0])


def test_members_differ_and_know_every_class() -> None:
    X = np.random.default_rng(0).random((12, 4))
    learner = learn(SeenColumnsLogisticRegression(), margin, X[:4], np.array([0, 0, 0, 1]))
    found = opinions(learner, X, np.random.default_rng(1))
    assert found.shape == (8, 12, 2)
    assert found.std(axis=0).max() > 0.01
    np.testing.assert_allclose(found.sum(axis=2), 1, atol=1e-5)

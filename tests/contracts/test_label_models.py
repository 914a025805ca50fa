"""Every label model of the registry keeps the contract of `label_models.model`."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from tui_labeler.registry import resolve
from tui_labeler.weak_supervision.label_models.model import LabelModel
from tui_labeler.weak_supervision.label_models.patterns import patterns
from tui_labeler.weak_supervision.registry import LABEL_MODELS


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """As in the worker: on matrices this small threads only wait for each other."""
    with threadpool_limits(1):
        yield


def a_model(name: str) -> Any:
    return resolve(LABEL_MODELS, name, "label model")


def random_votes(seed: int, m: int, n: int, k: int) -> Any:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, k, n)
    right = rng.random((m, n)) < 0.75
    votes = np.where(right, truth, rng.integers(0, k, (m, n)))
    fired = rng.random((m, n)) < 0.3
    return np.where(fired, votes, -1).astype(np.int16), truth


@pytest.mark.parametrize("name", LABEL_MODELS)
def test_it_is_the_same_model_after_a_journey_as_json(name: str) -> None:
    L, truth = random_votes(3, 5, 200, 4)
    human = np.where(np.arange(200) < 20, truth, -1)
    seen = patterns(L, 4, human)
    model = a_model(name)(seen)
    other = LabelModel.from_json(json.loads(json.dumps(model.as_json())))
    np.testing.assert_array_equal(other.predict_proba(seen), model.predict_proba(seen))
    np.testing.assert_array_equal(other.balance, model.balance)
    assert (other.name, other.reason) == (model.name, model.reason)


@pytest.mark.parametrize("name", LABEL_MODELS)
@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 1000),
    m=st.integers(1, 7),
    k=st.sampled_from([2, 3, 151]),
    humans=st.sampled_from([0, 5, 30]),
)
def test_rows_sum_to_one_and_silent_rows_get_the_balance(
    name: str, seed: int, m: int, k: int, humans: int
) -> None:
    L, truth = random_votes(seed, m, 60, k)
    L[:, 0] = -1
    human = np.where(np.arange(60) < humans, truth, -1)
    seen = patterns(L, k, human)
    model = a_model(name)(seen)
    proba = model.predict_proba(seen)
    assert proba.shape == (60, k)
    assert np.isfinite(proba).all() and (proba >= 0).all()
    np.testing.assert_allclose(proba.sum(axis=1), 1)
    np.testing.assert_allclose(proba[0], model.silent)
    if not humans:
        np.testing.assert_allclose(model.silent, model.balance)


@pytest.mark.parametrize("name", LABEL_MODELS)
@pytest.mark.parametrize("humans", [0, 40])
def test_the_order_of_functions_does_not_matter(name: str, humans: int) -> None:
    L, truth = random_votes(3, 8, 400, 3)
    human = np.where(np.arange(400) < humans, truth, -1)
    turned = np.ascontiguousarray(L[::-1])
    one, other = (patterns(votes, 3, human) for votes in (L, turned))
    np.testing.assert_allclose(
        a_model(name)(one).predict_proba(one), a_model(name)(other).predict_proba(other), atol=0.02
    )


@pytest.mark.parametrize("name", LABEL_MODELS)
def test_the_balance_that_is_given_is_that_of_silent_rows(name: str) -> None:
    L, _ = random_votes(4, 5, 100, 2)
    L[:, :3] = -1
    seen = patterns(L, 2)
    proba = a_model(name)(seen, np.array([0.9, 0.1])).predict_proba(seen)
    np.testing.assert_allclose(proba[:3], [[0.9, 0.1]] * 3)

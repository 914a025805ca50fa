"""Estimators are made from what project.toml says, and refuse what they do not know."""

import pytest

from tui_labeler.errors import JobError
from tui_labeler.estimators.classifier import make
from tui_labeler.registry import UnknownName


def test_parameters_and_seed_arrive() -> None:
    forest = make("random_forest", {"n_estimators": 3}, seed=7)
    assert (forest.n_estimators, forest.random_state) == (3, 7)  # type: ignore[attr-defined]
    given = make("random_forest", {"random_state": 1}, seed=7)
    assert given.random_state == 1  # type: ignore[attr-defined]


def test_unknown_parameter_names_the_known_ones() -> None:
    with pytest.raises(JobError) as failure:
        make("logistic_regression", {"c": 1}, seed=0)
    assert failure.value.message == "the estimator logistic_regression has no parameter c"
    assert failure.value.hint == "It has: C, class_weight, max_iter"


def test_unknown_name_has_a_guess() -> None:
    with pytest.raises(UnknownName, match="Did you mean"):
        make("random_forrest", {}, seed=0)

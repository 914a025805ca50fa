import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import check_grad
from sklearn.linear_model import LogisticRegression

from tests.label_noise.test_committee import easy
from tests.label_noise.test_confident import probabilities
from tests.robots.steps import ended
from tui_labeler.label_noise import robust
from tui_labeler.label_noise.comparison import compare
from tui_labeler.label_noise.confident import Checked, check
from tui_labeler.label_noise.registry import AUTO, CHOICES, NOISE
from tui_labeler.label_noise.soft_regression import Training, _cross_entropy, fit
from tui_labeler.registry import resolve


def noisy(n: int = 200) -> tuple[Training, Checked, np.ndarray]:
    """Training data with one label in five wrong, a check of them, and the right labels."""
    X, truth, given_labels = easy(n, 0.2)
    checked = check(given_labels, probabilities(truth, 2, strength=3.0))
    return Training(X, np.eye(2)[given_labels], np.ones(n)), checked, truth


def test_on_labels_that_are_certain_it_is_logistic_regression() -> None:
    training, _, _ = noisy(120)
    y = training.targets.argmax(axis=1)
    theirs = LogisticRegression(C=1.0, max_iter=1000).fit(training.X, y)
    ours = fit(training, C=0.5)
    # Two softmax columns of half the weight each carry half the penalty of one logistic column.
    assert ours.predict_proba(training.X) == pytest.approx(
        theirs.predict_proba(training.X), abs=0.01
    )


def test_the_gradient_is_that_of_the_loss() -> None:
    rng = np.random.default_rng(0)
    targets, transition = rng.dirichlet(np.ones(3), 1), rng.dirichlet(np.ones(3) * 5, 3)

    def softmax(z: np.ndarray) -> np.ndarray:
        weights: np.ndarray = np.exp(z - z.max())[None] / np.exp(z - z.max()).sum()
        return weights

    def value(z: np.ndarray, matrix: np.ndarray | None) -> float:
        return _cross_entropy(softmax(z), targets, matrix)[0]

    def slope(z: np.ndarray, matrix: np.ndarray | None) -> np.ndarray:
        return _cross_entropy(softmax(z), targets, matrix)[1].ravel()

    assert check_grad(value, slope, rng.normal(size=3), None) < 1e-5
    assert check_grad(value, slope, rng.normal(size=3), transition) < 1e-5


@pytest.mark.parametrize("name", [*NOISE])
def test_every_option_gives_a_model_that_can_tell(name: str) -> None:
    training, checked, truth = noisy()
    option = resolve(NOISE, name, "option")
    model = fit(option(training, checked, np.random.default_rng(0)))
    proba = model.predict_proba(training.X)
    assert proba.sum(axis=1) == pytest.approx(np.ones(len(truth)))
    assert (proba.argmax(axis=1) == truth).mean() > 0.8


@pytest.mark.parametrize("name", ["remove", "discount", "relabel", "weights"])
def test_cleaning_beats_training_on_wrong_labels(name: str) -> None:
    training, checked, truth = noisy()
    option = resolve(NOISE, name, "option")
    plain, cleaned = fit(training), fit(option(training, checked, np.random.default_rng(0)))
    accuracy = [
        (m.predict_proba(training.X).argmax(axis=1) == truth).mean() for m in (plain, cleaned)
    ]
    assert accuracy[1] > accuracy[0] + 0.02


@given(seed=st.integers(0, 1000), k=st.integers(2, 5))
@settings(max_examples=20, deadline=None)
def test_options_keep_shares_and_weights_sane(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    y = np.concatenate([np.repeat(np.arange(k), 3), rng.integers(0, k, 20)])
    checked = check(y, probabilities(y, k, seed, strength=0.0))
    training = Training(sp.csr_array(rng.random((len(y), 4))), np.eye(k)[y], np.ones(len(y)))
    for name in NOISE:
        made = resolve(NOISE, name, "option")(training, checked, rng)
        assert np.isfinite(made.targets).all() and (made.targets >= 0).all(), name
        assert made.targets.sum(axis=1) == pytest.approx(np.ones(len(y))), name
        assert np.isfinite(made.weight).all() and (made.weight >= 0).all(), name
        if made.transition is not None:
            assert made.transition.sum(axis=1) == pytest.approx(np.ones(k))
            assert np.diagonal(made.transition).min() >= robust.LEAST_RIGHT - 1e-9
    assert training.weight.tolist() == [1.0] * len(y)
    assert training.targets.tolist() == np.eye(k)[y].tolist()


def test_the_comparison_rests_on_trusted_rows_alone() -> None:
    X, truth, given_labels = easy(150, 0.2)
    trusted = np.arange(150) < 60
    y = np.where(trusted, truth, given_labels)
    arguments = {"n_classes": 2, "seed": 0, "groups": np.arange(150)}
    _, figures = ended(compare(X, y, trusted, **arguments))  # type: ignore[arg-type]
    assert list(figures) == list(NOISE)
    assert all(one.n == 60 and (one.value or 0) > 0.6 for one in figures.values())
    _, none = ended(compare(X, y, np.zeros(150, np.bool_), **arguments))  # type: ignore[arg-type]
    assert all(one.value is None and one.reason for one in none.values())


def test_the_default_is_one_of_them() -> None:
    assert {AUTO, *NOISE} == CHOICES.keys()

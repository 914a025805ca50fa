"""The final model is scikit-learn's, and says what the soft regression says."""

from collections.abc import Generator

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from tests.label_noise.test_committee import easy
from tests.label_noise.test_robust import noisy
from tests.robots.steps import ended
from tui_labeler.jobs import Progress
from tui_labeler.label_noise import choosing
from tui_labeler.label_noise.choosing import ENOUGH, checked_labels, discount_is_better
from tui_labeler.label_noise.confident import Checked
from tui_labeler.label_noise.linear import C, as_scikit_learn, train
from tui_labeler.label_noise.registry import NOISE
from tui_labeler.label_noise.soft_regression import SoftRegression, Training, fit
from tui_labeler.registry import UnknownName


def nobody(rows: np.ndarray) -> np.ndarray:
    """No label is the person's own."""
    return np.zeros(len(rows), bool)


@pytest.mark.parametrize("k", [2, 3])
def test_it_gives_the_same_probabilities(k: int) -> None:
    rng = np.random.default_rng(0)
    fitted = SoftRegression(rng.normal(size=(4, k)), rng.normal(size=k))
    classes = ["a", "b", "c"][:k]
    model, X = as_scikit_learn(fitted, classes, 0), rng.normal(size=(20, 4))
    assert type(model) is LogisticRegression
    assert model.predict_proba(X) == pytest.approx(fitted.predict_proba(X))
    best = [classes[place] for place in fitted.predict_proba(X).argmax(axis=1)]
    assert model.predict(X).tolist() == best


def test_every_option_trains_and_none_trains_plainly() -> None:
    training, _, truth = noisy()
    groups = np.arange(len(truth))
    right = {}
    for noise in NOISE:
        _, model = ended(
            train(training, ("a", "b"), noise, sure=nobody(groups), seed=0, groups=groups)
        )
        right[noise] = (model.predict(training.X) == np.array(["a", "b"])[truth]).mean()
        if noise == "none":
            plain = fit(training, C).predict_proba(training.X)
            assert model.predict_proba(training.X) == pytest.approx(plain)
    assert right["remove"] > right["none"]


def test_labels_too_few_to_check_are_learned_as_they_are() -> None:
    training, _, _ = noisy()
    two = Training(training.X[:2], np.eye(2), np.ones(2))
    _, model = ended(
        train(two, ("a", "b"), "remove", sure=nobody(two.weight), seed=0, groups=np.arange(2))
    )
    assert model.predict(two.X).tolist() == ["a", "b"]


def test_an_unknown_option_is_named() -> None:
    training, _, truth = noisy()
    with pytest.raises(UnknownName, match="mixup"):
        ended(
            train(
                training,
                ("a", "b"),
                "mixups",
                sure=nobody(truth),
                seed=0,
                groups=np.arange(len(truth)),
            )
        )


@pytest.mark.parametrize(("n", "wrong", "better"), [(600, 0.2, True), (600, 0.0, False)])
def test_auto_discounts_where_that_predicts_other_labels_better(
    n: int, wrong: float, better: bool
) -> None:
    X, _, given = easy(n, wrong)
    training, groups = Training(X, np.eye(2)[given], np.ones(n)), np.arange(n)
    assert ended(discount_is_better(training, groups, 0))[1] is better
    found = {}
    for noise in ("auto", "none", "discount"):
        _, model = ended(
            train(training, ("a", "b"), noise, sure=nobody(groups), seed=0, groups=groups)
        )
        found[noise] = model.coef_.tolist()
    assert found["auto"] == found["discount" if better else "none"]


def test_auto_takes_the_persons_own_labels_as_they_are() -> None:
    X, truth, given = easy(600, 0.2)
    training, groups = Training(X, np.eye(2)[given], np.ones(600)), np.arange(600)
    plain = fit(training, C).predict_proba(X)
    sure = np.ones(600, bool)
    progress, model = ended(train(training, ("a", "b"), "auto", sure=sure, seed=0, groups=groups))
    assert [one.what for one in progress] == ["training"], "nothing is checked"
    assert model.predict_proba(X) == pytest.approx(plain)
    sure[:300] = False
    _, partly = ended(train(training, ("a", "b"), "auto", sure=sure, seed=0, groups=groups))
    _, wholly = ended(
        train(training, ("a", "b"), "auto", sure=nobody(groups), seed=0, groups=groups)
    )
    right = [(one.predict(X) == np.array(["a", "b"])[truth]).mean() for one in (partly, wholly)]
    assert right[0] < right[1]


def test_few_labels_are_not_compared() -> None:
    training, _, truth = noisy(ENOUGH - 1)
    steps = discount_is_better(training, np.arange(len(truth)), 0)
    assert ended(steps) == ([], False)


def test_of_many_labels_a_part_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "MOST", 400)
    X, _, given = easy(900, 0.2)
    training = Training(X, np.eye(2)[given], np.ones(900))
    seen: list[int] = []

    def checked(
        part: Training, groups: NDArray[np.intp], seed: int
    ) -> Generator[Progress, None, Checked]:
        seen.append(len(groups))
        assert part.X.shape[0] == len(groups)
        return checked_labels(part, groups, seed)

    monkeypatch.setattr(choosing, "checked_labels", checked)
    assert ended(discount_is_better(training, np.arange(900), 0))[1]
    assert sum(seen) == 2 * 400, "each fold is left out once"

"""The estimate of what random order would have needed."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tui_labeler.active_learning.random_order import NEEDED, Known, RandomOrder, random_order


class Learns:
    """Right on a share of the rows that grows with the logarithm of the labels: 0.5 at 10, 0.7 at
    100, 0.9 at 1,000."""

    def __init__(self, X: NDArray[Any], y: NDArray[np.intp]) -> None:
        self.share = 0.3 + 0.2 * np.log10(len(y))

    def predict(self, X: NDArray[Any]) -> NDArray[np.intp]:
        """The truth stands in X, and a number that says how hard the row is."""
        truth = X[:, 0].astype(np.intp)
        return np.where(X[:, 1] < self.share, truth, 1 - truth)


def known(n: int, accuracy: float, y: NDArray[np.intp] | None = None, pool: int = 10_000) -> Known:
    """`n` random answers of 150 labels."""
    rng = np.random.default_rng(1)
    y = rng.integers(2, size=n) if y is None else y
    X = np.column_stack([y, rng.permutation(n) / n])
    return Known(X=X, y=y, labels=150, accuracy=accuracy, pool=pool)


def estimate(known: Known, fit: Any = Learns) -> RandomOrder:
    """With a seed."""
    return random_order(known, fit, np.random.default_rng(2))


def test_the_labels_at_which_the_line_gets_there() -> None:
    found = estimate(known(2000, 0.9))
    assert found.needs is not None and found.low is not None and found.high is not None
    assert 600 < found.needs < 1600
    assert found.low < found.needs < found.high
    assert found.labels == 150


def test_the_curve_up_to_the_present_labels() -> None:
    curve = np.array(estimate(known(400, 0.8)).curve)
    labels, value, low, high = curve.T
    assert (labels[0], labels[-1]) == (100, 150) and (np.diff(labels) > 0).all()
    assert (np.diff(value) > 0).all() and value[0] == pytest.approx(0.7, abs=0.05)
    assert ((low >= 0) & (low < value) & (value < high) & (high <= 1)).all()


def test_few_answers_make_a_wide_band() -> None:
    wide, narrow = estimate(known(60, 0.7)), estimate(known(2000, 0.7))
    assert wide.low is not None and wide.high is not None
    assert narrow.low is not None and narrow.high is not None
    assert wide.high / wide.low > 3 * narrow.high / narrow.low


def test_never_more_than_the_pool() -> None:
    found = estimate(known(400, 1.0, pool=1500))
    assert found.needs == found.high == 1500


class Stuck(Learns):
    """No better with more labels."""

    def __init__(self, X: NDArray[Any], y: NDArray[np.intp]) -> None:
        self.share = 0.9 - 0.1 * np.log10(len(y))


@pytest.mark.parametrize(
    ("what", "fit", "reason"),
    [
        pytest.param(known(NEEDED - 1, 0.8), Learns, "needs 40 random", id="few"),
        pytest.param(known(400, 0.8), Stuck, "no growth yet", id="no growth"),
        pytest.param(
            known(60, 0.8, np.zeros(60, np.intp)), Learns, "nearly one label", id="one label"
        ),
    ],
)
def test_no_estimate_has_a_reason(what: Known, fit: Any, reason: str) -> None:
    found = estimate(what, fit)
    assert found.needs is None and reason in found.reason

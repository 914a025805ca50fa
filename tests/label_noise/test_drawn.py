import numpy as np

from tui_labeler.label_noise.drawn import LEAST, drawn


def test_few_are_all_drawn() -> None:
    rows = drawn(np.zeros(5, np.intp), np.arange(5), 5, np.random.default_rng(0))
    assert rows.tolist() == list(range(5))


def test_classes_keep_their_shares_and_a_rare_one_is_not_lost() -> None:
    y = np.repeat([0, 1, 2], [60_000, 39_950, 50])
    rows = drawn(y, np.arange(len(y)), 10_000, np.random.default_rng(0))
    assert np.bincount(y[rows]).tolist() == [6000, 3995, min(50, LEAST)]
    assert (np.diff(rows) > 0).all()


def test_copies_are_drawn_together() -> None:
    y, groups = np.zeros(10_000, np.intp), np.repeat(np.arange(2_500), 4)
    rows = drawn(y, groups, 1_000, np.random.default_rng(0))
    drawn_of = np.bincount(groups[rows], minlength=2_500)
    assert set(drawn_of.tolist()) == {0, 4}
    assert len(rows) == 1_000

"""How far a job is: the share at once, the time left after a second of the same step."""

from tui_labeler.jobs import Progress
from tui_labeler.session.how_far import HowFar


def test_the_time_left_is_told_of_a_step_that_takes_longer() -> None:
    now = 100.0
    how_far = HowFar(lambda: now)
    assert how_far.words(Progress("features", 10, 100)) == "features 10%"
    now = 100.5
    assert how_far.words(Progress("features", 20, 100)) == "features 20%"
    now = 110.0
    assert how_far.words(Progress("features", 30, 100)) == "features 30%, 35 s left"
    assert how_far.words(Progress("training")) == "training"


def test_another_step_and_one_that_begins_anew_are_timed_from_their_start() -> None:
    now = 0.0
    how_far = HowFar(lambda: now)
    how_far.words(Progress("a", 0, 10))
    now = 50.0
    assert how_far.words(Progress("b", 1, 10)) == "b 10%"
    now = 52.0
    assert how_far.words(Progress("b", 2, 10)) == "b 20%, 16 s left"
    assert how_far.words(Progress("b", 0, 10)) == "b 0%"
    now = 352.0
    assert how_far.words(Progress("b", 5, 10)) == "b 50%, 5 min left"

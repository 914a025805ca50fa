"""How far a job is: the share at once, the time left after a second of the same step."""

from tui_labeler.jobs import Failure, Job, Progress, Report, Result
from tui_labeler.session.how_far import HowFar, Messages


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


def test_a_step_without_a_total_says_how_long_it_took_the_last_time() -> None:
    now = 0.0
    how_far = HowFar(lambda: now)
    assert how_far.words(Progress("training")) == "training"
    now = 12.0
    how_far.ended()
    now = 100.0
    assert how_far.words(Progress("training")) == "training, 12 s last time"
    now = 100.2
    how_far.words(Progress("saving"))
    assert how_far.words(Progress("training")) == "training"


def test_each_kind_of_job_has_a_message_of_its_own() -> None:
    messages = Messages()
    learner, functions = (Job(kind, "m:f", {}) for kind in ("learner", "functions"))
    assert messages.of(Report(learner, Progress("features", 5, 10))) == "features 50%"
    assert messages.of(Report(functions, Progress("a", 1, 10))) == "a 10%"
    assert messages.of(Report(learner, Failure("no words"))) == "no words"
    assert messages.of(Report(functions, Result({}))) == ""

"""Jobs and outcomes come back from JSON as they were."""

from typing import Any

import pytest

from tui_labeler.jobs import Failure, Job, Outcome, Partial, Progress, Result
from tui_labeler.worker import messages
from tui_labeler.worker.frames import FrameError


@pytest.mark.parametrize(
    "outcome",
    [
        Progress("reading", 1, 3),
        Partial({"rows": [1, 2]}),
        Result({}),
        Failure("it failed", "because"),
    ],
)
def test_outcomes_come_back(outcome: Outcome) -> None:
    assert messages.to_outcome(messages.from_outcome(outcome)) == outcome


def test_a_job_comes_back_without_its_time_limit() -> None:
    job = Job("learner", "a:b", {"n": 1}, seconds=3)
    assert messages.to_job(messages.from_job(job)) == Job("learner", "a:b", {"n": 1})


@pytest.mark.parametrize(
    "message",
    [None, 3, "Result", [], ["Result"], ["Job", {}], ["Result", {"x": 1}], ["Result", 1], [[], {}]],
)
def test_anything_else_is_refused(message: Any) -> None:
    with pytest.raises(FrameError, match="no outcome of a job"):
        messages.to_outcome(message)

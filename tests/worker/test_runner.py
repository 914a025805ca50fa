"""The contract of a runner, held by the child processes and by their in-process twin."""

import pytest

from tests.worker.harness import Harness, job
from tui_labeler.jobs import Failure, Job, Partial, Progress, Report, Result


def test_progress_partial_and_result_come_in_order(harness: Harness) -> None:
    assert harness.run(job("count", to=2)) == [
        Progress("counting", 1, 2),
        Progress("counting", 2, 2),
        Partial({"half": 1}),
        Result({"counted": 2}),
    ]


def test_a_report_carries_the_job_that_was_submitted(harness: Harness) -> None:
    first, second = job("echo", n=1), job("echo", n=2)
    harness.run(first)
    harness.run(second)
    assert harness.reports == [Report(first, Result({"n": 1})), Report(second, Result({"n": 2}))]
    assert harness.reports[0].job is first


def test_values_arrive_as_json_has_them(harness: Harness) -> None:
    assert harness.result(job("echo", pair=(1, 2), hostile="\ud800\x1b[2J", none=None)) == {
        "pair": [1, 2],
        "hostile": "\ud800\x1b[2J",
        "none": None,
    }


def test_an_explained_error_becomes_its_sentence(harness: Harness) -> None:
    assert harness.run(job("explain")) == [
        Progress("reading"),
        Failure("pool.csv, line 4: no such column.\n  Known: text"),
    ]


def test_any_other_exception_is_named_and_traced_without_locals(harness: Harness) -> None:
    failure = harness.failure(job("fail", secret="sk-secret"))
    assert failure.message == "the learner job failed: ValueError"
    assert "in fail" in failure.details
    assert "ValueError: bad value" in failure.details
    assert "sk-secret" not in failure.details


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("leave", "the learner job failed: SystemExit"),
        ("no_result", "the learner job ended without a result."),
        ("wrong_type", "the learner job failed: TypeError"),
        ("not_json", "the learner job failed: TypeError"),
        ("too_large", "a message of 17825828 bytes is too large (at most 16777216)."),
        ("nowhere_to_be_found", "the learner job failed: AttributeError"),
    ],
)
def test_every_other_way_to_end_is_a_failure(harness: Harness, name: str, message: str) -> None:
    assert harness.failure(job(name)).message == message


def test_a_missing_module_or_argument_is_a_failure(harness: Harness) -> None:
    lost = Job("learner", "tests.worker.nowhere:job", {})
    assert harness.failure(lost).message == "the learner job failed: ModuleNotFoundError"
    assert harness.failure(job("count")).message == "the learner job failed: TypeError"


def test_the_next_job_runs_after_a_failure(harness: Harness) -> None:
    harness.failure(job("fail", secret=""))
    assert harness.result(job("echo", n=1)) == {"n": 1}


def test_kinds_do_not_disturb_each_other(harness: Harness) -> None:
    jobs = [job("echo", kind=kind, n=kind) for kind in ("learner", "functions", "llm")]
    for one in jobs:
        harness.runner.submit(one)
    for one in jobs:
        assert harness.wait_for(Result, of=one).values == {"n": one.kind}


def test_of_many_jobs_the_newest_always_runs(harness: Harness) -> None:
    jobs = [job("echo", n=n) for n in range(20)]
    for one in jobs:
        harness.runner.submit(one)
    assert harness.wait_for(Result, of=jobs[-1]).values == {"n": 19}
    ran = [report.outcome.values["n"] for report in harness.reports]  # type: ignore[union-attr]
    assert ran == sorted(set(ran))


def test_arguments_that_are_not_json_are_refused_at_once(harness: Harness) -> None:
    with pytest.raises(TypeError):
        harness.runner.submit(job("echo", labels={1, 2}))
    assert not harness.runner.running("learner")


def test_cancelling_what_does_not_run_changes_nothing(harness: Harness) -> None:
    harness.runner.cancel("learner")
    assert harness.result(job("echo", n=1)) == {"n": 1}
    harness.runner.cancel("learner")
    assert harness.result(job("echo", n=2)) == {"n": 2}


def test_closing_twice_is_closing_once_and_nothing_runs_after(harness: Harness) -> None:
    harness.run(job("echo", n=1))
    harness.runner.close()
    harness.runner.close()
    harness.runner.submit(job("echo", n=2))
    harness.runner.cancel("learner")
    assert not harness.runner.running("learner")
    assert harness.runner.poll() == []


def test_what_came_before_closing_can_still_be_polled(harness: Harness) -> None:
    one = job("echo", n=1)
    harness.runner.submit(one)
    harness.wait(lambda: not harness.runner.running("learner"))
    harness.runner.close()
    assert [report.job for report in harness.reports + harness.runner.poll()] == [one]


def test_nothing_runs_at_first(harness: Harness) -> None:
    assert harness.runner.poll() == []
    assert not harness.runner.running("learner")

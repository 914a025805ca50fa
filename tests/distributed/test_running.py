"""Jobs on a cluster: results, failures, workers that die, and a wait that is given up."""

import os
import select
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tui_labeler.distributed.running import run
from tui_labeler.errors import JobError
from tui_labeler.jobs import Job

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 30_000
"""Milliseconds."""


def job(name: str, **arguments: object) -> Job:
    return Job("test", f"tests.distributed.jobs_for_tests:{name}", arguments)


def test_each_result_has_the_name_of_its_job(client: "Client") -> None:
    found = dict(run(client, {str(n): job("square", number=n) for n in range(3)}))
    assert {name: values["square"] for name, values in found.items()} == {"0": 0, "1": 1, "2": 4}
    workers = set(client.run(os.getpid).values())
    assert workers.isdisjoint(values["process"] for values in found.values())


def test_a_failure_names_the_file(client: "Client", tmp_path: Path) -> None:
    jobs = {"bad.parquet": job("fail", file="bad.parquet")}
    with pytest.raises(JobError, match=r"bad\.parquet.*line 3: this row has 2 cells"):
        list(run(client, jobs))


def test_what_a_worker_cannot_load_is_explained(client: "Client") -> None:
    jobs = {"a": Job("test", "tests.distributed.nowhere:job", {})}
    with pytest.raises(JobError, match="ModuleNotFoundError"):
        list(run(client, jobs))


def test_a_worker_that_dies_takes_no_job_along(client: "Client", tmp_path: Path) -> None:
    jobs = {"deadly": job("lose_the_worker", marker=str(tmp_path / "died"))}
    jobs["other"] = job("square", number=3)
    found = dict(run(client, jobs))
    assert (tmp_path / "died").exists()
    assert found.keys() == {"deadly", "other"}


@pytest.mark.slow
def test_a_job_that_no_worker_survives_is_named(client: "Client", tmp_path: Path) -> None:
    jobs = {"deadly": job("lose_the_worker", marker=str(tmp_path / "none" / "here"))}
    with pytest.raises(JobError, match="deadly: every worker that had it was lost"):
        list(run(client, jobs))


def test_who_no_longer_waits_leaves_no_process(client: "Client", tmp_path: Path) -> None:
    """The first result is taken; the job that hangs then ends with its process."""
    marker = tmp_path / "process"
    jobs = {"hangs": job("wait_for_ever", marker=str(marker))}
    jobs["quick"] = job("square", number=1)
    with closing(run(client, jobs)) as results:
        assert next(results)[0] == "quick"
        while not marker.exists():
            dict(run(client, {"again": job("square", number=1)}))
        process = os.pidfd_open(int(marker.read_text()))
    waiting = select.poll()
    waiting.register(process, select.POLLIN)
    assert waiting.poll(PATIENCE), "the process is still there"
    os.close(process)

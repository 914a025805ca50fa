"""What only child processes can do: be timed, killed, silenced and left behind."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.conftest import CHECKOUT
from tests.worker.harness import PATIENCE, Harness, job
from tui_labeler.jobs import Failure, Partial, Result
from tui_labeler.worker import launch
from tui_labeler.worker.processes import ProcessRunner
from tui_labeler.worker.runner import GRACE


class Fifo:
    """A fifo a job holds open: when the job's process is gone, its end can be read."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = str(path)
        self.fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def wait_until_let_go(self) -> None:
        """Return when nobody holds it open any more. Somebody must have."""
        assert select.select([self.fd], [], [], PATIENCE)[0], "the process still lives"
        assert os.read(self.fd, 1) == b""


@pytest.fixture
def fifo(tmp_path: Path) -> Iterator[Fifo]:
    made = Fifo(tmp_path / "fifo")
    yield made
    os.close(made.fd)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    started = monotonic()
    yield
    assert monotonic() - started < seconds


def test_a_child_stays_warm_and_each_kind_has_its_own(processes: Harness) -> None:
    pids = [processes.result(job("report_all", kind=kind))["pid"] for kind in ("a", "a", "b")]
    assert pids[0] == pids[1] != pids[2]
    assert os.getpid() not in pids


def test_a_newer_job_replaces_the_one_that_waits(processes: Harness, fifo: Fifo) -> None:
    running, replaced, newest = job("hold", path=fifo.path), job("echo", n=1), job("echo", n=2)
    processes.runner.submit(running)
    pid = processes.wait_for(Partial, of=running).values["pid"]
    processes.runner.submit(replaced)
    processes.runner.submit(newest)
    os.kill(pid, signal.SIGKILL)
    assert processes.wait_for(Result, of=newest).values == {"n": 2}
    assert [report.job for report in processes.reports] == [running, running, newest]


def test_jobs_of_other_functions_wait_their_turn(processes: Harness, fifo: Fifo) -> None:
    """Several parts of a session share a child; none of them hears of a job that is dropped."""
    running, first, second = job("hold", path=fifo.path), job("count", to=1), job("echo", n=2)
    processes.runner.submit(running)
    pid = processes.wait_for(Partial, of=running).values["pid"]
    processes.runner.submit(first)
    processes.runner.submit(second)
    os.kill(pid, signal.SIGKILL)
    assert processes.wait_for(Result, of=second).values == {"n": 2}
    assert processes.wait_for(Result, of=first)
    ended = [r.job for r in processes.reports if isinstance(r.outcome, Result | Failure)]
    assert ended == [running, first, second]


@pytest.mark.fault("F100")
def test_a_job_beyond_its_time_is_killed_and_named(processes: Harness, fifo: Fifo) -> None:
    processes.run(job("echo"))
    failure = processes.failure(job("deaf", path=fifo.path, seconds=0.3))
    assert failure.message == "the learner job took longer than 0.3 s and was stopped."
    fifo.wait_until_let_go()
    assert processes.result(job("echo", n=1)) == {"n": 1}


def test_a_time_limit_ends_with_its_job(processes: Harness, fifo: Fifo) -> None:
    processes.run(job("echo", seconds=30.0))
    processes.run(job("count", to=1))
    assert processes.result(job("count", to=1, seconds=30.0)) == {"counted": 1}


@pytest.mark.fault("F100")
@pytest.mark.parametrize(
    ("name", "arguments", "how"),
    [
        ("die", {"code": 0}, "exit code 0"),
        ("die", {"code": 4}, "exit code 4"),
        ("crash", {}, "SIGSEGV"),
        ("killed", {}, "SIGKILL"),
    ],
)
def test_a_child_that_dies_fails_its_job_and_is_replaced(
    processes: Harness, name: str, arguments: dict[str, Any], how: str
) -> None:
    failure = processes.failure(job(name, **arguments))
    assert failure.message == f"the learner process ended too early ({how})."
    assert processes.result(job("echo", n=1)) == {"n": 1}


def test_a_crash_leaves_a_trace_in_the_log(processes: Harness, log: Path) -> None:
    processes.failure(job("crash"))
    assert "Segmentation fault" in log.read_text()
    assert "in crash" in log.read_text()


def test_a_child_killed_while_idle_is_replaced(processes: Harness) -> None:
    pid = processes.result(job("report_all"))["pid"]
    os.kill(pid, signal.SIGKILL)
    _wait_until_reaped(processes, pid)
    assert processes.result(job("report_all"))["pid"] != pid


def test_a_child_that_talks_nonsense_is_stopped(processes: Harness) -> None:
    failure = processes.failure(job("babble", seconds=PATIENCE))
    assert failure.message.startswith("the learner process was stopped: a message says it has")


def test_a_process_that_cannot_start_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    harness = Harness(
        lambda notify: ProcessRunner(log=tmp_path / "file" / "worker.log", notify=notify)
    )
    assert "the learner process could not start" in harness.failure(job("echo")).message
    assert "the learner process could not start" in harness.failure(job("echo")).message
    harness.runner.close()


def test_cancel_stops_the_job_without_a_word(processes: Harness, fifo: Fifo) -> None:
    held, waiting = job("hold", path=fifo.path), job("echo", n=1)
    processes.runner.submit(held)
    processes.wait_for(Partial, of=held)
    processes.runner.submit(waiting)
    with at_most(GRACE / 2):
        processes.runner.cancel("learner")
        processes.runner.cancel("learner")
    processes.wait(lambda: not processes.runner.running("learner"))
    fifo.wait_until_let_go()
    assert len(processes.reports) == 1
    assert processes.result(job("echo", n=2)) == {"n": 2}
    assert not any(isinstance(report.outcome, Failure) for report in processes.reports)


def test_a_job_submitted_while_another_is_stopped_runs_next(processes: Harness, fifo: Fifo) -> None:
    held, following = job("deaf", path=fifo.path), job("echo", n=1)
    processes.runner.submit(held)
    processes.wait_for(Partial, of=held)
    processes.runner.cancel("learner")
    processes.runner.submit(following)
    assert processes.wait_for(Result, of=following).values == {"n": 1}


def test_a_stopped_job_may_tidy_up(processes: Harness, tmp_path: Path) -> None:
    tidy = job("tidy_up", path=str(tmp_path / "tidy"))
    processes.runner.submit(tidy)
    processes.wait_for(Partial, of=tidy)
    processes.runner.cancel("learner")
    processes.wait(lambda: not processes.runner.running("learner"))
    assert (tmp_path / "tidy").read_text() == "tidy"


@pytest.mark.fault("F032", "F100")
def test_close_kills_what_does_not_listen_in_time(processes: Harness, fifo: Fifo) -> None:
    deaf = job("deaf", path=fifo.path)
    processes.runner.submit(deaf)
    pid = processes.wait_for(Partial, of=deaf).values["pid"]
    processes.runner.submit(job("echo", kind="functions"))
    with at_most(GRACE + 0.4):
        processes.runner.close()
    fifo.wait_until_let_go()
    with pytest.raises(ProcessLookupError):  # A zombie would still be there.
        os.kill(pid, 0)


def test_close_ends_idle_children_without_waiting(processes: Harness) -> None:
    pid = processes.result(job("report_all"))["pid"]
    processes.runner.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


PARENT = """\
import sys, threading
from pathlib import Path
from tests.worker.harness import Harness, job
from tui_labeler.jobs import Partial
from tui_labeler.worker.processes import ProcessRunner

fifo, log = sys.argv[1:]
harness = Harness(lambda notify: ProcessRunner(log=Path(log), notify=notify))
held = job("deaf", path=fifo)
harness.runner.submit(held)
harness.wait_for(Partial, of=held)
print("ready", flush=True)
threading.Event().wait()
"""


@pytest.mark.fault("F032")
def test_killing_the_parent_leaves_no_orphan(fifo: Fifo, log: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, fifo.path, str(log)],
        cwd=CHECKOUT,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
    )
    with parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        parent.kill()
    fifo.wait_until_let_go()


def test_what_a_job_prints_goes_to_the_log(
    processes: Harness, log: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert processes.result(job("chatter")) == {"read": ""}
    assert capfd.readouterr() == ("", "")
    assert log.read_text().splitlines() == [
        "printed by a job \u2603",
        "written to fd 1",
        "written to fd 2",
    ]


def test_failures_are_in_the_log_which_only_its_owner_reads(processes: Harness, log: Path) -> None:
    processes.failure(job("fail", secret="sk-secret"))
    assert "ValueError: bad value" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_long_log_is_set_aside(
    processes: Harness, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "LOG_LIMIT", 3)
    log.parent.mkdir()
    log.write_text("long")
    processes.run(job("echo"))
    assert log.with_name("worker.log.old").read_text() == "long"
    assert log.read_text() == ""


@pytest.mark.parametrize("kind", ["learner", "functions", "checks", "simulation-0", "llm"])
def test_only_the_llm_child_has_keys(processes: Harness, kind: str) -> None:
    environment = processes.result(job("report_all", kind=kind))["environment"]
    named = [environment.get(name) for name in ("OPENAI_API_KEY", "HOUSE_PASSWORD")]
    assert named == (["sk-secret", "sk-other"] if kind == "llm" else [None, None])
    assert environment["OMP_NUM_THREADS"] == environment["OPENBLAS_NUM_THREADS"] == "1"


def test_modules_in_the_current_folder_are_not_picked_up(
    processes: Harness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "tui_labeler", "signal"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('hijacked')")
    monkeypatch.chdir(tmp_path)
    path = processes.result(job("report_all"))["path"]
    assert not {"", ".", str(tmp_path)} & set(path)


def _wait_until_reaped(harness: Harness, pid: int) -> None:
    def gone() -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        return False

    harness.wait(gone)

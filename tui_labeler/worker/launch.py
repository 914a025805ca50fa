"""Starting a child process, and ending it so that nothing of it is left.

`subprocess.Popen` on private pipes: multiprocessing and joblib fail inside a running Textual app
("bad value(s) in fds_to_keep"), and threads share the GIL and delay quitting.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Collection, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import tui_labeler
from tui_labeler.worker.runner import GRACE
from tui_labeler.worker.secrets import LLM, environment_for

LINGER = 40.0
"""Seconds that an llm child outlives its parent at most: what it has asked is paid, and it writes
the last answers down."""
LOG_LIMIT = 5_000_000
"""Bytes; a log that is longer when a child starts is set aside as `<name>.old`."""

# The child runs its parent's package. Nothing in the current folder (-P) or beside the package
# comes before the standard library.
_BOOTSTRAP = """\
import sys
beside, jobs, outcomes, grace = sys.argv[1:]
sys.path.insert(0, beside)
import tui_labeler
sys.path.append(sys.path.pop(0))
from tui_labeler.worker.child import main
main(int(jobs), int(outcomes), float(grace))
"""
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(slots=True)
class Child:
    """A process and this side's ends of its pipes."""

    process: subprocess.Popen[bytes]
    jobs: int | None
    """Jobs are written here; closing it asks the child to end."""
    outcomes: int

    def close_jobs(self) -> None:
        """Ask the child to end. Twice is once."""
        if self.jobs is not None:
            os.close(self.jobs)
            self.jobs = None

    def end(self) -> str:
        """Kill what is left of the child and of what it started; say how it ended."""
        self.close_jobs()
        os.close(self.outcomes)
        # Before the wait: a process id may not be used again until its process is waited for.
        # PermissionError is how macOS names a group of zombies.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        code = self.process.wait()
        return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


def start(
    kind: str, log: Path, environment: Mapping[str, str], secrets: Collection[str] = ()
) -> Child:
    """Start a child for jobs of `kind`; what it prints is appended to `log`. Raises OSError.

    `secrets`: variables of `environment` that only the llm child gets.
    """
    with ExitStack() as for_child, ExitStack() as kept:
        log_fd = _open_log(log)
        for_child.callback(os.close, log_fd)
        jobs_read, jobs_write = os.pipe()
        for_child.callback(os.close, jobs_read)
        kept.callback(os.close, jobs_write)
        outcomes_read, outcomes_write = os.pipe()
        for_child.callback(os.close, outcomes_write)
        kept.callback(os.close, outcomes_read)
        beside = Path(tui_labeler.__file__).resolve().parents[1]
        pipes = (str(jobs_read), str(outcomes_write))
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BOOTSTRAP, beside, *pipes, str(grace(kind))],
            pass_fds=(jobs_read, outcomes_write),
            stdin=subprocess.DEVNULL,
            stdout=log_fd,
            stderr=log_fd,
            start_new_session=True,
            # One thread for linear algebra: the person's keys need the other cores.
            env=environment_for(kind, environment, secrets) | _ONE_THREAD,
        )
        kept.pop_all()
        os.set_blocking(jobs_write, False)
        return Child(process, jobs_write, outcomes_read)


def grace(kind: str) -> float:
    """Seconds between the end of a child's pipe and its own."""
    return LINGER if kind == LLM else GRACE


def _open_log(log: Path) -> int:
    log.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        if log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_name(log.name + ".old"))
    return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)

"""The main program of a child process: reads jobs from one pipe, writes outcomes to another.

Standard output and standard error are the log. The child ends when its parent closes the pipe or
dies: a running job first gets some seconds of grace to run its `finally` blocks.
"""

import ctypes
import faulthandler
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from io import TextIOWrapper
from queue import SimpleQueue
from types import FrameType
from typing import NoReturn

from tui_labeler.jobs import Failure, Job, Outcome
from tui_labeler.worker import execution, frames, messages
from tui_labeler.worker.runner import GRACE

_PR_SET_PDEATHSIG = 1
NICE = 10
"""How much a job gives way: a key that is pressed has the processor at once."""


class Cancelled(BaseException):
    """Raised in the running job when nobody waits for it any more."""


def main(jobs_fd: int, outcomes_fd: int, grace: float = GRACE) -> None:
    """Run the jobs that come on `jobs_fd`, one after the other, until it is closed.

    `grace`: seconds a job has after that; with more than `GRACE` also when the parent was killed.
    """
    _prepare(jobs_fd, outcomes_fd, dies_with_parent=grace <= GRACE)
    jobs: SimpleQueue[Job] = SimpleQueue()
    threading.Thread(target=_listen, args=(jobs_fd, jobs, grace), daemon=True).start()

    def send(outcome: Outcome) -> None:
        if isinstance(outcome, Failure):
            print(outcome.message, outcome.details, sep="\n", file=sys.stderr, flush=True)
        frames.write(outcomes_fd, frames.encode(messages.from_outcome(outcome)))

    with suppress(Cancelled, BrokenPipeError):
        while True:
            execution.run(jobs.get(), send)


def _prepare(*pipes: int, dies_with_parent: bool) -> None:
    """Keep pipes and files private, follow the parent into death, write readable logs."""
    for fd in pipes:
        os.set_inheritable(fd, False)
    os.nice(NICE)
    os.umask(0o077)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _cancel)
    faulthandler.enable()
    if sys.platform == "linux" and dies_with_parent:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True, errors="backslashreplace")


def _cancel(signum: int, frame: FrameType | None) -> NoReturn:
    raise Cancelled


def _listen(jobs_fd: int, jobs: SimpleQueue[Job], grace: float) -> None:
    """Pass jobs on; at the end of the pipe end this process, and what it started."""
    for message in frames.read(jobs_fd):
        jobs.put(messages.to_job(message))
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace)
    os.killpg(0, signal.SIGKILL)

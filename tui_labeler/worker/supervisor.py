"""The life of one child: a thread starts it, hands it jobs, listens, keeps time and buries it.

The thread that starts a child lives as long as the child does: on Linux a child is told when the
*thread* that made it ends.
"""

import os
import select
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from tui_labeler.jobs import Failure, Job, Outcome, Report, Result
from tui_labeler.worker import messages
from tui_labeler.worker.frames import CHUNK, Decoder, FrameError, encode
from tui_labeler.worker.launch import Child, grace


@dataclass(frozen=True, slots=True)
class _Task:
    job: Job
    frame: bytes


class Supervisor:
    """Runs the jobs of one kind in one child, which is started at need and kept warm.

    `start` makes a child; `deliver` takes reports and is called in the supervisor's thread, like
    `notify`, which follows each change.
    """

    def __init__(
        self,
        kind: str,
        start: Callable[[], Child],
        deliver: Callable[[Report], None],
        notify: Callable[[], None],
    ) -> None:
        self._kind, self._start = kind, start
        self._deliver, self._notify = deliver, notify
        # What both threads use is changed under the lock only.
        self._lock = threading.Lock()
        self._waiting: dict[str, _Task] = {}
        """By the function; first come, first served."""
        self._current: Job | None = None
        self._stopping = False
        self._closed = False
        # What only the supervisor's thread uses.
        self._child: Child | None = None
        self._unsent = memoryview(b"")
        self._decoder = Decoder()
        self._deadline: float | None = None

        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        self._thread = threading.Thread(target=self._supervise, daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Run `job` after those that wait, instead of one of its function. Raises TypeError,
        FrameError."""
        task = _Task(job, encode(messages.from_job(job)))
        with self._lock:
            self._waiting[job.function] = task
        self._wake()

    def busy(self) -> bool:
        """Whether a job runs or waits; False only after its last report was delivered."""
        with self._lock:
            return self._current is not None or bool(self._waiting)

    def cancel(self) -> None:
        """Stop the running job with its child, and forget those that wait."""
        with self._lock:
            self._waiting.clear()
            if self._current is not None:
                self._stopping = True
        self._wake()

    def close(self) -> None:
        """Begin to end the child and the thread."""
        with self._lock:
            self._waiting.clear()
            self._stopping = self._closed = True
        self._wake()

    def join(self, timeout: float) -> None:
        """Wait until both have ended."""
        self._thread.join(timeout)
        if not self._thread.is_alive():
            os.close(self._wake_read)
            os.close(self._wake_write)

    def _wake(self) -> None:
        os.write(self._wake_write, b"\0")

    # From here on: in the supervisor's thread.

    def _supervise(self) -> None:
        while True:
            self._obey()
            if self._closed and self._child is None:
                return
            self._listen()

    def _obey(self) -> None:
        """Do what was asked for since the last time."""
        with self._lock:
            stop, task = self._stopping, None
            if not stop and self._current is None and self._waiting:
                task = self._waiting.pop(next(iter(self._waiting)))
                self._current = task.job
        if stop and self._child is not None and self._child.jobs is not None:
            self._child.close_jobs()
            self._unsent = memoryview(b"")
            self._deadline = monotonic() + grace(self._kind)
        elif task is not None:
            self._hand_over(task)

    def _hand_over(self, task: _Task) -> None:
        if self._child is None:
            try:
                self._child = self._start()
            except OSError as error:
                self._conclude(f"the {self._kind} process could not start: {error}")
                return
        self._unsent = memoryview(task.frame)
        seconds = task.job.seconds
        self._deadline = None if seconds is None else monotonic() + seconds

    def _listen(self) -> None:
        """Wait for the session, the child or the deadline, and act on the latter two."""
        child = self._child
        to_read, to_write = [self._wake_read], list[int]()
        patience = None
        if child is not None:
            to_read.append(child.outcomes)
            if self._unsent and child.jobs is not None:
                to_write.append(child.jobs)
        if self._deadline is not None:
            patience = max(0.0, self._deadline - monotonic())
        readable, writable, _ = select.select(to_read, to_write, [], patience)
        if self._wake_read in readable:
            os.read(self._wake_read, CHUNK)
        if writable:
            self._send(writable[0])
        if child is not None and child.outcomes in readable:
            self._receive(child.outcomes)
        if self._deadline is not None and monotonic() >= self._deadline:
            self._overdue()

    def _send(self, jobs: int) -> None:
        try:
            self._unsent = self._unsent[os.write(jobs, self._unsent) :]
        except BrokenPipeError:
            self._unsent = memoryview(b"")  # The other pipe tells that the child is gone.

    def _receive(self, outcomes: int) -> None:
        data = os.read(outcomes, CHUNK)
        if not data:
            self._conclude(f"the {self._kind} process ended too early ({self._bury()}).")
            return
        try:
            for message in self._decoder.feed(data):
                self._report(messages.to_outcome(message))
        except FrameError as error:
            self._bury()
            self._conclude(f"the {self._kind} process was stopped: {error}")

    def _report(self, outcome: Outcome) -> None:
        with self._lock:
            if self._current is None:
                return
            self._deliver(Report(self._current, outcome))
            if isinstance(outcome, Result | Failure):
                self._current = None
                if not self._stopping:
                    self._deadline = None
        self._notify()

    def _overdue(self) -> None:
        seconds = (self._current and self._current.seconds) or 0
        self._bury()
        self._conclude(f"the {self._kind} job took longer than {seconds:g} s and was stopped.")

    def _bury(self) -> str:
        """End the child and say how it ended."""
        assert self._child is not None
        how = self._child.end()
        self._child, self._deadline = None, None
        self._unsent, self._decoder = memoryview(b""), Decoder()
        return how

    def _conclude(self, message: str) -> None:
        """There is no child: the running job has failed, unless it was to stop."""
        with self._lock:
            job, self._current = self._current, None
            if job is not None and not self._stopping:
                self._deliver(Report(job, Failure(message)))
            self._stopping = False
        self._notify()

"""A runner without processes, for tests and for commands that wait for their jobs anyway."""

from collections.abc import Callable, Collection

from tui_labeler.jobs import Job, Outcome, Report
from tui_labeler.worker import execution, messages
from tui_labeler.worker.frames import Decoder, encode
from tui_labeler.worker.secrets import hidden


class InProcessRunner:
    """A `Runner` whose `submit` returns when the job has ended.

    Jobs and outcomes go through the same JSON as on a pipe. Time limits are not kept. `heard` is
    told each outcome as it comes; `secrets`: variables of the environment that only jobs of the
    LLM see.
    """

    def __init__(
        self,
        *,
        notify: Callable[[], None] = lambda: None,
        heard: Callable[[Outcome], None] = lambda _: None,
        secrets: Collection[str] = (),
    ) -> None:
        self._notify, self._heard, self._secrets = notify, heard, secrets
        self._reports: list[Report] = []
        self._closed = False

    def submit(self, job: Job) -> None:
        """Run `job` to its end."""
        if self._closed:
            return
        (message,) = Decoder().feed(encode(messages.from_job(job)))

        def send(outcome: Outcome) -> None:
            (received,) = Decoder().feed(encode(messages.from_outcome(outcome)))
            self._reports.append(Report(job, messages.to_outcome(received)))
            self._heard(self._reports[-1].outcome)

        with hidden(job.kind, self._secrets):
            execution.run(messages.to_job(message), send)
        self._notify()

    def poll(self) -> list[Report]:
        """All that came since the last call, oldest first."""
        reports, self._reports = self._reports, []
        return reports

    def running(self, kind: str) -> bool:
        """Never: a job has ended when `submit` returns."""
        return False

    def cancel(self, kind: str) -> None:
        """Nothing to do: nothing runs."""

    def close(self) -> None:
        """Run nothing from here on."""
        self._closed = True

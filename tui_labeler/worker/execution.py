"""Running one job, the same way in a child process and in the in-process twin.

Whatever a job does, it ends with one `Result` or one `Failure`.
"""

import traceback
from collections.abc import Callable

from tui_labeler import registry
from tui_labeler.errors import JobError, LabelerError
from tui_labeler.jobs import Failure, Job, Outcome, Partial, Progress, Result

DETAILS = 20_000
"""Characters of a traceback that are kept: the end, where the cause is."""


def run(job: Job, send: Callable[[Outcome], None]) -> None:
    """Run `job` and pass its outcomes to `send`.

    What `send` raises (an outcome that is not JSON, say) is a failure of the job.
    """
    try:
        _run(job, send)
    except LabelerError as error:
        send(Failure(str(error)))
    except (Exception, SystemExit) as error:
        details = "".join(traceback.format_exception(error))
        what = getattr(error, "strerror", None) or type(error).__name__
        send(Failure(f"the {job.kind} job failed: {what}", details[-DETAILS:]))


def _run(job: Job, send: Callable[[Outcome], None]) -> None:
    for outcome in registry.load(job.function)(**job.arguments):
        if not isinstance(outcome, Progress | Partial | Result):
            raise TypeError(f"a job yields Progress, Partial or Result, not {type(outcome)}")
        send(outcome)
        if isinstance(outcome, Result):
            return
    raise JobError(f"the {job.kind} job ended without a result.")

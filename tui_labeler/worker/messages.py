"""Jobs and outcomes as the JSON values that travel between a runner and its children."""

from dataclasses import asdict
from typing import Any

from tui_labeler.jobs import Failure, Job, Outcome, Partial, Progress, Result
from tui_labeler.worker.frames import FrameError

_OUTCOMES: dict[str, type[Outcome]] = {
    outcome.__name__: outcome for outcome in (Progress, Partial, Result, Failure)
}


def from_job(job: Job) -> dict[str, Any]:
    """What a child has to know of a job: all but its time limit, which the parent keeps."""
    return {"kind": job.kind, "function": job.function, "arguments": dict(job.arguments)}


def to_job(message: dict[str, Any]) -> Job:
    """The inverse of `from_job`."""
    return Job(**message)


def from_outcome(outcome: Outcome) -> list[Any]:
    """The name of its class and its fields."""
    return [type(outcome).__name__, asdict(outcome)]


def to_outcome(message: Any) -> Outcome:
    """The inverse of `from_outcome`. Raises FrameError for what is none."""
    try:
        name, fields = message
        return _OUTCOMES[name](**fields)
    except (KeyError, TypeError, ValueError) as error:
        raise FrameError("a message is no outcome of a job.") from error

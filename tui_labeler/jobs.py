"""What the session asks for and what comes back: small frozen values, plain JSON inside.

A job names a function of a lower room. The function is a generator: it yields `Progress` and
`Partial` values as it goes and ends with one `Result`. Whoever runs it (a child process, or the
in-process twin) passes these on; the session alone decides what is still wanted.
"""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Job:
    """Work for a child process."""

    kind: str
    """Names the child that runs it, one at a time; a newer job replaces one of its function that
    still waits."""
    function: str
    """`"module:function"`; called with `arguments` as keywords."""
    arguments: Mapping[str, Any]
    """JSON values only. Arrays travel as files whose paths stand here."""
    seconds: float | None = None
    """Killed when it runs longer; None: no limit."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. `total` 0: not known."""

    what: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Partial:
    """Something already usable; more will follow."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """The end of a job that went well."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """The end of a job that did not: a sentence for the status line, details for the log."""

    message: str
    details: str = ""


Outcome: TypeAlias = Progress | Partial | Result | Failure
Steps: TypeAlias = Iterator[Progress | Partial | Result]


@dataclass(frozen=True, slots=True)
class Report:
    """One outcome, with the job it belongs to."""

    job: Job
    outcome: Outcome


def told_as(
    progress: Progress, steps: Generator[Progress, None, Made]
) -> Generator[Progress, None, Made]:
    """The same work, of which only `progress` is told: it is a part of a larger one."""
    while True:
        yield progress
        try:
            next(steps)
        except StopIteration as end:
            made: Made = end.value
            return made

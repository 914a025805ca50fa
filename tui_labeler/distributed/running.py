"""Jobs on the workers of a cluster: each runs in a child process of its worker, as it does here.

A worker that dies takes its job's child along, and Dask gives the job to another. A job must
therefore be one that may run twice, and that writes whole files or none.
"""

from collections.abc import Generator, Mapping
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import JobError
from tui_labeler.jobs import Failure, Job, Result
from tui_labeler.text import one_line
from tui_labeler.worker import messages
from tui_labeler.worker.processes import ProcessRunner

if TYPE_CHECKING:
    from distributed import Client

LOOK = 0.25
"""Seconds between two looks whether the job is still wanted."""
LOG = "jobs.log"
"""What the children print, in the worker's own folder."""


def run(
    client: "Client", jobs: Mapping[str, Job]
) -> Generator[tuple[str, Mapping[str, Any]], None, None]:
    """Run jobs and yield the name and the result of each as they end.

    Raises JobError, with the name, for the first that fails; it, and the end of the iteration for
    any other reason, stops the others.
    """
    from distributed import as_completed

    futures = {
        client.submit(in_child, messages.from_job(job), pure=False): name
        for name, job in jobs.items()
    }
    try:
        for future in as_completed(futures, loop=client.loop):
            yield futures[future], _result(future, futures[future])
    finally:
        client.cancel(list(futures))


def _result(future: Any, name: str) -> Mapping[str, Any]:
    from distributed import KilledWorker

    shown = one_line(name, 60)
    try:
        outcome = messages.to_outcome(future.result())
    except KilledWorker as error:
        raise JobError(
            f"{shown}: every worker that had it was lost.",
            hint="They may have too little memory: make smaller files, or give them more.",
        ) from error
    except Exception as error:
        raise JobError(
            f"{shown}: a worker failed: {one_line(f'{type(error).__name__}: {error}', 120)}",
            hint="Every worker needs this version of tui-labeler, and sees the same folders.",
        ) from error
    if isinstance(outcome, Failure):
        raise JobError(f"{shown}: {outcome.message}")
    assert isinstance(outcome, Result)
    return outcome.values


def in_child(message: dict[str, Any]) -> list[Any]:
    """On a worker: run the job of a message in a child process. Returns its last outcome."""
    from distributed import get_worker
    from distributed.worker import thread_state

    worker, changed = get_worker(), Event()
    runner = ProcessRunner(log=Path(worker.local_directory) / LOG, notify=changed.set)
    try:
        runner.submit(messages.to_job(message))
        while True:
            changed.wait(LOOK)
            changed.clear()
            for report in runner.poll():
                if isinstance(report.outcome, Result | Failure):
                    return messages.from_outcome(report.outcome)
            task = worker.state.tasks.get(thread_state.key)
            if task is None or task.state == "cancelled":
                return messages.from_outcome(Failure("nobody waits for it any more"))
    finally:
        runner.close()

"""Commands on a folder of parquet files: whose workers do it, and the wait for them."""

from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

import click

from tui_labeler.cli.jobs import Telling
from tui_labeler.cli.output import say
from tui_labeler.errors import UsageError
from tui_labeler.jobs import Job, Progress


def cluster_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--workers` and `--scheduler`."""
    here = click.option(
        "--workers",
        type=click.IntRange(min=1),
        metavar="N",
        help="Of a folder of parquet files: label them with N processes of this machine.",
    )
    there = click.option(
        "--scheduler",
        metavar="URL",
        help="The same with the workers of a Dask scheduler, such as tls://host:8786.",
    )
    return here(there(command))


def check_cluster(workers: int | None, scheduler: str | None) -> None:
    """Raise UsageError unless one of them is given."""
    if (workers is None) == (scheduler is None):
        raise UsageError(
            "say who labels this folder of files.", hint="--workers N, or --scheduler URL"
        )


def run_all(
    jobs: Mapping[str, Job], workers: int | None, scheduler: str | None
) -> list[Mapping[str, Any]]:
    """Run jobs, one for each file, on several workers; returns their results.

    Raises what `distributed.cluster` raises, JobError for a file that failed; those that are done
    stay.
    """
    from tui_labeler.distributed.cluster import connected, on_this_machine
    from tui_labeler.distributed.running import run

    say(f"{len(jobs):,} files: waiting for workers …")
    found: list[Mapping[str, Any]] = []
    telling = Telling()
    cluster = connected(scheduler) if scheduler is not None else on_this_machine(workers or 1)
    with cluster as client, closing(run(client, jobs)) as results:
        telling(Progress("labelling files", 0, len(jobs)))
        for _, values in results:
            found.append(values)
            telling(Progress("labelling files", len(found), len(jobs)))
    return found

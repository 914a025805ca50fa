"""A Dask cluster: one that is there already, or one on this machine for as long as it is needed."""

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import JobError, UsageError
from tui_labeler.text import one_line

if TYPE_CHECKING:
    from distributed import Client

CONNECT = 10
"""Seconds a scheduler has to answer, and then to name a worker."""
PREFIX, LOCK = "tui-labeler-workers-", "lock"


@contextmanager
def connected(scheduler: str) -> Iterator["Client"]:
    """A client of the scheduler at an address such as `tls://host:8786`.

    Raises UsageError where Dask is not installed or the address is none, JobError where nothing
    answers there or no worker belongs to it.
    """
    distributed = _dask()
    shown = one_line(scheduler, 60)
    try:
        client = distributed.Client(scheduler, timeout=CONNECT, set_as_default=False)
    except OSError as error:
        raise JobError(
            f"no scheduler answers at {shown}.", hint="Start one:  dask scheduler"
        ) from error
    except (ValueError, TypeError) as error:
        raise UsageError(
            f'"{shown}" is no address of a scheduler.', hint="For example  tls://host:8786"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT)
        except TimeoutError as error:
            raise JobError(
                f"the scheduler at {shown} has no workers.",
                hint=f"Start them, each on its machine:  dask worker {shown}",
            ) from error
        yield client


@contextmanager
def on_this_machine(workers: int) -> Iterator["Client"]:
    """A client of a new cluster of so many processes.

    They talk with keys made for this run: other users of the machine could otherwise hand them
    code. Raises UsageError where Dask is not installed.
    """
    distributed = _dask()
    import dask

    with (
        own_folder() as place,
        dask.config.set({"temporary-directory": str(place)}),
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            security=True,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
            preload="tui_labeler.distributed.on_start",
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        yield client


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for what the workers write; those of this user's runs that were killed are removed.

    The lock in it is held as long as the run lives, and gets its name when it is.
    """
    for left in Path(gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError):
            if left.parent.lstat().st_uid == os.getuid():
                with left.open("rb") as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(left.parent, ignore_errors=True)
    with TemporaryDirectory(prefix=PREFIX) as place:
        folder = Path(place)
        with (folder / "new").open("xb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            (folder / "new").rename(folder / LOCK)
            yield folder


def _dask() -> Any:
    try:
        import cryptography  # noqa: F401 (the keys of `on_this_machine`)
        import distributed
    except ImportError as error:
        raise UsageError(
            "several workers need Dask.", hint="pip install 'tui-labeler[distributed]'"
        ) from error
    for name in ("distributed", "tornado"):
        # They log every worker that comes and goes; what matters is said here.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return distributed

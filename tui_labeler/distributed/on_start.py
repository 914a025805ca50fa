"""What a worker of this machine does first: Ctrl-C, which every process of a terminal hears, is for
the program that started it, and that ends it; and what it writes lies in the folder of the run."""

import signal
import tempfile
from typing import Any


def dask_setup(worker: Any) -> None:
    """Dask calls this by its name."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = worker.local_directory

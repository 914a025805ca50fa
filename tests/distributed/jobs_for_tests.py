"""Jobs that a cluster runs in the tests."""

import os
from pathlib import Path

from tui_labeler.errors import DataError
from tui_labeler.jobs import Progress, Result, Steps


def square(*, number: int) -> Steps:
    """The square, and the process it was computed in."""
    yield Progress("thinking")
    yield Result({"square": number * number, "process": os.getpid()})


def fail(*, file: str) -> Steps:
    """Never a result."""
    yield Progress("reading")
    raise DataError("this row has 2 cells.", file=file, line=3)


def lose_the_worker(*, marker: str) -> Steps:
    """Kill the worker that runs this, but only once where `marker` is a file that can be made."""
    yield Progress("thinking")
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        yield Result({})
        return
    except OSError:
        pass
    os.kill(os.getppid(), 9)
    os.read(os.pipe()[0], 1)


def wait_for_ever(*, marker: str) -> Steps:
    """Write this process down in `marker`, and hang."""
    Path(f"{marker}.part").write_text(str(os.getpid()))
    Path(f"{marker}.part").rename(marker)
    os.read(os.pipe()[0], 1)
    yield Result({})

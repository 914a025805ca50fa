"""Jobs that behave in every way a job can."""

import ctypes
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn

from tui_labeler.errors import DataError
from tui_labeler.jobs import Partial, Progress, Result, Steps


def echo(**values: Any) -> Steps:
    """Ends at once with what it was given."""
    yield Result(values)


def count(to: int) -> Steps:
    """Yields progress, partial values and a result."""
    for done in range(1, to + 1):
        yield Progress("counting", done, to)
    yield Partial({"half": to // 2})
    yield Result({"counted": to})


def report_all() -> Steps:
    """Says who runs it, and in what surroundings."""
    yield Result({"pid": os.getpid(), "environment": dict(os.environ), "path": sys.path})


def explain() -> Steps:
    """Fails in a way that is explained."""
    yield Progress("reading")
    raise DataError("no such column.", file="pool.csv", line=4, hint="Known: text")


def fail(secret: str) -> Steps:
    """Fails in a way nobody foresaw."""
    yield Progress("working")
    raise ValueError("bad value")


def leave() -> Steps:
    """Calls sys.exit, as code of a person might."""
    yield Progress("leaving")
    sys.exit(3)


def no_result() -> Steps:
    """Forgets its result."""
    yield Progress("working")


def wrong_type() -> Any:
    """Yields what is no outcome."""
    yield {"accuracy": 1}


def not_json() -> Steps:
    """Its result cannot travel."""
    yield Result({"labels": {1, 2}})


def too_large() -> Steps:
    """Its result is too large to travel."""
    yield Result({"text": "x" * (17 * 2**20)})


def hold(path: str) -> Steps:
    """Opens the fifo `path`, says so, and holds it open until it is stopped."""
    with open(path, "w"):
        yield Partial({"pid": os.getpid()})
        _forever()


def tidy_up(path: str) -> Steps:
    """Waits until it is stopped, then writes the file `path`."""
    try:
        yield Partial({"pid": os.getpid()})
        _forever()
    finally:
        Path(path).write_text("tidy")


def deaf(path: str) -> Steps:
    """Cannot be stopped by asking."""
    with open(path, "w"):
        yield Partial({"pid": os.getpid()})
        while True:
            try:
                _forever()
            except BaseException:
                continue


def die(code: int) -> Steps:
    """Ends its process."""
    yield Progress("dying")
    os._exit(code)


def crash() -> Steps:
    """Reads address 0."""
    yield Progress("crashing")
    ctypes.string_at(0)


def killed() -> Steps:
    """Is killed from outside, as by a system without memory."""
    yield Progress("waiting")
    os.kill(os.getpid(), signal.SIGKILL)
    _forever()


def chatter() -> Steps:
    """Prints in every way."""
    print("printed by a job \u2603")
    os.write(1, b"written to fd 1\n")
    os.write(2, b"written to fd 2\n")
    yield Result({"read": sys.stdin.read()})


def babble() -> Steps:
    """Writes nonsense on every descriptor it can find."""
    for fd in range(3, 1024):
        try:
            os.write(fd, b"\xff" * 64)
        except OSError:
            continue
    _forever()
    yield Result({})


def _forever() -> NoReturn:
    while True:
        threading.Event().wait()

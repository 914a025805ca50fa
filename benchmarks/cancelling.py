"""How long a command still runs after Ctrl-C, and what is left of it.

Each command is interrupted where it first says how far it is, as a terminal would do it.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

MARK = "TUI_LABELER_CANCELLED"
"""A variable of the environment that tells the processes of a command."""

COMMANDS = (
    *("functions .", "weak-labels . -o cancelled.csv", "errors .", "audit ."),
    *("export . -o cancelled.csv", "train . -o cancelled", "report . -o cancelled.html"),
    "predict model data.csv -o cancelled.csv",
)
"""On a project with functions, labels, a file of labels and a model; none leaves anything."""


def table(folder: Path) -> None:
    """Interrupt each command in `folder`, and print how it ended."""
    # A shell lets what it runs in the background ignore SIGINT, and with it all that this starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print("\n| Ctrl-C in | seconds to its end | exit code | processes left |")
    print("|---|--:|--:|--:|")
    for command in COMMANDS:
        ended = " | ".join(map(str, cancel(command.split(), folder)))
        print(f"| `{command}` | {ended} |", flush=True)


def cancel(words: Sequence[str], folder: Path) -> tuple[float, int, int]:
    """Run `tui-labeler` with these words, and interrupt it after its first line of progress.

    Returns the seconds from then to its end, its exit code, and how many processes it left.
    """
    mark = f"{os.getpid()}-{time.monotonic_ns()}"
    with subprocess.Popen(
        [sys.executable, "-m", "tui_labeler", *words],
        cwd=folder,
        env={**os.environ, MARK: mark},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        any(line.endswith("…\n") for line in process.stderr)
        sent = time.perf_counter()
        os.killpg(process.pid, signal.SIGINT)
        process.stderr.read()
        code = process.wait()
    return round(time.perf_counter() - sent, 2), code, _left(f"{MARK}={mark}".encode())


def _left(mark: bytes) -> int:
    found = 0
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # it may have ended
            found += mark in path.read_bytes().split(b"\0")
    return found

"""Whether there is a terminal to draw on, before anything of textual is loaded, and how long."""

import os
import select
import sys
import termios
import tty
from collections.abc import Callable, Mapping
from shlex import quote
from threading import Thread
from typing import TextIO

from tui_labeler.errors import UsageError

HINT = """Numbers instead:      tui-labeler {1} {0} --json
Answer line by line:  tui-labeler ask {0}"""


def check_terminal(
    stdin: TextIO | None = sys.__stdin__,
    stdout: TextIO | None = sys.__stdout__,
    stderr: TextIO | None = sys.__stderr__,
    environ: Mapping[str, str] = os.environ,
    *,
    folder: str = "DIR",
    numbers: str = "status",
) -> None:
    """Raise UsageError unless keys can be read and a full screen be drawn.

    The screen is drawn on stderr, the last words go to stdout. `folder`: the project, and
    `numbers`: the command that says in numbers what the screen shows, both for the hint.
    """
    hint = HINT.format(quote(folder), numbers)
    for stream, name in ((stdin, "input"), (stdout, "output"), (stderr, "error output")):
        if stream is None or not stream.isatty():
            raise UsageError(
                f"this command draws a full screen and needs a terminal ({name} is none)",
                hint=hint,
            )
    if environ.get("TERM", "") in ("", "dumb"):
        raise UsageError(
            f'this command draws a full screen, and TERM is "{environ.get("TERM", "")}"', hint=hint
        )


def takes_lines(descriptor: int) -> bool:
    """Whether a terminal waits for whole lines, as a shell leaves it, and not for keys."""
    try:
        return bool(termios.tcgetattr(descriptor)[tty.LFLAG] & termios.ICANON)
    except termios.error:
        return False


def watch(descriptor: int, gone: Callable[[], object]) -> None:
    """Call `gone` once, in another thread, when the terminal hangs up.

    The signal for that comes only to who has it as the controlling terminal; without it Textual
    would read nothing from a closed terminal as fast as it can.
    """
    Thread(target=_wait_for_hang_up, args=(descriptor, gone), daemon=True).start()


def _wait_for_hang_up(descriptor: int, gone: Callable[[], object]) -> None:
    poll = select.poll()
    poll.register(descriptor, 0)
    ((_, event),) = poll.poll()
    if event & select.POLLHUP:
        gone()

"""A slow line between a terminal and a program: `python -m … SECONDS [--mute] -- COMMAND…`.

What either says reaches the other so many seconds later. `--mute`: the terminal is never asked
where its cursor is, as if it could not answer.
"""

import argparse
import fcntl
import os
import pty
import select
import sys
import termios
import tty
from collections import deque
from time import monotonic

QUESTION = b"\x1b[6n"


class Line:
    """One direction: bytes on their way, with the time at which they arrive."""

    def __init__(self, source: int, target: int, seconds: float) -> None:
        self.source, self._target, self._seconds = source, target, seconds
        self._under_way: deque[tuple[float, bytes]] = deque()

    def take(self, muted: bytes = b"") -> bool:
        """Read what is there; False at the end."""
        try:
            data = os.read(self.source, 1 << 16)
        except OSError:
            return False
        if muted:
            data = data.replace(muted, b"")
        self._under_way.append((monotonic() + self._seconds, data))
        return bool(data) or bool(muted)

    def due(self) -> float | None:
        """Seconds until something arrives."""
        return max(0.0, self._under_way[0][0] - monotonic()) if self._under_way else None

    def deliver(self, *, everything: bool = False) -> None:
        """Write what has arrived."""
        while self._under_way and (everything or self._under_way[0][0] <= monotonic()):
            data = self._under_way.popleft()[1]
            while data:
                data = data[os.write(self._target, data) :]


def main() -> int:
    """Run the command behind the line. Returns its exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("seconds", type=float)
    parser.add_argument("--mute", action="store_true")
    parser.add_argument("command", nargs="+")
    told = parser.parse_args()
    size = fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8))
    pid, master = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, size)
        os.execvp(told.command[0], told.command)
    fcntl.ioctl(master, termios.TIOCSWINSZ, size)
    before = termios.tcgetattr(0)
    tty.setraw(0)
    try:
        _relay(Line(0, master, told.seconds), Line(master, 1, told.seconds), told.mute)
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _relay(there: Line, back: Line, mute: bool) -> None:
    alive = True
    while alive:
        waits = [seconds for line in (there, back) if (seconds := line.due()) is not None]
        ready, _, _ = select.select(
            [there.source, back.source], [], [], min(waits) if waits else None
        )
        if there.source in ready:
            alive = there.take()
        if back.source in ready:
            alive = back.take(QUESTION if mute else b"")
        there.deliver()
        back.deliver()
    back.deliver(everything=True)


if __name__ == "__main__":
    sys.exit(main())

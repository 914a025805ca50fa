"""A program in a real pseudo-terminal, driven by keys and read as a grid of text.

    with Terminal(["tui-labeler", str(folder)], home=tmp_path) as terminal:
        terminal.wait_for("Item 17")
        terminal.press("p", "ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.termios_sane() and not stray_controls(terminal.raw)

Nothing sleeps: every wait reads what the program writes until it is there, and fails with a
picture of the screen when it does not come.
"""

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import pyte

from tests.conftest import XDG
from tests.robots import keys

TIMEOUT = 10.0
_CHUNK = 2**16
_CHUNKS = 64
"""How many are read at once: a program that never stops writing must not stop the clock."""
# pyte draws what it does not understand of these (kitty's keyboard protocol).
_PRIVATE = re.compile(rb"\x1b\[[<=>][0-?]*[ -/]*[@-~]")
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*)?\Z")

Wanted = str | re.Pattern[str] | Callable[[str], object]
"""A piece of text, a pattern to search, or a predicate; of the whole screen, lines joined."""


def _take_terminal() -> None:
    """In the program's process: the terminal is its own, and a hang-up is heard even when the
    tests run under nohup."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Terminal:
    """A program in its own session on its own pseudo-terminal, and the screen it draws.

    `size` is (columns, rows). The environment is this process's without COLORTERM, COLUMNS
    and LINES, then TERM=xterm-256color and LANG=C.UTF-8, then HOME and the XDG directories under
    `home`, then `env`; a value None removes a variable.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        home: Path | None = None,
        env: Mapping[str, str | None] | None = None,
        cwd: Path | str | None = None,
    ) -> None:
        self.raw = b""
        """Everything the program wrote."""
        self._screen = _Screen(*size, answer=self._answer)
        self._stream = pyte.ByteStream(self._screen)
        self._unfinished = b""
        self._hung_up = False
        self._master, self._slave = os.openpty()
        os.set_blocking(self._master, False)
        self._set_size(*size)
        self._modes = termios.tcgetattr(self._slave)
        # Its other end closes when the program has ended.
        self._alive, held = os.pipe()
        self.process = subprocess.Popen(
            command,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            cwd=cwd,
            env=_environment(home, env or {}),
            pass_fds=(held,),
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(held)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # What is on the screen.

    @property
    def text(self) -> str:
        """The screen as it is drawn, one line per row, without trailing blanks."""
        self._listen()
        return "\n".join(line.rstrip() for line in self._screen.display)

    def line(self, number: int) -> str:
        """One row of the screen; 0 is the top, -1 the bottom."""
        return self.text.split("\n")[number]

    def unreadable(self) -> list[str]:
        """The signs that are drawn in the colour they are drawn on, by row."""
        self._listen()
        rows = []
        for number in range(self._screen.lines):
            cells = self._screen.buffer[number].values()
            signs = [cell.data for cell in cells if cell.fg == cell.bg != "default"]
            if "".join(signs).strip():
                rows.append(f"{number}: {''.join(signs)}")
        return rows

    def wait_for(self, wanted: Wanted, timeout: float = TIMEOUT) -> str:
        """Wait until the screen shows `wanted` and return its text.

        Raises AssertionError with a picture of the screen.
        """
        return self._wait(_predicate(wanted), f"no {wanted!r}", timeout)

    def wait_gone(self, unwanted: Wanted, timeout: float = TIMEOUT) -> str:
        """Wait until the screen shows `unwanted` no more and return its text."""
        shown = _predicate(unwanted)
        return self._wait(lambda text: not shown(text), f"still {unwanted!r}", timeout)

    def watch(self, seconds: float) -> str:
        """Look at the screen for so long and return its text."""
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0:
            self._listen(left)
        return self.text

    # What the person and the world do.

    def press(self, *pressed: str | bytes) -> None:
        """Press keys, one after the other: "p", "enter", "ctrl+q", or raw bytes.

        After "escape" wait for what it does: with the next key it would be alt and that key.
        """
        if "escape" in pressed[:-1]:
            raise ValueError("wait for what escape does before the next key")
        self._answer(b"".join(keys.encode(key) for key in pressed))

    def type(self, text: str) -> None:
        """Press the keys that write `text`."""
        self.press(*text)

    def paste(self, text: str) -> None:
        """Paste `text` (bracketed paste)."""
        self.press(keys.paste(text))

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window; the program is told (SIGWINCH)."""
        self._listen()
        self._screen.resize(lines=rows, columns=columns)
        self._set_size(columns, rows)

    def kill(self, signum: signal.Signals = signal.SIGKILL) -> None:
        """Send the program a signal."""
        self.process.send_signal(signum)

    def wait_stopped(self) -> None:
        """Wait until the program is stopped, and take the terminal back as a shell does."""
        deadline, how = monotonic() + TIMEOUT, os.WSTOPPED | os.WNOWAIT | os.WNOHANG
        while os.waitid(os.P_PID, self.process.pid, how) is None:
            assert monotonic() < deadline, f"not stopped{self._picture()}"
            self._listen(0.01)
        termios.tcsetattr(self._slave, termios.TCSANOW, self._modes)

    def hang_up(self) -> None:
        """Close the window: the program loses its terminal."""
        if not self._hung_up:
            self._hung_up = True
            os.close(self._slave)
            os.close(self._master)

    # How it ends.

    def wait_exit(self, timeout: float = TIMEOUT) -> int:
        """Wait until the program has ended and return its exit code (-n: killed by signal n)."""
        deadline = monotonic() + timeout
        while self.process.returncode is None:
            if monotonic() >= deadline:
                raise AssertionError(f"still running after {timeout} s{self._picture()}")
            self._listen(deadline - monotonic())
        return self.process.returncode

    def termios_sane(self) -> bool:
        """Whether the line discipline is as it was: echo, line editing, ctrl+c."""
        return termios.tcgetattr(self._slave) == self._modes

    def close(self) -> None:
        """Kill the program, if it still runs, and close the terminal."""
        self.process.kill()
        self.process.wait()
        self.hang_up()
        os.close(self._alive)

    # The pseudo-terminal.

    def _wait(self, reached: Callable[[str], object], missing: str, timeout: float) -> str:
        started = monotonic()
        while not reached(text := self.text):
            waited = monotonic() - started
            if waited >= timeout or self.process.returncode is not None:
                raise AssertionError(f"{missing} after {waited:.1f} s{self._picture()}")
            self._listen(timeout - waited)
        return text

    def _listen(self, patience: float = 0.0) -> None:
        """Take in what was written; wait for it, or for the end, at most `patience` seconds."""
        master = [] if self._hung_up else [self._master]
        if self._alive in select.select([*master, self._alive], [], [], patience)[0]:
            self.process.wait()
        if self._hung_up:
            return
        with suppress(BlockingIOError):
            for _ in range(_CHUNKS):
                data = os.read(self._master, _CHUNK)
                self.raw += data
                self._draw(data)

    def _draw(self, data: bytes) -> None:
        data = self._unfinished + data
        tail = _UNFINISHED.search(data)
        cut = len(data) if tail is None else tail.start()
        self._unfinished = data[cut:]
        self._stream.feed(_PRIVATE.sub(b"", data[:cut]))

    def _answer(self, data: bytes) -> None:
        while data:
            select.select([], [self._master], [])
            data = data[os.write(self._master, data) :]

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _picture(self) -> str:
        edge = "+" + "-" * self._screen.columns + "+"
        rows = [f"|{line}|" for line in self._screen.display]
        code = self.process.poll()
        state = "running" if code is None else f"ended with {code}"
        return "\n".join(["", f"the program: {state}; its screen:", edge, *rows, edge])


class _Screen(pyte.Screen):
    """A screen that answers where its cursor is."""

    def __init__(self, columns: int, lines: int, *, answer: Callable[[bytes], None]) -> None:
        super().__init__(columns, lines)
        self._answer = answer

    def write_process_input(self, data: str) -> None:
        self._answer(data.encode())

    def report_device_status(self, mode: int, **private: Any) -> None:
        if not private:
            super().report_device_status(mode)


def _predicate(wanted: Wanted) -> Callable[[str], object]:
    if isinstance(wanted, str):
        return lambda text: wanted in text
    return wanted.search if isinstance(wanted, re.Pattern) else wanted


def _environment(home: Path | None, changes: Mapping[str, str | None]) -> dict[str, str]:
    # COLUMNS and LINES would hide the size of the terminal from the program.
    not_ours = {"COLORTERM", "COLUMNS", "LINES"}
    made = {name: value for name, value in os.environ.items() if name not in not_ours}
    made |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    if home is not None:
        made["HOME"] = str(home)
        for name, folder in XDG.items():
            (home / folder).mkdir(parents=True, exist_ok=True)
            made[name] = str(home / folder)
    for name, value in changes.items():
        made.pop(name, None)
        if value is not None:
            made[name] = value
    return made

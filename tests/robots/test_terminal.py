"""The robot sees what a person would see, and tells when it does not."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest

from tests.robots import keys
from tests.robots.controls import stray_controls
from tests.robots.terminal import Terminal

ECHO = """\
import os, sys, tty, termios
before = termios.tcgetattr(0)
tty.setraw(0)
print("ready", end="", flush=True)
while (data := os.read(0, 100)) != b"q":
    print(repr(data), end="", flush=True)
termios.tcsetattr(0, termios.TCSADRAIN, before)
sys.exit(7)
"""
TEXTUAL = """\
from textual.app import App
from textual.widgets import Static, Input

class Demo(App):
    BINDINGS = [("ctrl+q", "quit", "Quit")]
    def compose(self):
        yield Static("seen: 漢字", id="seen")
        yield Input(id="box")
    def on_input_changed(self, event):
        self.query_one("#seen", Static).update(f"typed {event.value} at {self.size.width}")

Demo().run()
"""


def python(source: str, **how: object) -> Terminal:
    return Terminal([sys.executable, "-c", source], **how)  # type: ignore[arg-type]


def test_keys_arrive_as_a_terminal_sends_them() -> None:
    with python(ECHO) as terminal:
        terminal.wait_for("ready")
        for key, expected in (("up", r"b'\x1b[A'"), ("ctrl+q", r"b'\x11'"), ("é", r"b'\xc3\xa9'")):
            terminal.press(key)
            terminal.wait_for(expected)
        terminal.type("q")
        assert terminal.wait_exit() == 7
        assert terminal.termios_sane()


def test_a_program_killed_in_raw_mode_leaves_the_terminal_insane() -> None:
    with python(ECHO) as terminal:
        terminal.wait_for("ready")
        terminal.kill()
        assert terminal.wait_exit() == -signal.SIGKILL
        assert not terminal.termios_sane()


def test_waiting_in_vain_shows_the_screen() -> None:
    with python(ECHO) as terminal:
        terminal.wait_for(re.compile("re+ady"))
        with pytest.raises(AssertionError, match=r"(?s)no 'nothing'.*running.*\|ready "):
            terminal.wait_for("nothing", timeout=0.05)
        with pytest.raises(AssertionError, match="still 'ready'"):
            terminal.wait_gone("ready", timeout=0.05)
        with pytest.raises(AssertionError, match="still running"):
            terminal.wait_exit(timeout=0.05)


def test_waiting_for_a_program_that_has_ended_fails_at_once() -> None:
    with (
        python("raise SystemExit(3)") as terminal,
        pytest.raises(AssertionError, match="ended with 3"),
    ):
        terminal.wait_for("ready", timeout=60)


def test_the_environment_is_not_the_developers(tmp_path: Path) -> None:
    show = "import os; print(*(os.environ.get(n) for n in ('HOME', 'TERM', 'COLORTERM', 'MINE')))"
    with python(show, home=tmp_path, env={"MINE": "yes"}, size=(200, 5)) as terminal:
        terminal.wait_exit()
        assert terminal.line(0) == f"{tmp_path} xterm-256color None yes"
    with python(show, home=tmp_path, env={"TERM": None}, size=(200, 5)) as terminal:
        terminal.wait_exit()
        assert terminal.line(0) == f"{tmp_path} None None None"


def test_questions_about_the_cursor_are_answered() -> None:
    ask = "print('\\x1b[3;5H\\x1b[6n', end='', flush=True); import os; print(repr(os.read(0, 9)))"
    with python("import tty; tty.setraw(0)\n" + ask) as terminal:
        terminal.wait_for(r"b'\x1b[3;5R'")


def test_hanging_up_ends_the_program() -> None:
    with python(ECHO) as terminal:
        terminal.wait_for("ready")
        terminal.hang_up()
        assert terminal.wait_exit() == -signal.SIGHUP


def test_a_textual_app_can_be_driven(tmp_path: Path) -> None:
    with python(TEXTUAL, home=tmp_path) as terminal:
        assert len(terminal.wait_for("seen: 漢字").split("\n")) == 24
        terminal.type("hi there")
        terminal.wait_for("typed hi there at 80")
        terminal.resize(100, 30)
        terminal.press("backspace")
        terminal.wait_for("typed hi ther at 100")
        terminal.paste("!")
        terminal.wait_for(lambda text: "ther! at" in text)
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.termios_sane()
        assert stray_controls(terminal.raw) == []


def test_nothing_stays_open() -> None:
    def descriptors() -> set[str]:
        return set(os.listdir("/dev/fd"))

    before = descriptors()
    with python("print('done')") as terminal:
        terminal.wait_exit()
    assert descriptors() == before


@pytest.mark.parametrize(
    ("raw", "stray"),
    [
        (b"plain \xc3\xa9\t\r\n", []),
        (b"\x1b[1;38;2;1;2;3mred\x1b[0m\x1b[2J\x1b[?1049h\x1b[?2026$p\x1b[>1u\x1b[<u", []),
        (b"\x1b]52;c;aGk=\x07", ["\x1b]52;c;aGk=\x07"]),
        (b"\x1b]8;;http://e\x1b\\x", ["\x1b]8;;http://e\x1b\\"]),
        (b"\x1b]0;never ended", ["\x1b]0;never ended"]),
        (b"\x1bPq\x1b\\", ["\x1bPq\x1b\\"]),
        ("\x9b1m".encode(), ["\x9b"]),
        ("\x9d0;t\x9c".encode(), ["\x9d0;t\x9c"]),
        (b"\x1bc\x00\x07\x7f\x0e", ["\x1bc", "\x00", "\x07", "\x7f", "\x0e"]),
        (b"\x1b[5i\x1b[c", ["\x1b[5i", "\x1b[c"]),
        ("\u202eevil\u2069".encode(), ["\u202e", "\u2069"]),
        (b"\xff", ["\udcff"]),
    ],
)
def test_stray_controls_are_found(raw: bytes, stray: list[str]) -> None:
    assert stray_controls(raw) == stray


def test_a_key_nobody_knows_is_an_error() -> None:
    assert keys.encode("f5") == b"\x1b[15~"
    assert keys.encode("f2") == b"\x1bOQ"
    assert keys.encode("alt+x") == b"\x1bx"
    for wrong in ("entr", "ctrl+", "hello", ""):
        with pytest.raises(ValueError, match="there is no key"):
            keys.encode(wrong)

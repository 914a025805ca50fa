"""The app in a real terminal: bytes, signals, the last words."""

import signal
import sys
from pathlib import Path
from statistics import median

import pytest

from tests.robots.controls import stray_controls
from tests.robots.terminal import Terminal

BUDGET = 3_000
"""Bytes an answer may cost, in the median, at 80x24 with texts of 300 characters."""


def program(home: Path, *arguments: str, **env: str) -> Terminal:
    """The scripted app; 256 colours unless `COLORTERM` says more."""
    return Terminal([sys.executable, "-m", "tests.tui.program", *arguments], home=home, env=env)


def test_an_answer_costs_few_bytes(tmp_path: Path) -> None:
    with program(tmp_path) as terminal:
        terminal.wait_for("Item 4821")
        costs = []
        for number in range(20):
            before = len(terminal.raw)
            terminal.press("2")
            terminal.wait_for(f"Item {4822 + number}")
            costs.append(len(terminal.raw) - before)
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert 500 < median(costs) <= BUDGET
        assert stray_controls(terminal.raw) == []


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
def test_the_first_screen_is_painted_once(tmp_path: Path, size: tuple[int, int]) -> None:
    command = [sys.executable, "-m", "tests.tui.program"]
    with Terminal(command, size=size, home=tmp_path) as terminal:
        terminal.wait_for("Item 4821")
        terminal.press("1")
        terminal.wait_for("Item 4822")
        assert terminal.raw.count(b"Item 4821") == 1
        assert terminal.raw.count(b"Which label?") == 1


def test_quitting_restores_the_terminal_and_says_goodbye(tmp_path: Path) -> None:
    with program(tmp_path) as terminal:
        terminal.wait_for("1 of 10 in this batch")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert "next: tui-labeler tickets" in terminal.text
        assert terminal.termios_sane()
        assert terminal.raw.rstrip().endswith(b"next: tui-labeler tickets")


@pytest.mark.fault("F032")
@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT])
def test_a_signal_ends_it_cleanly(tmp_path: Path, signum: signal.Signals) -> None:
    with program(tmp_path) as terminal:
        terminal.wait_for("1 of 10 in this batch")
        terminal.kill(signum)
        assert terminal.wait_exit() == 128 + signum
        assert terminal.termios_sane()
        assert b"\x1b[?1049l" in terminal.raw and b"Traceback" not in terminal.raw


@pytest.mark.fault("F033")
def test_the_end_of_the_terminal_ends_it(tmp_path: Path) -> None:
    with program(tmp_path) as terminal:
        terminal.wait_for("1 of 10 in this batch")
        terminal.hang_up()
        assert terminal.wait_exit() == 128 + signal.SIGHUP


@pytest.mark.fault("F043")
def test_a_crash_is_one_calm_sentence(tmp_path: Path) -> None:
    with program(tmp_path, "crash") as terminal:
        assert terminal.wait_exit() == 1
        said = terminal.raw.rpartition(b"\x1b[?1049l")[2].decode()
        assert "a mistake of its own" in said and "is safe" in said
        assert "Traceback" not in said and terminal.termios_sane()
        (log,) = tmp_path.rglob("crash-*.log")
        assert log.stat().st_mode & 0o777 == 0o600


@pytest.mark.fault("F038")
def test_no_colour_means_none(tmp_path: Path) -> None:
    with program(tmp_path, NO_COLOR="1", COLORTERM="truecolor") as terminal:
        terminal.wait_for("agree with")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert b"38;" not in terminal.raw and b"48;" not in terminal.raw
        assert not any(b"\x1b[%dm" % n in terminal.raw for n in (*range(31, 38), *range(41, 48)))


@pytest.mark.fault("F038")
def test_sixteen_colours_use_the_terminals_own(tmp_path: Path) -> None:
    with program(tmp_path, TERM="xterm") as terminal:
        terminal.wait_for("agree with")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert b"38;2" not in terminal.raw and b"38;5" not in terminal.raw

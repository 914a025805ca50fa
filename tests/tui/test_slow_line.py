"""No answer lands on an item that the terminal has not drawn: over SSH it lags behind."""

import sys
from pathlib import Path

from tests.robots.terminal import Terminal
from tui_labeler.tui.drawn import SILENT_AFTER

ONE_WAY = 0.15
NOT_YET = "not on your screen yet"


def program(home: Path, seconds: float, *, mute: bool = False) -> Terminal:
    """The scripted app with its guard, behind a line with this delay each way."""
    app = [sys.executable, "-m", "tests.tui.program", "guarded"]
    line = [sys.executable, "-m", "tests.robots.slow_line", str(seconds)]
    return Terminal([*line, *(["--mute"] if mute else []), "--", *app], home=home)


def test_a_key_typed_ahead_on_a_slow_line_labels_nothing(tmp_path: Path) -> None:
    """The second key leaves before the second item is drawn, and after the guard of 150 ms."""
    with program(tmp_path, ONE_WAY) as terminal:
        terminal.wait_for("Item 4821")
        terminal.watch(3 * ONE_WAY)
        for _ in range(3):
            terminal.press("2")
            assert "Item 4821" in terminal.watch(0.18)
            terminal.press("2")
            terminal.wait_for("Item 4822")
            terminal.wait_for(NOT_YET)
            assert "Item 4823" not in terminal.text
            terminal.press("u")
            terminal.wait_for("Item 4821")
            terminal.watch(3 * ONE_WAY)
        terminal.press("2")
        terminal.wait_for("Item 4822")
        terminal.watch(0.01)
        terminal.press("2")
        terminal.wait_for("Item 4823")
        terminal.press("q")
        assert terminal.wait_exit() == 0


def test_on_a_fast_line_nothing_is_added(tmp_path: Path) -> None:
    """What is read for longer than the guard is answered at once."""
    with program(tmp_path, 0.0) as terminal:
        for number in range(4821, 4831):
            terminal.wait_for(f"Item {number}")
            terminal.watch(0.2)
            terminal.press("2")
        terminal.wait_for("Item 4831")
        assert NOT_YET not in terminal.text
        assert b"\x1b[6n" in terminal.raw


def test_a_terminal_that_never_answers_is_waited_for_once(tmp_path: Path) -> None:
    with program(tmp_path, 0.0, mute=True) as terminal:
        terminal.wait_for("Item 4821")
        terminal.watch(0.3)
        terminal.press("2")
        terminal.wait_for(NOT_YET)
        terminal.watch(SILENT_AFTER)
        for number in range(4821, 4826):
            terminal.wait_for(f"Item {number}")
            terminal.watch(0.2)
            terminal.press("2")
        terminal.wait_for("Item 4826")
        assert b"\x1b[6n" not in terminal.raw


def test_the_answer_of_the_terminal_is_no_key(tmp_path: Path) -> None:
    """Its digits are keys of labels: here they come in two halves, and much too late."""
    with program(tmp_path, 0.0, mute=True) as terminal:
        terminal.wait_for("Item 4821")
        terminal.watch(0.3)
        terminal.press(b"\x1b[2;3R", b"\x1b[2;4R")
        terminal.watch(0.3)
        assert "Item 4821" in terminal.text
        assert "R" not in terminal.text.split("\n")[-2]

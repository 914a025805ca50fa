"""Odd terminals: tiny, poor, slow, inside tmux; and texts too large for any of them."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.faults.hostile import OSC
from tests.faults.program import PROGRAM, labelled, make, started
from tests.faults.test_endings import Tmux
from tests.robots.controls import stray_controls
from tests.robots.projects import write_project
from tui_labeler.store import Store

SIZES = ((1, 1), (10, 3), (59, 14), (500, 200), (60, 15))


@pytest.mark.fault("F036")
def test_every_odd_size(tmp_path: Path) -> None:
    with started(make(tmp_path / "p"), tmp_path / "home") as terminal:
        terminal.wait_for("Item r")
        for size in SIZES * 4:
            terminal.resize(*size)
        for number in range(100):
            terminal.resize(40 + number, 10 + number % 20)
        terminal.resize(40, 12)
        terminal.wait_for("needs 60x15, now 40x12")
        terminal.press("1")
        terminal.resize(80, 24)
        assert labelled(terminal.wait_for("? help q quit")) == 0
        terminal.press("1")
        terminal.wait_for(lambda screen: "Item r" in screen and labelled(screen) == 1)
        terminal.press("q")
        assert terminal.wait_exit() == 0 and terminal.termios_sane()


@pytest.mark.fault("F038")
@pytest.mark.parametrize(
    "env",
    [
        {"TERM": "vt100"},
        {"TERM": "linux"},
        {"TERM": "xterm", "LANG": "C", "LC_ALL": "C"},
        {"TERM": "tmux-256color", "NO_COLOR": "1"},
        {"TERM": "no-such-terminal"},
    ],
    ids=lambda env: " ".join(f"{name}={value}" for name, value in env.items()),
)
def test_poor_terminals(tmp_path: Path, env: Mapping[str, str]) -> None:
    with started(make(tmp_path / "p"), tmp_path / "home", env=env) as terminal:
        screen = terminal.wait_for("? help q quit")
        assert "1 good" in screen and "2 bad" in screen
        terminal.press("1")
        terminal.wait_for(lambda screen: labelled(screen) == 1)
        terminal.press("q")
        assert terminal.wait_exit() == 0 and terminal.termios_sane()
        assert stray_controls(terminal.raw) == []


@pytest.mark.fault("F038")
@pytest.mark.parametrize("term", ["dumb", "", None])
def test_terminals_that_can_draw_nothing(tmp_path: Path, term: str | None) -> None:
    folder, wide = make(tmp_path / "p"), (300, 24)
    with started(folder, tmp_path / "home", env={"TERM": term}, size=wide) as terminal:
        assert terminal.wait_exit() == 2
        assert f"tui-labeler ask {folder}" in terminal.text


@pytest.mark.fault("F042")
def test_a_terminal_that_does_not_read(tmp_path: Path) -> None:
    """As over a line that hangs: the program is stopped by its own full pipe, not by us."""
    folder, home = make(tmp_path / "p"), tmp_path / "home"
    with started(folder, home) as terminal:
        terminal.wait_for("Item r")
        for _ in range(50):
            os.write(terminal._master, b"\x0c??")
        terminal.press("n")
        terminal.wait_for("Note on this item")
        terminal.press("escape")
        terminal.wait_gone("Note on this item")
        terminal.press("Q")
        assert terminal.wait_exit() == 0 and terminal.termios_sane()


@pytest.mark.fault("F041")
def test_a_held_key_never_skips_an_item(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", [(f"r{n}", f"text {n}") for n in range(60)])
    with started(folder, tmp_path / "home") as terminal:
        terminal.wait_for("Item r")
        begun = time.monotonic()
        pressed = 0
        while time.monotonic() - begun < 1.0:
            terminal.press("1")
            pressed += 1
            terminal._listen(1 / 30)
        terminal.press("Q")
        assert terminal.wait_exit() == 0
        shown = set(re.findall(rb"text (\d+)", terminal.raw))
    with Store.open(folder / "labels.sqlite") as store:
        items = [event.item for event in store.events()]
    assert len(items) < pressed, "faster than anybody reads"
    assert {str(item).removeprefix("r").encode() for item in items} <= shown


@pytest.mark.fault("F046")
def test_tmux_keeps_its_title_and_clipboard(tmp_path: Path) -> None:
    if shutil.which("tmux") is None:
        pytest.skip("no tmux")
    rows = [(f"r{n}", f"marker {text}") for n, text in enumerate(OSC.values())]
    folder = write_project(tmp_path / "p", rows, sections={"screen": "hold_guard_ms = 0"})
    tmux = Tmux(tmp_path)
    try:
        words = ("new-session", *PROGRAM, str(folder))
        with tmux.attached(tmp_path / "home", (80, 24), *words) as client:
            client.wait_for("marker")
            tmux("set-option", "-g", "set-clipboard", "on")
            for number in range(len(rows)):
                tmux("send-keys", "1")
                client.wait_for(lambda screen, number=number: labelled(screen) > number)  # type: ignore[misc]
            assert "pwned" not in tmux("display-message", "-p", "#{pane_title}")
            assert tmux("list-buffers") == ""
            tmux("send-keys", "Q")
            client.process.wait(10)
            assert b"\x1b]52" not in client.raw
    finally:
        subprocess.run([*tmux.words, "kill-server"], capture_output=True)


@pytest.mark.fault("F049")
@pytest.mark.parametrize(
    "text",
    ["x" * 1_000_000, "word " * 200_000, "line\n" * 100_000, "漢" * 300_000],
    ids=["one line", "words", "lines", "wide"],
)
def test_a_text_of_megabytes(tmp_path: Path, text: str) -> None:
    folder = write_project(tmp_path / "p", [("r1", text), ("r2", text + "2")])
    with started(folder, tmp_path / "home") as terminal:
        terminal.wait_for("Item r")
        terminal.press("G")
        terminal.wait_for("more characters are not shown")
        terminal.kill(signal.SIGTERM)
        assert terminal.wait_exit() == 128 + signal.SIGTERM

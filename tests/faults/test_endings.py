"""Every way the program or its terminal can end: the terminal restored, nobody left behind."""

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.faults.program import PROGRAM, alive, labelled, make, started
from tests.robots.terminal import Terminal
from tui_labeler.store import Store

SIGNALS = (
    *(signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT),
    *(signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU),
)
DRAWN_ON = b"\x1b[?1049h"
PROMISED = 1.0
"""Seconds a program takes to end."""
IDLE, BUSY = 60, 20_000
DEAF = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")
"""What nohup does, but for the redirection: the hang-up is ignored."""
DEAF_SHELL = ("sh", "-c", 'trap "" HUP; "$@"; exit $?', "sh")
"""The program is not what has the terminal, so no signal comes."""


def at_work(terminal: Terminal, home: Path) -> None:
    """One label given, and the learner is there; with many rows it makes features."""
    terminal.wait_for("Item r")
    (first,) = re.findall(r"Item r\d+", terminal.text)
    terminal.press("1")
    terminal.wait_for(lambda screen: labelled(screen) == 1 and first not in screen)
    assert len(alive(home)) > 1


def nobody_left(home: Path) -> None:
    """All processes are gone, at once or when the kernel has buried them."""
    deadline = time.monotonic() + PROMISED
    while alive(home):
        assert time.monotonic() < deadline, alive(home)


def one_label(folder: Path) -> None:
    """The label is there, and the next one may begin."""
    with Store.open(folder / "labels.sqlite") as store:
        assert len(list(store.events())) == 1


@pytest.mark.fault("F032")
@pytest.mark.parametrize("rows", [IDLE, pytest.param(BUSY, marks=pytest.mark.slow)])
@pytest.mark.parametrize("signum", SIGNALS)
def test_a_signal(tmp_path: Path, signum: signal.Signals, rows: int) -> None:
    folder, home = make(tmp_path / "p", rows), tmp_path / "home"
    with started(folder, home) as terminal:
        at_work(terminal, home)
        terminal.kill(signum)
        begun = time.monotonic()
        assert terminal.wait_exit() == 128 + signum
        assert time.monotonic() - begun < PROMISED
        assert terminal.termios_sane()
        last = terminal.raw.rpartition(b"\x1b[?1049l")
        assert last[1] and b"Traceback" not in terminal.raw
        nobody_left(home)
    one_label(folder)


@pytest.mark.fault("F032")
def test_a_signal_with_sigcont_behind_it(tmp_path: Path) -> None:
    """As systemd and `timeout` send it."""
    folder, home = make(tmp_path / "p"), tmp_path / "home"
    with started(folder, home) as terminal:
        at_work(terminal, home)
        terminal.kill(signal.SIGCONT)
        terminal.press("n")
        terminal.wait_for("Note on this item")
        terminal.kill(signal.SIGTERM)
        terminal.kill(signal.SIGCONT)
        assert terminal.wait_exit() == 128 + signal.SIGTERM
        assert terminal.termios_sane()
        nobody_left(home)
    one_label(folder)


@pytest.mark.fault("F034")
@pytest.mark.parametrize("how", ["ctrl+z", signal.SIGTSTP, signal.SIGSTOP])
def test_stopped_and_continued(tmp_path: Path, how: str | signal.Signals) -> None:
    folder, home = make(tmp_path / "p"), tmp_path / "home"
    with started(folder, home) as terminal:
        at_work(terminal, home)
        for done in (1, 2, 3):
            if isinstance(how, str):
                terminal.press(how)
            else:
                terminal.kill(how)
            terminal.wait_stopped()
            terminal.resize(80 + done, 24)
            begun = terminal.raw.count(DRAWN_ON)
            terminal.kill(signal.SIGCONT)
            terminal.wait_for(lambda _, begun=begun: terminal.raw.count(DRAWN_ON) > begun)  # type: ignore[misc]
            terminal.press("1")
            terminal.wait_for(lambda screen, done=done: labelled(screen) == done + 1)  # type: ignore[misc]
        terminal.press("Q")
        assert terminal.wait_exit() == 0
        assert terminal.termios_sane()
        nobody_left(home)


@pytest.mark.fault("F033")
@pytest.mark.parametrize("rows", [BUSY, pytest.param(IDLE, marks=pytest.mark.slow)])
@pytest.mark.parametrize("under", [(), DEAF, DEAF_SHELL], ids=["plain", "nohup", "no signal"])
def test_the_terminal_goes_away(tmp_path: Path, under: Sequence[str], rows: int) -> None:
    folder, home = make(tmp_path / "p", rows), tmp_path / "home"
    with started(folder, home, under=under) as terminal:
        at_work(terminal, home)
        terminal.hang_up()
        begun = time.monotonic()
        assert terminal.wait_exit() == 128 + signal.SIGHUP
        assert time.monotonic() - begun < PROMISED
        nobody_left(home)
    one_label(folder)


class Tmux:
    """A tmux server of its own, which is ended at the end."""

    def __init__(self, folder: Path) -> None:
        self.words = ("tmux", "-f", "/dev/null", "-S", str(folder / "socket"))

    def __call__(self, *words: str) -> str:
        done = subprocess.run([*self.words, *words], capture_output=True, text=True, check=True)
        return done.stdout

    def attached(self, home: Path, size: tuple[int, int], *words: str) -> Terminal:
        """A client of this size."""
        return Terminal([*self.words, *words], home=home, size=size)


@pytest.mark.fault("F035")
@pytest.mark.parametrize("leaving", [b"\x02d", None], ids=["detached", "client killed"])
def test_tmux_detached_and_attached_again(tmp_path: Path, leaving: bytes | None) -> None:
    if shutil.which("tmux") is None:
        pytest.skip("no tmux")
    folder, home = make(tmp_path / "p"), tmp_path / "home"
    tmux = Tmux(tmp_path)
    try:
        with tmux.attached(home, (80, 24), "new-session", *PROGRAM, str(folder)) as client:
            at_work(client, home)
            (item,) = re.findall(r"Item r\d+", client.text)
            if leaving is None:
                client.kill()
            else:
                client.press(leaving)
            client.process.wait(10)  # its server keeps the pipe open that tells of the end
        with tmux.attached(home, (120, 40), "attach") as client:
            client.wait_for(lambda screen: item in screen and len(screen.split("\n")[0]) > 80)
            assert labelled(client.text) == 1
            tmux("send-keys", "1")
            client.wait_for(lambda screen: labelled(screen) == 2)
            tmux("send-keys", "q")
            client.process.wait(10)  # its server keeps the pipe open that tells of the end
        nobody_left(home)
    finally:
        subprocess.run([*tmux.words, "kill-server"], capture_output=True)
    with Store.open(folder / "labels.sqlite") as store:
        assert [event.item for event in store.events()][1] == item.removeprefix("Item ")

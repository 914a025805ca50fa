"""kill -9 at random moments on a real terminal: what the screen called saved is there."""

import random
import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from threading import Timer

import pytest

from tests.faults.program import alive, labelled, make, started
from tests.robots.terminal import Terminal
from tui_labeler.store import Store

LONGEST = 0.8
"""Seconds to a kill: some come while the model is learned."""
STARTING = 0.2
"""The share of kills that come while the program starts."""
ROWS = 400


class Victim:
    """A project that is labelled by programs which are killed."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder, self.home = folder, home
        self.events: list[tuple[int, str | None, str | None]] = []
        self.acknowledged = 0

    def killed(self, after: float, *, starting: bool) -> int:
        """Label until the kill comes, so many seconds after the start or after the first screen.

        Returns how many answers were acknowledged.
        """
        acknowledged = 0
        with started(self.folder, self.home) as terminal:
            timer = Timer(after, terminal.process.kill)
            shown = None
            if starting:
                timer.start()
            with suppress(AssertionError):
                shown = labelled(terminal.wait_for("Item r"))
                if not starting:
                    timer.start()
                while True:
                    answer(terminal, "12"[acknowledged % 2])
                    acknowledged += 1
            timer.join()
            terminal.wait_exit()
        if shown is not None:
            assert shown == self.items(), "the next start shows another number"
        return acknowledged

    def items(self) -> int:
        """How many items have a label: some are asked twice on purpose."""
        return len({item for _, item, _ in self.events})

    def check(self, acknowledged: int) -> None:
        """Everything before is there, then what was acknowledged, then at most one more."""
        path = self.folder / "labels.sqlite"
        if not path.exists():
            assert acknowledged == 0 and not self.events
            return
        with Store.open(path, read_only=True) as store:
            found = [(event.id, event.item, event.label) for event in store.events()]
        with closing(sqlite3.connect(path)) as shell:
            assert shell.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert found[: len(self.events)] == self.events
        new = len(found) - len(self.events)
        assert acknowledged <= new <= acknowledged + 1
        self.events = found
        self.acknowledged += acknowledged


def answer(terminal: Terminal, key: str) -> None:
    """Press a label's key; returns once the next item is there and the screen says saved."""
    (item,) = re.findall(r"Item r\d+", terminal.text)
    terminal.press(key)
    terminal.wait_for(lambda screen: item not in screen and "✓ saved" in screen)


def kill(tmp_path: Path, times: int) -> int:
    """Kill so many programs in a row; returns how many labels they acknowledged."""
    rng = random.Random(0)
    total, home = 0, tmp_path / "home"
    victim = Victim(make(tmp_path / "0", ROWS), home)
    for number in range(times):
        starting = rng.random() < STARTING
        victim.check(victim.killed(rng.uniform(0, LONGEST), starting=starting))
        if len(victim.events) > ROWS - 100:
            total += victim.acknowledged
            victim = Victim(make(tmp_path / str(number + 1), ROWS), home)
    with started(victim.folder, home) as terminal:
        assert labelled(terminal.wait_for("Item r")) == victim.items()
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.termios_sane()
    assert alive(home) == []
    return total + victim.acknowledged


@pytest.mark.fault("F001")
def test_ten_kills(tmp_path: Path) -> None:
    assert kill(tmp_path, 10) > 10


@pytest.mark.slow
@pytest.mark.fault("F001")
def test_five_hundred_kills(tmp_path: Path) -> None:
    acknowledged = kill(tmp_path, 500)
    print(f"500 kills, {acknowledged} acknowledged labels, none lost")
    assert acknowledged > 1000

"""The real program on a small project in a real terminal, and the processes it leaves."""

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.robots.projects import review_rows, write_project
from tests.robots.terminal import Terminal

PROGRAM = (sys.executable, "-m", "tui_labeler")


def make(folder: Path, rows: int = 60, **sections: str) -> Path:
    """A project whose screens take keys at once: a robot holds none."""
    every = {"screen": "hold_guard_ms = 0", **sections}
    return write_project(folder, review_rows(rows), sections=every)


def started(
    folder: Path,
    home: Path,
    *,
    under: Sequence[str] = (),
    env: Mapping[str, str | None] | None = None,
    size: tuple[int, int] = (80, 24),
) -> Terminal:
    """The program on this project; `under`: words of a program that runs it."""
    return Terminal([*under, *PROGRAM, str(folder)], home=home, env=env, size=size)


def labelled(screen: str) -> int:
    """The number the top bar shows."""
    found = re.search(r"([\d,]+)/[\d,]+", screen)
    assert found is not None, screen
    return int(found[1].replace(",", ""))


def alive(home: Path) -> list[int]:
    """The processes whose HOME this is: the program and all its children."""
    mark = b"HOME=" + bytes(home) + b"\0"
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue
    return found

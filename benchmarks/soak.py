"""A day of labelling in one sitting, as fast as the program takes it: does anything grow?

    python -m benchmarks.soak [--rows 25000] [--answers 20000] > benchmarks/soak.md

20,000 answers are 24 hours at four seconds each. The real program runs on a pseudo-terminal of
80x24, with its children; a model is learned whenever ten answers are new, every hundredth answer is
taken back and given again, and every 250 all screens are looked at. CPU is the program's own: the
clock tells little on a machine with other work.
"""

import argparse
import os
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.screen import Program, children, make, running
from tui_labeler.store import Store

ROW = 1_000
"""Answers to a line of the table."""
UNDO, LOOK = 100, 250
SCREENS = {"V": b"wrong", "F": b"uncovered", "E": b"take it", "P": b"what next", "L": b"Item "}
"""Key of a screen -> what only that one says. A key that comes before the Label screen is there
answers nothing, on purpose: it must have been painted."""
SETTLE = 0.3


@dataclass(frozen=True, slots=True)
class Taken:
    """What one act took of the program."""

    clock: float
    cpu: float
    """Both in milliseconds."""


class Sitting:
    """A person who never rests."""

    def __init__(self, program: Program, shown: bytes) -> None:
        self.program, self.shown = program, shown
        self.answered = 0
        self.looks: list[Taken] = []

    def answers(self, count: int) -> list[Taken]:
        """Give so many answers; what each of them took."""
        return [self._answer() for _ in range(count)]

    def _answer(self) -> Taken:
        self.answered += 1
        taken = self._pressed("1234"[self.answered % 4])
        if self.answered % UNDO == 0:
            self._pressed("u")
            self._pressed("1234"[self.answered % 4])
        if self.answered % LOOK == 0:
            self.looks += [self._look(screen) for screen in SCREENS]
        return taken

    def _pressed(self, key: str) -> Taken:
        """Press a key and wait for another item."""
        cpu = self.program.cpu()
        sent = self.program.press(key)
        self.shown, at = self.program.item(self.shown)
        return Taken(1000 * (at - sent), 1000 * (self.program.cpu() - cpu))

    def _look(self, screen: str) -> Taken:
        cpu, sent = self.program.cpu(), self.program.press(screen)
        self.program.painted(re.compile(SCREENS[screen]))
        self.program.quiet(SETTLE)
        return Taken(1000 * (time.perf_counter() - sent), 1000 * (self.program.cpu() - cpu))


def megabytes(pid: int) -> float:
    """Resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kilobytes) / 1e3


def models(path: Path) -> int:
    """How many models were learned: work in the background must not stand still."""
    with Store.open(path, read_only=True) as store:
        return len(store.models())


def rows(sitting: Sitting, answers: int, store: Path) -> Iterator[str]:
    """A line of the table for every thousand answers."""
    pid = sitting.program.pid
    for _ in range(answers // ROW):
        sitting.looks.clear()
        taken = sitting.answers(ROW)
        clock = sorted(one.clock for one in taken)
        cells = [
            f"{sitting.answered:,}",
            f"{median(clock):.0f}",
            f"{clock[int(0.95 * ROW)]:.0f}",
            f"{sum(one.cpu for one in taken) / ROW:.1f}",
            f"{sum(one.cpu for one in sitting.looks) / len(sitting.looks):.0f}",
            f"{megabytes(pid):.0f}",
            f"{sum(map(megabytes, children(pid))):.0f}",
            f"{len(os.listdir(f'/proc/{pid}/fd'))}",
            f"{len(os.listdir(f'/proc/{pid}/task'))}",
            f"{store.stat().st_size / 1e6:.1f}",
            f"{models(store)}",
        ]
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table as it grows."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--rows", type=int, default=25_000)
    options.add_argument("--answers", type=int, default=20_000)
    asked = options.parse_args()
    heads: tuple[str, ...] = ("answers", "key to next item, p50 ms", "p95 ms", "CPU ms per answer")
    heads += ("CPU ms per screen change", "program MB", "children MB", "open files", "threads")
    heads += ("labels.sqlite MB", "models so far")
    print("# A day in one sitting\n")
    print(
        f"By `python -m benchmarks.soak`, {time.strftime('%Y-%m-%d')}: a pool of {asked.rows:,} "
        f"texts of 300 characters. Load at the start: {os.getloadavg()[0]:.1f}.\n"
    )
    print(f"| {' | '.join(heads)} |\n|{'--:|' * len(heads)}")
    with tempfile.TemporaryDirectory() as place:
        for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = str(Path(place) / name)
        folder = Path(place) / "p"
        with running(make(folder, asked.rows, 10)) as (program, shown, _):
            for line in rows(Sitting(program, shown), asked.answers, folder / "labels.sqlite"):
                print(line, flush=True)


if __name__ == "__main__":
    main()

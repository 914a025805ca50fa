"""A million real texts, from the first open to the export, on the screen and by commands:

    python -m benchmarks.million [--rows 1000000]

Seconds by the clock, CPU seconds and memory of all processes of each step. Memory is their own
(anonymous) memory at its peak; beside it, with the pages of mapped files that were in memory and
that the system takes back when it needs them; and on the screen the longest time from a key to its
answer, be it the next item or, every few seconds while children compute, the help. The texts are
those of the real data sets, numbered so that they differ; the labels are a rule's, so that there is
something to learn.
"""

import argparse
import csv
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from threading import Event, Thread

from benchmarks import cancelling
from benchmarks.rows import Row, tell
from benchmarks.screen import LABELS, Program, running
from benchmarks.steps import texts
from tests.robots.projects import write_project

ANSWERS = 30
IMPORTED = 400
"""Labels that come with a file, a tenth of them wrong."""
LIMIT = 4.0
"""GB of all processes."""
HELD = "half of it holds the features of all labelled texts for near-copies; see its page."
REST, IDLE = 5.0, 0.1
"""Nobody computes: in so many seconds, fewer CPU seconds than this."""
DRAWN = 1.0
"""Seconds after which the help is surely closed again."""
HELP, CLOSE = "?", "\x1b"
OPEN = re.compile(rb"Keys on this screen")
EVERY = 0.2
"""Seconds between two looks at the memory."""
HEAD = """\
| step | seconds | CPU | own memory, GB | with mapped files | longest key, s |
|---|--:|--:|--:|--:|--:|"""
COMMANDS = {
    "status": ["status", "."],
    f"import of {IMPORTED:,} labels": ["import", ".", "imported.csv", "--as", "human"],
    "functions and label model": ["functions", "."],
    "weak-labels": ["weak-labels", ".", "-o", "weak.csv"],
    "errors": ["errors", "."],
    "audit": ["audit", "."],
    "export": ["export", ".", "-o", "out.csv"],
    "train": ["train", ".", "-o", "model"],
    "predict": ["predict", "model", "data.csv", "-o", "predicted.csv"],
}
GIVEN = {"import of as many given labels": ["import", ".", "given.csv", "--as", "given"]}
WORDS = ("news", "game", "microsoft", "최고", "card", "trash", "subscribe", "재미", "oil", "team")


class Memory:
    """The peak of this process's children, and of theirs, in GB."""

    def __init__(self) -> None:
        self.own = self.mapped_too = 0.0
        self._stop = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._stop.wait(EVERY):
            found = [_memory(pid) for pid in _below(os.getpid())]
            self.own = max(self.own, sum(own for own, _ in found))
            self.mapped_too = max(self.mapped_too, sum(all_ for _, all_ in found))

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def _below(pid: int) -> list[int]:
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # it may have ended
            for child in map(int, path.read_text().split()):
                found += [child, *_below(child)]
    return found


def _memory(pid: int) -> tuple[float, float]:
    with suppress(OSError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        sizes = [re.search(rf"^{name}: +(\d+)", text, re.M) for name in ("Pss_Anon", "Pss")]
        own, whole = (int(size[1]) / 1e6 if size else 0.0 for size in sizes)
        return own, whole
    return 0.0, 0.0


@contextmanager
def step(name: str, *, on_screen: Program | None = None) -> Iterator[list[float]]:
    """Measure what is done inside, and print it; what is done inside adds the seconds from keys to
    their answers to the list."""
    started, before = time.perf_counter(), _cpu(on_screen)
    keys: list[float] = []
    with Memory() as memory:
        yield keys
    seconds, cpu = time.perf_counter() - started, _cpu(on_screen) - before
    missed = "" if memory.own <= LIMIT else " MISSED"
    longest = f"{max(keys):.2f}" if keys else ""
    figures = f"{seconds:.1f} | {cpu:.1f} | {memory.own:.2f}{missed} | {memory.mapped_too:.2f}"
    print(f"| {name} | {figures} | {longest} |", flush=True)
    tell(Row(f"a million: {name}, peak", "GB", memory.own, at_most=LIMIT, limit=HELD))


def _cpu(program: Program | None) -> float:
    if program is None:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return ended.ru_utime + ended.ru_stime
    total = 0.0
    for pid in (program.pid, *_below(program.pid)):
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def make(folder: Path, rows: int) -> None:
    """The project, ten rules, and two files of labels: of some items, and of all."""
    endless = enumerate(islice(chain.from_iterable(iter(texts, None)), rows))
    told = [(str(number), f"{text} {number}") for number, text in endless]
    rules = [
        f'name = "{word}"\nkeywords = ["{word}"]\nlabel = "{LABELS[place % len(LABELS)]}"'
        for place, word in enumerate(WORDS)
    ]
    written = "\n".join(f"[[weak_supervision.rules]]\n{rule}" for rule in rules)
    sections = {"active_learning": "blind_share = 0.0", "weak_supervision": written}
    write_project(folder, told, labels=LABELS, sections=sections)
    for name, some in {"imported": told[:: max(1, rows // IMPORTED)], "given": told}.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "label"])
            for number, text in some:
                flipped = int(number) % 10 == 0
                writer.writerow([number, LABELS[(len(text) // 30 + flipped) % len(LABELS)]])


def on_screen(command: Sequence[str]) -> None:
    """Open, label, learn, look at every screen, search."""
    with step("first open, to the first item"), running(command):
        pass
    with running(command) as (program, shown, _):
        with step(f"label {ANSWERS} items while features are built", on_screen=program) as keys:
            shown = label(program, ANSWERS, shown, keys)
        with step("features, rules, the first model", on_screen=program) as keys:
            at_rest(program, keys)
        with step("ten more answers and a retrain", on_screen=program) as keys:
            label(program, 10, shown, keys)
            at_rest(program, keys)
        for name, key in {"Functions": "F", "Errors": "E", "Progress": "P"}.items():
            with step(f"screen {name}, until it is at rest", on_screen=program) as keys:
                program.press(key)
                at_rest(program, keys)


def label(program: Program, items: int, shown: bytes, keys: list[float]) -> bytes:
    """Answer so many items; the one on screen then."""
    for number in range(items):
        sent = program.press("1234"[number % 4])
        shown, at = program.item(shown)
        keys.append(at - sent)
    return shown


def at_rest(program: Program, keys: list[float]) -> None:
    """Read until neither the program nor its children compute any more; look at the help
    meanwhile."""
    while True:
        before = _cpu(program)
        program.quiet(REST)
        resting = _cpu(program) - before < IDLE
        sent = program.press(HELP)
        keys.append(program.painted(OPEN)[1] - sent)
        program.press(CLOSE)
        program.quiet(DRAWN)
        if resting:
            return


def doubting(command: Sequence[str]) -> None:
    """Look at the suspects among a label for every text."""
    name = "screen Errors, of as many given labels"
    with running(command) as (program, _, _), step(name, on_screen=program) as keys:
        program.press("E")
        at_rest(program, keys)


def by_commands(folder: Path, commands: Mapping[str, Sequence[str]]) -> None:
    """Run them, without a screen."""
    for name, words in commands.items():
        with step(f"`{name}`"):
            done = subprocess.run(
                [sys.executable, "-m", "tui_labeler", *words],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            print(f"| | failed: {done.stderr[-200:]!r} | | | | |", flush=True)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--rows", type=int, default=1_000_000)
    asked = options.parse_args()
    print(f"{asked.rows:,} texts, 80x24, {len(os.sched_getaffinity(0))} CPUs\n")
    print(HEAD)
    with tempfile.TemporaryDirectory() as place:
        for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = str(Path(place) / name)
        os.environ["PYTHONPATH"] = str(Path.cwd())
        folder = Path(place) / "million"
        make(folder, asked.rows)
        command = [sys.executable, "-m", "tui_labeler", str(folder)]
        on_screen(command)
        by_commands(folder, COMMANDS)
        cancelling.table(folder)
        print(f"\n{HEAD}")
        by_commands(folder, GIVEN)
        doubting(command)


if __name__ == "__main__":
    main()

"""How soon the Functions screen shows an edited file: one function of ten, 100,000 rows.

    python -m benchmarks.functions_screen [--rows 100000] [--edits 5]

The real screen and the real child process, without a terminal; a file is saved, and the clock stops
when the table shows the edited function's new coverage. Printed: seconds, and the CPU seconds that
this process and its children spent meanwhile, which other programs on the machine do not change.
"""

import argparse
import asyncio
import contextlib
import csv
import os
import re
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from textual.pilot import Pilot

from benchmarks.datasets import folder
from benchmarks.rows import Row, tell
from tui_labeler.session import Session
from tui_labeler.tui.app import LabelerApp
from tui_labeler.tui.widgets.functions import FunctionTable
from tui_labeler.worker.processes import ProcessRunner

FUNCTIONS = 10
EDITED = "lf_3"
QUIET = 0.2
"""CPU seconds in one second that count as rest."""
CODE = """import re
from tui_labeler import labeling_function
"""
FUNCTION = """
@labeling_function()
def lf_{at}(x):
    return {label} if re.search(r"\\b{word}\\b", x.text, re.I) else -1
"""


def main() -> None:
    """Print one line per edit, and the median."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--edits", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        project = write_project(Path(place) / "news", asked.rows)
        asyncio.run(measure(project, asked.edits))


def write_project(project: Path, rows: int) -> Path:
    """News, repeated and numbered, and a file of ten functions."""
    with (folder() / "agnews" / "data.csv").open(newline="", encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    project.mkdir()
    with (project / "data.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerow(["text"])
        csv.writer(file).writerows([f"{texts[at % len(texts)]} {at}"] for at in range(rows))
    (project / "project.toml").write_text(
        '[project]\nname = "news"\n[data]\nfile = "data.csv"\ntext = "text"\n'
        '[[labels]]\nname = "a"\n[[labels]]\nname = "b"\n'
        '[weak_supervision]\nfunctions = "lfs.py"\n'
    )
    found = re.findall(r"[a-z]{5,}", " ".join(texts[:300]).lower())
    words = list(dict.fromkeys(found))[: 4 * FUNCTIONS]
    (project / "words.txt").write_text("\n".join(words))
    write_functions(project, words[:FUNCTIONS])
    return project


def write_functions(project: Path, words: list[str]) -> None:
    """A function per word."""
    parts = [FUNCTION.format(at=at, label=at % 2, word=word) for at, word in enumerate(words)]
    (project / "lfs.py").write_text(CODE + "".join(parts))


async def measure(project: Path, edits: int) -> None:
    """Save another word for one function, again and again, and wait until the table shows it."""
    words = (project / "words.txt").read_text().split()
    now, spare = words[:FUNCTIONS], words[FUNCTIONS:]
    session = Session.open(project)
    session.functions.trust()
    log = project / "log"
    app = LabelerApp(
        session, lambda notify: ProcessRunner(log=log, notify=notify), first="functions"
    )
    taken = []
    async with app.run_test(size=(80, 24)) as pilot:
        started = time.perf_counter()
        while len(table(app)) < FUNCTIONS:
            await pilot.pause(0.05)
        print(f"all ten for the first time: {time.perf_counter() - started:.2f} s", flush=True)
        await quiet(pilot)
        for word in spare[:edits]:
            before, cpu, started = table(app), used(), time.perf_counter()
            now[int(EDITED.removeprefix("lf_"))] = word
            write_functions(project, now)
            while table(app) == before:
                await pilot.pause(0.05)
            taken.append(time.perf_counter() - started)
            print(f"edit: {taken[-1]:.2f} s, CPU {used() - cpu:.2f} s", flush=True)
    app.close()
    print(f"median of {edits} edits: {median(taken):.2f} s", flush=True)
    what = "a function edited, seen on the screen"
    tell(Row.of(what, "s by the clock", taken, ("", []), at_most=2.0))


async def quiet(pilot: Pilot[Any]) -> None:
    """Wait until what else is prepared at the start, such as features, is done."""
    while True:
        before = used()
        await pilot.pause(1.0)
        if used() - before < QUIET:
            return


def table(app: LabelerApp) -> dict[str, float]:
    """The coverage of every function that stands on the screen as applied."""
    found = app.screen.query(FunctionTable)
    shown = found.first().functions if found else ()
    return {one.name: one.coverage for one in shown if one.state == "on"}


def used() -> float:
    """CPU seconds of this process and of all it has started (Linux)."""
    parents, ticks = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            parents[int(stat.parent.name)] = int(fields[1])
            ticks[int(stat.parent.name)] = sum(map(int, fields[11:15]))
    ours = {os.getpid()}
    while more := {one for one, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(ticks[one] for one in ours) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()

"""The Label screen beside an empty Textual app, and one that imports what the program can use
before it shows anything, all on a pseudo-terminal of 80x24:

    python -m benchmarks.screen [--rows 100000] [--answers 60] [--memory]

Start: from the program's start to its first painted item; the pool is in the page cache. Key: from
a label's key to the next item painted, its answer committed. CPU is that of the program alone, up
to the same moment: on a shared machine it tells more than the clock. Bytes: what an answer writes.
Memory: the peak of all processes while features are computed and a model is learned; `--memory`
measures nothing else.
"""

import argparse
import os
import pty
import random
import re
import select
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.rows import Row, tell
from tests.robots.projects import write_project

ITEM = re.compile(rb"Item (\w+)")
STARTS = 5
PATIENCE = 60.0
SILENCE = 15.0
"""Seconds without a byte after which the background has nothing left to do."""
LEARNING = 1800.0
"""Seconds it may take."""
MEMORY = {100_000: 0.5, 1_000_000: 4.0}
"""Rows -> GB that all processes may take."""
TICK = os.sysconf("SC_CLK_TCK")
WORDS = [
    f"{a}{b}{c}" for a in ("bar", "lo", "mi", "ten") for b in "aeiou" for c in ("k", "rn", "st")
]
LABELS = ("one", "two", "three", "four")
EMPTY = "an empty app"
EAGER = "an empty app that imports them first"
FRAME = (
    "imports: Textual's and the screens', and about a quarter of the CPU for pydantic, which "
    "checks project.toml; numpy and the libraries of learning come after the first frame. To close "
    "pydantic's door to plugins was tried: no gain."
)
KEYS = (
    "an answer is committed to disk and draws the next item, its question and the counts; the "
    "goal is a trial's, which moved a cursor in a list."
)
MEMORY_LIMIT = "the process that learns maps features and holds the labelled rows and weights."


class Program:
    """A command on a pseudo-terminal; the time at which items appear."""

    def __init__(self, command: Sequence[str]) -> None:
        self.written = 0
        self.started = time.perf_counter()
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            os.environ |= {
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "COLUMNS": "80",
                "LINES": "24",
                "TUI_LABELER_HOLD_GUARD_MS": "0",
            }
            os.execvp(command[0], list(command))

    def item(self, other_than: bytes = b"") -> tuple[bytes, float]:
        """Wait for an item on screen; its id and when its frame was written."""
        return self.painted(ITEM, other_than)

    def painted(self, what: re.Pattern[bytes], other_than: bytes = b"") -> tuple[bytes, float]:
        """Wait until the screen shows `what`; which, and when it was written."""
        seen = b""
        deadline = time.perf_counter() + PATIENCE
        while time.perf_counter() < deadline:
            if select.select([self._master], [], [], 0.5)[0]:
                data = os.read(self._master, 1 << 16)
                now = time.perf_counter()
                self.written += len(data)
                seen += data
                found = [name for name in what.findall(seen) if name != other_than]
                if found:
                    return found[-1], now
        raise SystemExit(f"no {what.pattern!r} within {PATIENCE:.0f} s: {seen[-500:]!r}")

    def quiet(self, seconds: float) -> None:
        """Read what comes for so long."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            if select.select([self._master], [], [], left)[0]:
                self.written += len(os.read(self._master, 1 << 16))

    def settle(self) -> float:
        """Read until the background is done; the peak of the memory until then, in GB."""
        peak, deadline = 0.0, time.perf_counter() + LEARNING
        silent = time.perf_counter()
        while time.perf_counter() < min(deadline, silent + SILENCE):
            peak = max(peak, self.memory())
            before = self.written
            self.quiet(0.5)
            if self.written > before:
                silent = time.perf_counter()
        return peak

    def press(self, key: str) -> float:
        """Send a key; when it was sent."""
        now = time.perf_counter()
        os.write(self._master, key.encode())
        return now

    def cpu(self) -> float:
        """Seconds the program itself has computed."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self) -> float:
        """GB of the program and its children, shared pages counted once."""
        pids = [self.pid, *children(self.pid)]
        lines = []
        for pid in pids:
            with suppress(OSError):  # it may have ended
                lines.append(Path(f"/proc/{pid}/smaps_rollup").read_text())
        return sum(int(re.findall(r"Pss: +(\d+)", text)[0]) for text in lines) / 1e6

    def end(self) -> None:
        """Quit as a person does."""
        self.press("q")
        deadline = time.perf_counter() + 5
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            if time.perf_counter() > deadline:
                os.kill(self.pid, signal.SIGKILL)
            if select.select([self._master], [], [], 0.05)[0]:
                try:
                    os.read(self._master, 1 << 16)
                except OSError:
                    continue
        os.close(self._master)


def children(pid: int) -> list[int]:
    """The processes a process has started."""
    lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for found in lists for child in found.split()]


@contextmanager
def running(command: Sequence[str]) -> Iterator[tuple[Program, bytes, float]]:
    """A program with its first item painted: the item, and seconds since the start."""
    program = Program(command)
    try:
        first, at = program.item()
        yield program, first, at - program.started
    finally:
        program.end()


def starts(command: Sequence[str]) -> tuple[list[float], list[float]]:
    """Seconds to the first item, and of CPU; the first start warms what can be warmed."""
    walls, cpus = [], []
    for _ in range(STARTS + 1):
        with running(command) as (program, _, seconds):
            walls.append(seconds)
            cpus.append(program.cpu())
    return walls[1:], cpus[1:]


def keys(command: Sequence[str], answers: int, *, wait: float) -> dict[str, list[float]]:
    """Milliseconds and bytes of answers; `wait`: seconds before each, while others may compute."""
    with running(command) as (program, shown, _):
        program.quiet(3.0)
        times: list[float] = []
        sizes: list[float] = []
        for _ in range(answers):
            program.quiet(wait)
            before = program.written
            sent = program.press("1")
            shown, at = program.item(shown)
            times.append(1000 * (at - sent))
            program.quiet(0.02)
            sizes.append(program.written - before)
        return {"ms": times, "bytes": sizes}


def make(folder: Path, rows: int, batch: int) -> list[str]:
    """A project of `rows` texts of 300 characters; the command that opens it."""
    rng = random.Random(rows)
    texts = [(str(n), " ".join(rng.choices(WORDS, k=64))[:300]) for n in range(rows)]
    sections = {"active_learning": f"batch_size = {batch}\nblind_share = 0.0"}
    write_project(folder, texts, labels=LABELS, sections=sections)
    return [sys.executable, "-m", "tui_labeler", str(folder)]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--answers", type=int, default=60)
    options.add_argument("--memory", action="store_true", help="measure only the memory")
    asked = options.parse_args()
    empty = [sys.executable, "-m", "benchmarks.empty_app"]
    with tempfile.TemporaryDirectory() as place:
        for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = str(Path(place) / name)
        busy = make(Path(place) / "busy", asked.rows, 10)
        peak = learned(busy)
        if asked.memory:
            show(asked.rows, [_memory(asked.rows, peak)])
            return
        idle = make(Path(place) / "idle", asked.rows, 1000)
        with running(idle) as (program, _, first_ever):
            program.settle()
        ours, theirs, eager = (starts(each) for each in (idle, empty, [*empty, "--eager"]))
        plain = keys(empty, asked.answers, wait=0.1)
        calm = keys(idle, asked.answers, wait=0.1)
        learning = keys(busy, asked.answers, wait=0.3)
    table = [
        Row("first open ever", "s", first_ever, at_most=2.0),
        *started(ours, theirs, eager),
        *pressed(plain, calm, learning),
        _memory(asked.rows, peak),
    ]
    show(asked.rows, table)


def started(*found: tuple[list[float], list[float]]) -> Iterator[Row]:
    """The starts of ours, of an empty app and of an eager one: by the clock, and CPU."""
    clocks, cpus = zip(*found, strict=True)
    ours, theirs, eager = clocks
    what, unit = "start, warm", "s by the clock"
    twice = min(0.5, 2 * statistics.median(theirs))
    yield Row.of(what, unit, ours, (EMPTY, theirs), at_most=twice, limit=FRAME)
    yield Row.of("exec to first frame", unit, ours, (EAGER, eager), times=8, limit=FRAME)
    yield Row.of("exec to first frame", unit, ours, (EMPTY, theirs), at_most=0.25, limit=FRAME)
    twice = 2 * statistics.median(cpus[1])
    yield Row.of("start, warm, CPU", "s", cpus[0], (EMPTY, cpus[1]), at_most=twice, limit=FRAME)


def pressed(*found: dict[str, list[float]]) -> Iterator[Row]:
    """Keys in an empty app, in ours while nothing computes, and while a model is learned."""
    plain, calm, learning = found
    slow = _p95(plain["ms"])
    for name, run, slower in (("idle", calm, 10), ("learning", learning, 20)):
        what, goal = f"key to next item, {name}, p95", slow + slower
        yield Row(what, "ms", _p95(run["ms"]), EMPTY, slow, at_most=goal, limit=KEYS)
    what = "key to repaint, p95"
    yield Row(what, "ms", _p95(calm["ms"]), EMPTY, slow, at_most=10, limit=KEYS)
    beside = EMPTY, plain["ms"]
    yield Row.of("key to next item, idle, p50", "ms", calm["ms"], beside)
    for what, most in (("an answer", 3000), ("key to repaint", 1500)):
        beside = EMPTY, plain["bytes"]
        yield Row.of(what, "bytes", calm["bytes"], beside, at_most=most, limit=KEYS)


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def _memory(rows: int, peak: float) -> Row:
    goal = MEMORY.get(rows)
    return Row("memory of all processes, peak", "GB", peak, at_most=goal, limit=MEMORY_LIMIT)


def learned(command: Sequence[str]) -> float:
    """Answer thirty items and let a model be learned; the peak of the memory, in GB."""
    with running(command) as (program, shown, _):
        for number in range(30):
            program.press("1234"[number % 4])
            shown, _ = program.item(shown)
        return program.settle()


def show(rows: int, table: Sequence[Row]) -> None:
    """The table; a figure that is missed says so."""
    print(
        f"{rows:,} rows, 80x24, {len(os.sched_getaffinity(0))} CPUs, load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'':32}{'ours':>10}{'beside':>10}{'goal':>12}")
    for row in table:
        other = "" if row.theirs is None else f"{row.theirs:.2f}"
        wanted = "" if row.at_most is None else f"{row.at_most:.2f}"
        wanted = wanted if row.times is None else f"{row.times:g} times"
        missed = "  MISSED" if row.verdict == "MISSED" else ""
        print(f"{row.what:32}{row.ours:10.2f}{other:>10}{wanted:>12} {row.unit}{missed}")
        tell(row)


if __name__ == "__main__":
    main()

"""What travels over an SSH line: `python -m benchmarks.ssh > benchmarks/ssh.md`.

Bytes that an answer writes (to the next item drawn, texts of 300 characters) and bytes of a change
of screen, in the median, at three sizes; and bytes while nobody presses a key.
"""

import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.rows import Row, tell
from benchmarks.screen import make
from tests.robots.terminal import Terminal

SIZES = ((80, 24), (160, 45), (240, 67))
ANSWERS = 30
BUDGET = {(80, 24): 3_000, (160, 45): 6_000, (240, 67): 9_000}
"""Bytes an answer may write."""
SETTLE = 1.0


def measure(command: list[str], home: Path, size: tuple[int, int]) -> tuple[float, float, int]:
    """Median bytes of an answer and of a change of screen, and bytes while nobody does anything."""
    with Terminal(command, size=size, home=home, env={"COLORTERM": "truecolor"}) as terminal:
        terminal.wait_for("Item", 60)
        terminal.watch(5 * SETTLE)
        answers = [_cost(terminal, "1", 0.4) for _ in range(ANSWERS)]
        changes = [_cost(terminal, key, SETTLE) for key in "VFEPL" * 2]
        terminal.watch(SETTLE)
        before = len(terminal.raw)
        terminal.watch(5.0)
        idle = len(terminal.raw) - before
        terminal.press("q")
        terminal.wait_exit(30)
    return statistics.median(answers), statistics.median(changes), idle


def _cost(terminal: Terminal, key: str, seconds: float) -> int:
    before = len(terminal.raw)
    terminal.press(key)
    terminal.watch(seconds)
    return len(terminal.raw) - before


def main() -> None:
    """Print a table."""
    print("# Bytes on the line\n")
    print(
        f"By `python -m benchmarks.ssh`, {time.strftime('%Y-%m-%d')}: texts of 300 characters, true"
    )
    print(
        "colour, the question whether an item is drawn included. The goal for 80x24 is the house's;"
    )
    print("larger screens have twice and three times that, for the sidebar.\n")
    print("| size | bytes per answer | goal | bytes per screen change | idle, 5 s |")
    print("|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as place:
        command = make(Path(place) / "p", 2_000, 1_000)
        for size in SIZES:
            answer, change, idle = measure(command, Path(place) / "home", size)
            budget = BUDGET[size]
            missed = "" if answer <= budget else " MISSED"
            row = f"{answer:,.0f}{missed} | {budget:,} | {change:,.0f} | {idle:,} |"
            print(f"| {size[0]}x{size[1]} | {row}", flush=True)
            tell(Row(f"an answer at {size[0]}x{size[1]}", "bytes", answer, at_most=budget))


if __name__ == "__main__":
    main()

"""How long `simulate` takes: 300 labels in batches of 10, the default against random, on agnews:

    python -m benchmarks.simulating [--seeds 3]

Seconds by the clock and of CPU, child processes included, of a project that was never opened: its
features are made first. One process per core; nothing else may run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.datasets import folder
from benchmarks.rows import Row, tell

BUDGET, BATCH = 300, 10
GOAL = 60.0
"""Seconds on 2 cores, for 3 seeds."""
LIMIT = (
    "seven runs (the third seed's last one alone) share two cores, and nearly all is learning: six "
    "times thirty models, each with its held-out predictions."
)


def main() -> None:
    """Print both."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--seeds", type=int, default=3)
    seeds = options.parse_args().seeds
    data, program = folder() / "agnews", [sys.executable, "-m", "tui_labeler"]
    with tempfile.TemporaryDirectory() as place:
        for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = str(Path(place) / name)
        project = Path(place) / "agnews"
        labels = "World,Sports,Business,Sci/Tech"
        made = ["--data", data / "data.csv", "--text", "text", "--id", "id", "--labels", labels]
        subprocess.run([*program, "init", project, *made, "--no-input"], check=True)
        asked = ["--oracle", data / "gold.csv", "--seeds", str(seeds)]
        asked += ["--budget", str(BUDGET), "--batch-size", str(BATCH)]
        before, started = os.times(), time.perf_counter()
        subprocess.run([*program, "simulate", project, *asked], check=True)
        clock, after = time.perf_counter() - started, os.times()
    cpu = sum(after[2:4]) - sum(before[2:4])
    print(f"{BUDGET} labels, {seeds} seeds, 2 strategies: {clock:.0f} s, CPU {cpu:.0f} s")
    goal = GOAL if seeds == 3 else None
    what = f"simulate: {BUDGET} labels, {seeds} seeds, 2 strategies, agnews"
    tell(Row(what, "s by the clock", clock, at_most=goal, limit=LIMIT))


if __name__ == "__main__":
    main()

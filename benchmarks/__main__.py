"""All benchmarks of speed and size in one run, each beside its peer, on this machine:

    python -m benchmarks [--output benchmarks/RESULTS.md] [--snorkel PYTHON] [--million]
                         [--only NAME …]

Takes about twenty minutes, and with `--million` three quarters of an hour more; a quiet machine
tells more. First one table of everything that has a goal, with what is beside it and the limit of
what was missed; then what each benchmark says. A benchmark that fails or hangs does not end the
others. The benchmarks of quality take hours and have pages of their own beside this file.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.rows import HEAD, VARIABLE, Row, limits, told

RUNS: dict[str, tuple[str, ...]] = {
    "First row of a million": ("benchmarks.first_row",),
    "Steps behind the screen": ("benchmarks.steps",),
    "The Label screen": ("benchmarks.screen",),
    "Retrain and re-rank": ("benchmarks.retrain",),
    "Simulate": ("benchmarks.simulating",),
    "A list of rows": ("benchmarks.list_of_rows",),
    "Ranked batch": ("benchmarks.ranked_batch", "--rows", "100000"),
    "Ranked batch of a later round": (
        "benchmarks.ranked_batch",
        "--rows",
        "100000",
        "--labels",
        "1000",
        "--picks",
        "10",
    ),
    "Rules and label models": ("benchmarks.weak_supervision", "speed"),
    "An edit of a rule, seen on the screen": ("benchmarks.functions_screen",),
    "Bytes over SSH": ("benchmarks.ssh",),
    "LLM answers": ("benchmarks.llm",),
    "A million rows": ("benchmarks.million",),
}
LONG = "benchmarks.million"
"""Only where it is asked for."""
PATIENCE, LONGER = 1200.0, 3 * 3600.0
"""Seconds after which a benchmark is ended; that of a million."""
PEERS = ("textual", "scikit-learn", "modAL-python", "cleanlab", "pandas", "numpy", "scipy")


def machine() -> str:
    """What it ran on."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in PEERS)
    return (
        f"{cpu}, {len(os.sched_getaffinity(0))} CPUs, {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}; {versions}."
    )


def section(heading: str, told_to_run: Sequence[str], snorkel: str | None, rows: Path) -> str:
    """A heading and what its command printed; the rows it tells are appended to the file `rows`."""
    module = " ".join(told_to_run)
    command = [sys.executable, "-m", *told_to_run]
    if snorkel and told_to_run[0] == "benchmarks.weak_supervision":
        command += ["--snorkel", snorkel]
    print(f"{heading}: python -m {module}", file=sys.stderr, flush=True)
    started = time.perf_counter()
    environment = {**os.environ, VARIABLE: str(rows)}
    patience = LONGER if told_to_run[0] == LONG else PATIENCE
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=environment, timeout=patience
        )
        said = (
            done.stdout if done.returncode == 0 else f"FAILED\n{done.stdout}{done.stderr}"
        ).strip()
    except subprocess.TimeoutExpired:
        said = f"FAILED: not done after {patience / 60:.0f} minutes."
    body = said if "\n|" in said else f"```\n{said}\n```"
    minutes = (time.perf_counter() - started) / 60
    load = f"{minutes:.1f} minutes; load at the end {os.getloadavg()[0]:.1f}."
    return f"## {heading}\n\n`python -m {module}`: {load}\n\n{body}\n"


def page(rows: Sequence[Row], sections: Sequence[str]) -> str:
    """The page as far as it is known."""
    met, missed = (sum(row.verdict == word for row in rows) for word in ("met", "MISSED"))
    lines = [
        "# Speed and size\n",
        f"Made by `python -m benchmarks`. {machine()}\n",
        f"{met} goals met, {missed} missed. *times*: how many times less than what stands beside "
        "it, in the same run, by the medians; after a median the least and the most. Seconds are "
        "CPU seconds of one thread unless a row says otherwise.\n",
        HEAD,
        *(row.markdown() for row in rows),
    ]
    if found := limits(rows):
        lines += ["\nWhat was missed, and what its limit is:\n", *found]
    return "\n".join(lines) + "\n\n" + "\n".join(sections)


def main() -> None:
    """Write the page as it grows."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--output", type=Path, default=Path("benchmarks/RESULTS.md"))
    options.add_argument("--snorkel", help="a Python in whose environment Snorkel is installed")
    options.add_argument("--million", action="store_true", help="a million rows too")
    options.add_argument("--only", nargs="+", metavar="NAME", help="modules, as `screen`")
    asked = options.parse_args()
    sections = []
    with tempfile.TemporaryDirectory() as place:
        rows = Path(place) / "rows.jsonl"
        for heading, command in RUNS.items():
            name = command[0].rpartition(".")[2]
            if name not in asked.only if asked.only else command[0] == LONG and not asked.million:
                continue
            sections.append(section(heading, command, asked.snorkel, rows))
            asked.output.write_text(page(told(rows), sections), encoding="utf-8")


if __name__ == "__main__":
    main()

"""All benchmarks of speed and size in one run, each beside its peer, on this machine:

    python -m benchmarks [--output benchmarks/RESULTS.md] [--snorkel PYTHON]

Takes half an hour; a quiet machine tells more. The benchmarks of quality take hours and have pages
of their own beside this file.
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

RUNS: dict[str, tuple[str, ...]] = {
    "Steps behind the screen": ("benchmarks.steps",),
    "The Label screen": ("benchmarks.screen",),
    "Memory, a million rows": ("benchmarks.screen", "--rows", "1000000", "--memory"),
    "Retrain and re-rank": ("benchmarks.retrain",),
    "Ranked batch": ("benchmarks.ranked_batch",),
    "Rules and label models": ("benchmarks.weak_supervision", "speed"),
    "An edit of a rule, seen on the screen": ("benchmarks.functions_screen",),
    "Bytes over SSH": ("benchmarks.ssh",),
    "LLM answers": ("benchmarks.llm",),
}
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


def sections(snorkel: str | None) -> Iterator[str]:
    """A heading and what its command printed, one after the other."""
    for heading, told in RUNS.items():
        command = [*told]
        if snorkel and told[0] == "benchmarks.weak_supervision":
            command += ["--snorkel", snorkel]
        print(f"{heading}: python -m {' '.join(command)}", file=sys.stderr, flush=True)
        done = subprocess.run(
            [sys.executable, "-m", *command], capture_output=True, text=True, check=False
        )
        said = done.stdout if done.returncode == 0 else done.stdout + done.stderr
        load = f"Load at the end: {os.getloadavg()[0]:.1f}."
        command_line = f"`python -m {' '.join(told)}`"
        body = said.strip()
        if "\n|" not in body:
            body = f"```\n{body}\n```"
        yield f"## {heading}\n\n{command_line} {load}\n\n{body}\n"


def main() -> None:
    """Write the page as it grows."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--output", type=Path, default=Path("benchmarks/RESULTS.md"))
    options.add_argument("--snorkel", help="a Python in whose environment Snorkel is installed")
    asked = options.parse_args()
    with asked.output.open("w", encoding="utf-8") as page:
        page.write(f"# Speed and size\n\nMade by `python -m benchmarks`. {machine()}\n\n")
        for section in sections(asked.snorkel):
            page.write(section + "\n")
            page.flush()


if __name__ == "__main__":
    main()

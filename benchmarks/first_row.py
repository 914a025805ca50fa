"""The first row of a million JSON lines, each in a process of its own:

    python -m benchmarks.first_row [--rows 1000000] [--runs 3]

CPU seconds until a text is there and, by the kernel, the own (anonymous) memory that this took,
both after the imports. pandas parses the file; ours was opened once before, and what that took is
told too.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import chain, islice
from pathlib import Path

from benchmarks.rows import Row, tell
from benchmarks.steps import texts

MEASURE = """
import json, re, sys
from pathlib import Path
from time import process_time
def own():
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"RssAnon:\\s+(\\d+)", status)[1]) / 1e3
{imports}
before, started = own(), process_time()
{work}
print(json.dumps([process_time() - started, max(own() - before, 0.001)]))
"""
THEIRS = (
    "import pandas as pd",
    'frame = pd.read_json(sys.argv[1] + "/data.jsonl", lines=True); frame["text"][0]',
)
OURS = (
    "from tui_labeler.project import open_pool, open_project",
    "pool = open_pool(open_project(Path(sys.argv[1]))); pool.texts[0]",
)
PROJECT = """[project]
name = "million"
[data]
file = "data.jsonl"
text = "text"
[[labels]]
name = "a"
[[labels]]
name = "b"
"""


def make(folder: Path, rows: int) -> None:
    """A project of so many different texts."""
    with (folder / "data.jsonl").open("w", encoding="utf-8") as file:
        for number, text in enumerate(islice(chain.from_iterable(iter(texts, None)), rows)):
            file.write(json.dumps({"text": f"{text} {number}"}) + "\n")
    (folder / "project.toml").write_text(PROJECT)


def measured(parts: tuple[str, str], folder: Path) -> tuple[float, float]:
    """CPU seconds and MB."""
    code = MEASURE.format(imports=parts[0], work=parts[1])
    command = [sys.executable, "-c", code, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, size = json.loads(done.stdout)
    return seconds, size


def main() -> None:
    """Print both, and tell the rows."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    os.environ["PYTHONPATH"] = str(Path.cwd())
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        make(folder, asked.rows)
        first = measured(OURS, folder)
        theirs, ours = (
            list(zip(*(measured(parts, folder) for _ in range(runs)), strict=True))
            for parts, runs in ((THEIRS, 1), (OURS, asked.runs))
        )
    what = f"first row of {asked.rows:,} JSON lines"
    show(f"{what}, opened for the first time", "s", [first[0]], theirs[0])
    show(f"{what}, opened again", "s", ours[0], theirs[0], 50)
    show(f"{what}, memory of the first time", "MB", [first[1]], theirs[1])
    show(f"{what}, memory", "MB", ours[1], theirs[1], 50)


def show(
    what: str, unit: str, ours: Sequence[float], theirs: Sequence[float], goal: float | None = None
) -> None:
    """Print and tell a row."""
    row = Row.of(what, unit, ours, ("pandas.read_json", theirs), times=goal)
    print(
        f"{what}: {row.ours:.4f} {unit}, pandas.read_json {row.theirs:.3f}, {row.ratio:.0f} times"
    )
    tell(row)


if __name__ == "__main__":
    main()

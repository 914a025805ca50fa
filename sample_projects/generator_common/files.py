"""Writes what a generator makes, or compares it with what lies there."""

import argparse
import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path


def csv_table(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return table.getvalue()


def write_or_check(folder: Path, build: Callable[[], dict[str, str]], about: str) -> int:
    """The command line of a build.py; `build` gives file names and contents. An exit code."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    check = parser.parse_args().check
    different = []
    for name, content in build().items():
        file = folder / name
        if not check:
            file.write_bytes(content.encode())
        elif not file.exists() or file.read_bytes() != content.encode():
            different.append(name)
    for name in different:
        print(f"{name} is not what the generator writes: run build.py without --check")
    return 1 if different else 0

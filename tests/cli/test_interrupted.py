"""Ctrl-C while a command computes: it ends, says one sentence, and leaves nothing half done."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.program import alive
from tests.robots.projects import review_rows, write_project

ROWS = review_rows(60)
# Ctrl-C comes at the moment when a line says for the nth time how far something is.
INTERRUPTED = """\
import os, signal, sys
from tui_labeler.cli import jobs, main

left, say = int(sys.argv.pop(1)), jobs.say
jobs.SOON = 0.0

def and_interrupt(text):
    global left
    say(text)
    if text.endswith("…"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGINT)

jobs.say = and_interrupt
main.main()
"""
RULE = '[[weak_supervision.rules]]\nname = "nice"\nkeywords = ["good", "great"]\nlabel = "good"'
LONG = {
    "functions": (1, "functions ."),
    "weak-labels": (1, "weak-labels . -o out.csv"),
    "errors": (2, "errors ."),
    "errors --compare": (1, "errors . --compare"),
    "audit": (1, "audit ."),
    "train": (2, "train . -o out"),
    "export": (2, "export . -o out.csv"),
    "report": (2, "report . -o out.html"),
    "pipeline": (2, "pipeline . -o out"),
    "pipeline --oracle": (2, "pipeline . --oracle gold.csv"),
}
"""Command -> the line of progress that Ctrl-C follows, the words."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """With a rule, and labels to learn from and to check."""
    folder = write_project(tmp_path / "p", ROWS, sections={"weak_supervision": RULE})
    gold = "id,label\n" + "".join(f"{item},{label}\n" for item, _, label in ROWS)
    (folder / "gold.csv").write_text(gold)
    subprocess.run(
        [sys.executable, "-m", "tui_labeler", "import", ".", "gold.csv", "--as", "human"],
        cwd=folder,
        env={**os.environ, "HOME": str(tmp_path / "home")},
        capture_output=True,
        check=True,
    )
    return folder


def files(folder: Path) -> set[str]:
    """Everything that is no cache."""
    found = (path.relative_to(folder) for path in folder.rglob("*"))
    return {str(path) for path in found if path.parts[0] != ".cache"}


@pytest.mark.parametrize("name", LONG)
def test_a_long_command_is_interrupted(project: Path, tmp_path: Path, name: str) -> None:
    number, words = LONG[name]
    before = files(project)
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(number), *words.split()],
        cwd=project,
        env={**os.environ, "HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1] == "Interrupted: what was saved before is kept."
    assert not done.stdout
    assert files(project) == before
    assert not alive(tmp_path / "home")

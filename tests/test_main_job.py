"""The main job with real processes: label in a terminal, be killed, go on, undo, export."""

import csv
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.robots.projects import review_rows
from tests.robots.terminal import Terminal
from tui_labeler.store import Store

PROGRAM = [sys.executable, "-m", "tui_labeler"]
BATCH = 10
ANSWERS = 30


def run(*words: object, typed: str | None = None) -> subprocess.CompletedProcess[str]:
    """One command of the program, to its end."""
    command = [*PROGRAM, *map(str, words)]
    done = subprocess.run(command, input=typed, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done


class Person:
    """Answers on a screen with the gold label, as fast as the program lets them."""

    def __init__(self, terminal: Terminal, gold: Mapping[str, str], labels: list[str]) -> None:
        self.terminal = terminal
        self.gold = gold
        self.labels = labels

    def item(self) -> str:
        """The id of the item on screen."""
        found = re.search(r"Item (\S+)", self.terminal.wait_for(re.compile(r"Item \S+")))
        assert found is not None
        return found[1]

    def answer(self) -> str:
        """Give the item on screen its label; return its id once the next one is there."""
        item = self.item()
        key = str(self.labels.index(self.gold[item]) + 1)
        self.terminal.press(key)
        self.terminal.wait_gone(f"Item {item} ")
        return item

    def answer_batch(self, number: int) -> list[str]:
        """Answer one batch; before its last item the model has learned from all before it."""
        asked = [self.answer() for _ in range(BATCH - 1)]
        learned = number * BATCH - 1
        self.terminal.wait_for(f"model {number} on {learned} labels", timeout=60)
        return [*asked, self.answer()]


@pytest.fixture(params=["own", "agnews"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, str], list[str]]:
    """A data file, its gold labels, the label names."""
    if request.param == "agnews":
        real: Path = request.getfixturevalue("shared_data") / "agnews"
        rows = csv.DictReader((real / "gold.csv").read_text().splitlines())
        gold = {row["id"]: row["label"] for row in rows}
        return real / "data.csv", gold, ["World", "Sports", "Business", "Sci/Tech"]
    made = review_rows(200)
    path = tmp_path / "reviews.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *(row[:2] for row in made)])
    return path, {row[0]: row[2] for row in made}, ["good", "bad"]


def contents(folder: Path) -> dict[str, Any]:
    """What the store holds, but for times and who was in."""
    with Store.open(folder / "labels.sqlite", read_only=True) as store:
        return {
            "events": [replace(e, at=0.0, seconds=None, session=0) for e in store.events()],
            "batches": [replace(batch, at=0.0) for batch in store.batches()],
            "models": [replace(model, at=0.0) for model in store.models()],
        }


def test_the_main_job(
    data: tuple[Path, dict[str, str], list[str]], tmp_path: Path, own_home: Path
) -> None:
    file, gold, labels = data
    folder, twin = tmp_path / "project", tmp_path / "twin"
    for made in (folder, twin):
        run("init", made, "--data", file, "--labels", ",".join(labels))
        with (made / "project.toml").open("a") as toml:
            toml.write("\n[screen]\nhold_guard_ms = 0\n")  # the robot is faster than a person

    with Terminal([*PROGRAM, str(folder)], home=own_home) as terminal:
        person = Person(terminal, gold, labels)
        asked = [item for batch in (1, 2, 3) for item in person.answer_batch(batch)]
        following = person.item()
        terminal.kill()
        terminal.wait_exit()
    on_screen = contents(folder)
    labelled = [(event.item, event.label) for event in on_screen["events"]]
    assert labelled == [(item, gold[item]) for item in asked]
    assert len(set(asked)) == ANSWERS

    line_by_line = "".join(f"{labels.index(gold[item]) + 1}\n" for item in asked)
    run("ask", twin, typed=line_by_line)
    assert contents(twin) == on_screen

    with Terminal([*PROGRAM, str(folder)], home=own_home) as terminal:
        terminal.wait_for(f"nothing is lost: {ANSWERS} labelled")
        person = Person(terminal, gold, labels)
        assert person.item() == following
        for item in reversed(asked[-5:]):
            terminal.press("u")
            terminal.wait_for(f"Item {item} ")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.termios_sane()

    out = tmp_path / "labels.csv"
    run("export", folder, "-o", out)
    with out.open(newline="") as exported:
        rows = {row["id"]: row["label"] for row in csv.DictReader(exported)}
    assert rows == {item: gold[item] for item in asked[:-5]}

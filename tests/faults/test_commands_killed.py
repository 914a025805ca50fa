"""kill -9 of whole commands at any moment: an LLM run, functions on the pool, the pipeline.

The same command is started again and again until it ends by itself. What it said then must be what
it says when nobody kills it, and every dollar on the server's bill must be in the ledger.
"""

import csv
import json
import os
import random
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tests.cli.killing import billed
from tests.faults.program import PROGRAM, alive
from tests.robots.llm_server import KEY, LLMServer
from tests.robots.projects import RULES, review_rows, write_project
from tui_labeler.store import Store

ROWS = review_rows(150)
GOLD = {text: label for _, text, label in ROWS}
BUDGET = 20
LONGEST = 120
"""Seconds a command may take."""
FUNCTIONS = """
def noisy(x):
    return "bad" if "noisy" in x.text else None


def clever(x):
    return "good" if "clever" in x.text else None
"""
COMMANDS = {
    "llm": ("llm", "--yes", "--json"),
    "weak-labels": ("weak-labels", "--trust", "-o", "weak.csv", "--json"),
    "pipeline": ("pipeline", "--oracle", "gold.csv", "--budget", str(BUDGET), "--yes", "--json"),
}
VARYING: Mapping[str, set[str]] = {"llm": {"labelled", "cached", "cost", "tokens"}}
"""Of the JSON: what tells of the last run only."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LLMServer]:
    """Bills a request once, however often it comes."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with LLMServer(lambda text: GOLD.get(text, "good"), delay=0.02) as running:
        yield running


class Victim:
    """A project and a command that is killed on it."""

    def __init__(self, folder: Path, home: Path, server: LLMServer, name: str) -> None:
        self.folder, self.home, self.server, self.name = folder, home, server, name
        llm = f'model = "fake"\nbase_url = "{server.url}"\nmax_cost = 1.0\nconcurrency = 8\n'
        llm += "input_price = 1.0\noutput_price = 2.0"
        weak = f'functions = "functions.py"\n{RULES}'
        sections = {"llm": llm, "weak_supervision": weak, "resolution": "threshold = 0.95"}
        write_project(folder, ROWS, sections=sections)
        (folder / "functions.py").write_text(FUNCTIONS)
        with (folder / "gold.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("id", "label"), *((row[0], row[2]) for row in ROWS)])
        self.events: list[tuple[int, str | None, str | None]] = []

    def run(self, killed_after: float | None = None, *, everyone: bool = False) -> bytes | None:
        """What the command says; None where it was killed, `everyone`: with all its children."""
        word, *options = COMMANDS[self.name]
        with subprocess.Popen(
            [*PROGRAM, word, str(self.folder), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
        ) as process:
            try:
                out, _ = process.communicate(timeout=killed_after or LONGEST)
            except subprocess.TimeoutExpired:
                for pid in alive(self.home) if everyone else [process.pid]:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                return None
        assert process.returncode == 0
        return bytes(out)

    def check(self) -> None:
        """What was in the store is in it, and nothing in it is broken."""
        path = self.folder / "labels.sqlite"
        if not path.exists():
            assert not self.events
            return
        with Store.open(path, read_only=True) as store:
            found = [(event.id, event.item, event.label) for event in store.events()]
        with closing(sqlite3.connect(path)) as shell:
            assert shell.execute("PRAGMA quick_check").fetchone() == ("ok",)
            votes = shell.execute("SELECT count(*), count(DISTINCT item) FROM annotation")
            rows, items = votes.fetchone()
        assert rows == items, "an item has two labels of the LLM"
        assert found[: len(self.events)] == self.events
        self.events = found

    def ended(self) -> dict[str, Any]:
        """Run the command to its end; what it says of its whole work."""
        said = self.run()
        assert said is not None
        self.check()
        bill = self.server.paid_texts
        assert [text for text, times in bill.items() if times > 1] == [], "paid twice"
        values: dict[str, Any] = json.loads(said)
        if self.name == "weak-labels":
            values["file"] = (self.folder / "weak.csv").read_text()
        else:
            assert sum(bill.values()) == billed(self.folder)
            bill.clear()
        return {key: values[key] for key in values.keys() - VARYING.get(self.name, set())}


def kill(name: str, times: int, tmp_path: Path, home: Path, server: LLMServer) -> int:
    """Kill a command so many times; returns how many projects it took."""
    rng = random.Random(name)
    started = monotonic()
    whole = Victim(tmp_path / "whole", home, server, name)
    expected, labels = whole.ended(), whole.events
    seconds = monotonic() - started
    projects = kills = 0
    while kills < times:
        victim = Victim(tmp_path / str(projects), home, server, name)
        projects += 1
        while kills < times:
            after = rng.uniform(0.1, 1) * seconds
            if victim.run(after, everyone=rng.random() < 0.5) is not None:
                break
            kills += 1
            victim.check()
        found = victim.ended()
        assert found == expected
        assert sorted(event[1:] for event in victim.events) == sorted(e[1:] for e in labels)
    return projects


Kill = Callable[[str, int], int]


@pytest.fixture
def killing(tmp_path: Path, own_home: Path, server: LLMServer) -> Kill:
    return lambda name, times: kill(name, times, tmp_path, own_home, server)


@pytest.mark.fault("F093", "F111")
def test_a_kill(killing: Kill) -> None:
    assert killing("llm", 1) >= 1


@pytest.mark.slow
@pytest.mark.fault("F093", "F111")
@pytest.mark.parametrize("name", COMMANDS)
def test_thirty_kills(killing: Kill, name: str) -> None:
    print(f"{name}: 30 kills, {killing(name, 30)} projects, nothing lost, nothing paid twice")

"""The fault loop over whole commands: a step on the disk fails, once or from there on.

The command runs in this process, whose disk fails; a child that speaks with an LLM writes nothing.
What it says is a sentence with an exit code, and on a disk that works again the same command ends
as if nothing had been. Where a run takes seconds, steps are tried at equal distances.
"""

import csv
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.cli.conftest import Ran
from tests.cli.conftest import cli as cli
from tests.cli.killing import billed
from tests.faults import disk
from tests.faults.disk import DISK
from tests.robots.llm_server import KEY, LLMServer
from tests.robots.projects import RULES, review_rows, write_project
from tui_labeler.errors import ExitCode
from tui_labeler.worker import processes
from tui_labeler.worker.twin import InProcessRunner

ROWS = review_rows(60)
GOLD = {text: label for _, text, label in ROWS}
COMMANDS = {
    "import": ("import", ".", "gold.csv", "--as", "human", "--json"),
    "weak-labels": ("weak-labels", ".", "-o", "out.csv", "--json"),
    "export": ("export", ".", "-o", "out.csv"),
    "report": ("report", ".", "-o", "out.html"),
    "train": ("train", ".", "-o", "model", "--json"),
    "llm": ("llm", ".", "--yes", "--json"),
    "pipeline": ("pipeline", ".", "--oracle", "gold.csv", "--budget", "20", "--yes", "--json"),
}
STEPS = {"import": 1000, "weak-labels": 1000, "export": 40, "report": 40, "train": 40, "llm": 25}
"""At most so many steps of a command fail, each in a run of its own; of another, 10."""
LABELLED = {"export", "train", "report"}
"""Commands that are given labels before."""
WITH_SERVER = {"llm", "pipeline"}
"""Whose steps are not as many each time."""
VARYING = {"labelled", "cached", "cost", "tokens"}
"""Of an LLM run's JSON: what tells of the last run only."""
Cli = Callable[..., Ran]


class Twin(InProcessRunner):
    """A child's work in this process, on this disk."""

    def __init__(self, *, log: Path, **how: Any) -> None:
        super().__init__(**how)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LLMServer]:
    """Bills a request once, however often it comes."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with LLMServer(lambda text: GOLD.get(text, "good")) as running:
        yield running


class Bench:
    """Copies of one project, and a command that is run in each."""

    def __init__(self, place: Path, cli: Cli, server: LLMServer, name: str) -> None:
        self.place, self.cli, self.server, self.name = place, cli, server, name
        self.before = self._make()
        folder = self._copy("whole")
        with DISK.failing(0, for_good=False):
            ran = self._run(folder)
        self.steps = DISK.done
        self.expected = self._came_of(folder, ran)

    def _make(self) -> Path:
        llm = f'model = "fake"\nbase_url = "{self.server.url}"\nmax_cost = 1.0\n'
        llm += "input_price = 1.0\noutput_price = 2.0"
        sections = {"llm": llm, "weak_supervision": RULES, "resolution": "threshold = 0.95"}
        folder = write_project(self.place / "before", ROWS, sections=sections)
        with (folder / "gold.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("id", "label"), *((row[0], row[2]) for row in ROWS)])
        if self.name in LABELLED:
            assert self.cli("import", folder, folder / "gold.csv", "--as", "human").code == 0
        return folder

    def _copy(self, name: str) -> Path:
        return Path(shutil.copytree(self.before, self.place / name))

    def _run(self, folder: Path) -> Ran:
        os.chdir(folder)
        return self.cli(*COMMANDS[self.name])

    def _came_of(self, folder: Path, ran: Ran) -> Any:
        """What a command that nothing disturbed left and said."""
        assert ran.code == 0, ran.err
        paid = self.server.paid_texts
        assert all(times == 1 for times in paid.values()), "paid twice"
        assert not paid or paid.total() == billed(folder)
        paid.clear()
        if self.name == "train":
            return sorted(path.name for path in (folder / "model").iterdir())
        if self.name == "report":
            return (folder / "out.html").read_text().count("<h2")
        if self.name == "export":
            return (folder / "out.csv").read_text()
        return {key: value for key, value in ran.json.items() if key not in VARYING}

    def fail(self, number: int, *, for_good: bool) -> None:
        """Let a step fail; then run the command again, on a disk that works."""
        folder = self._copy(f"{number}{'-' * for_good}")
        with DISK.failing(number, for_good=for_good):
            ran = self._run(folder)
        assert DISK.failed or self.name in WITH_SERVER, number
        assert ran.code in (ExitCode.OK, ExitCode.FAILED)
        assert "Errno" not in ran.err and "Traceback" not in ran.err
        assert ran.code == 0 or any(word in ran.err for word in disk.SAID), ran.err
        if (folder / "labels.sqlite").exists():
            with closing(sqlite3.connect(folder / "labels.sqlite")) as shell:
                assert shell.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert self._came_of(folder, self._run(folder)) == self.expected
        shutil.rmtree(folder)


@pytest.fixture
def bench(
    cli: Cli, server: LLMServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Bench]]:
    """Makes benches, in memory where there is such a folder."""
    disk.install()
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as place:
        monkeypatch.chdir(place)

        def make(name: str) -> Bench:
            if name not in WITH_SERVER:
                monkeypatch.setattr(processes, "ProcessRunner", Twin)
            return Bench(Path(place), cli, server, name)

        yield make


def loop(one: Bench, count: int) -> None:
    """Fail so many steps, each once, and then together with all after it."""
    for number in range(1, one.steps + 1, max(1, one.steps // count)):
        for for_good in (False, True):
            one.fail(number, for_good=for_good)


@pytest.mark.fault("F003", "F025", "F026")
@pytest.mark.parametrize("name", ["import", "weak-labels"])
def test_a_step_here_and_there(bench: Callable[[str], Bench], name: str) -> None:
    loop(bench(name), 7)


@pytest.mark.slow
@pytest.mark.fault("F003", "F025", "F026", "F029")
@pytest.mark.parametrize("name", COMMANDS)
def test_every_step(bench: Callable[[str], Bench], name: str) -> None:
    loop(bench(name), STEPS.get(name, 10))

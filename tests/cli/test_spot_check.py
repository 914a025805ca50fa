"""`spot-check` on its sample project, in a real terminal, with a person who knows the answers."""

import csv
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CHECKOUT
from tests.robots.terminal import Terminal

SAMPLE = CHECKOUT / "sample_projects" / "spot_check"
KEYS = {"bug": "1", "question": "2", "request": "3"}


def column(name: str) -> dict[str, str]:
    """id -> label of one of the sample's files."""
    with (SAMPLE / name).open(newline="", encoding="utf-8") as file:
        return {row["id"]: row["label"] for row in csv.DictReader(file)}


def test_the_sample_is_labelled_and_partly_wrong() -> None:
    gold, said = column("gold.csv"), column("llm_labels.csv")
    assert gold.keys() == said.keys() == column_ids()
    wrong = sum(gold[item] != label for item, label in said.items()) / len(said)
    assert 0.03 < wrong < 0.2
    assert len((SAMPLE / "README.md").read_text().splitlines()) <= 12


def column_ids() -> set[str]:
    with (SAMPLE / "messages.csv").open(newline="", encoding="utf-8") as file:
        return {row["id"] for row in csv.DictReader(file)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the sample."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "spot_check"))


def test_without_a_terminal_it_names_its_own_numbers(folder: Path, own_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui_labeler", "spot-check", str(folder)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert f"tui-labeler spot-check {folder} --json" in done.stderr


def test_a_spot_check_ends_with_a_verdict(
    cli: Callable[..., Any], folder: Path, own_home: Path
) -> None:
    assert cli("import", folder, folder / "llm_labels.csv", "--as", "llm").code == 0
    gold, said = column("gold.csv"), column("llm_labels.csv")
    config = own_home / ".config" / "tui-labeler" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("[screen]\nhold_guard_ms = 0\n")  # the robot reads faster than a person
    command = [sys.executable, "-m", "tui_labeler", "spot-check", str(folder), "-n", "10"]
    right = 0
    with Terminal(command, home=own_home, size=(80, 24)) as terminal:
        for number in range(1, 11):
            terminal.wait_for(f"·  {number} of 10")
            found = re.search(r"Item (m\d+)", terminal.text)
            assert found is not None
            item = found.group(1)
            right += gold[item] == said[item]
            then = f"·  {number + 1} of 10" if number < 10 else "The sample is checked"
            terminal.press(KEYS[gold[item]])
            terminal.wait_for(then)
        terminal.wait_for("The sample is checked")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert f"{right} of 10 right" in terminal.text
        assert "enough to trust at 90%?" in " ".join(terminal.text.split())
    verdict = cli("spot-check", folder, "--json").json
    assert verdict["agreement"]["n"] == 10
    assert cli("agreement", folder, "--json").json["blind"]["n"] == 2

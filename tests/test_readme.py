"""Every command in README.md works as it stands there."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.robots.projects import review_rows, write_project
from tests.robots.terminal import Terminal
from tui_labeler.cli.main import commands
from tui_labeler.project import open_project

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
PROGRAM = [sys.executable, "-m", "tui_labeler"]
DATA = (
    "id,text\n",
    *(f"{id},{text}\n" for id, text, _ in review_rows(60)),
)
OLD = ("id,label\n", *(f"{id},{label}\n" for id, _, label in review_rows(10)))


def shell_lines(page: str = README) -> list[str]:
    """The lines of all ```sh blocks of a page, without comments."""
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    return [line for line in (re.sub(r"\s+#.*", "", line).strip() for line in lines) if line]


def commands_in_order() -> Iterator[str]:
    """Our own commands: those of the blocks, then those inside sentences."""
    yield from (line for line in shell_lines() if line.startswith("tui-labeler"))
    yield from re.findall(r"`(tui-labeler [^`\n]+)`", README)


def set_up(ending: str) -> str:
    """The one-line command that makes an environment and ends so."""
    (line,) = [line for line in shell_lines() if ".venv" in line and re.search(ending, line)]
    return line


def draws_a_screen(words: list[str]) -> bool:
    """Whether a command takes the whole terminal."""
    screens = ("demo", "open", "spot-check")
    return not words or words[0] in screens or words[0] not in commands.commands


def run_commands(lines: Iterable[str], folder: Path, home: Path) -> set[str]:
    """Run commands in `folder`, those with a screen on a terminal; return their names."""
    env = {"PYTHONPATH": str(CHECKOUT)}
    ran = set()
    for line in lines:
        words = shlex.split(line)[1:]
        ran.add(words[0] if words else "")
        if draws_a_screen(words) or words[0] == "ask":
            with Terminal([*PROGRAM, *words], home=home, cwd=folder, env=env) as terminal:
                terminal.wait_for(re.compile(r"Item \S+|Start|Answer:"), timeout=30)
                terminal.press("q", *(["enter"] if words[:1] == ["ask"] else []))
                assert terminal.wait_exit() == 0, line
        else:
            done = subprocess.run(
                [*PROGRAM, *words],
                cwd=folder,
                env=os.environ | env,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, f"{line}\n{done.stderr}"
    return ran


def test_every_command_runs_in_the_order_of_the_page(tmp_path: Path, own_home: Path) -> None:
    (tmp_path / "reviews.csv").write_text("".join(DATA))
    (tmp_path / "old.csv").write_text("".join(OLD))
    ran = run_commands(commands_in_order(), tmp_path, own_home)
    assert {"init", "reviews/", "status", "export"} <= ran


@pytest.mark.parametrize("page", ["README.md", "docs/getting_started.md"])
def test_what_a_page_writes_into_project_toml_is_valid(page: str, tmp_path: Path) -> None:
    (fragment,) = re.findall(r"```toml\n(.*?)```", (CHECKOUT / page).read_text(), re.DOTALL)
    folder = write_project(tmp_path / "reviews", review_rows(10))
    file = folder / "project.toml"
    file.write_text(file.read_text() + fragment)
    assert open_project(folder).config.weak_supervision.rules[0].label == "bad"


def test_ci_runs_the_test_command_of_the_page() -> None:
    assert "python3 -m venv .*pytest.*" in (CHECKOUT / ".ci" / "run").read_text()
    taken = [line for line in README.splitlines() if re.match(r"python3 -m venv .*pytest.*$", line)]
    assert taken[:1] == [set_up("pytest")]


def test_the_set_up_commands_name_what_is_there() -> None:
    assert set_up("tui-labeler demo").endswith("tui-labeler demo")
    assert "'.[dev]'" in set_up("pytest")


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["tui-labeler demo", "pytest"])
def test_the_set_up_commands_work_in_a_fresh_clone(
    ending: str, tmp_path: Path, own_home: Path
) -> None:
    """Needs the package index."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(CHECKOUT), str(clone)], check=True)
    command = set_up(ending)
    if ending == "pytest":
        command += " tests/test_text.py"  # the rest runs where this test does
        subprocess.run(["bash", "-c", command], cwd=clone, check=True, timeout=1800)
        return
    with Terminal(["bash", "-c", command], home=own_home, cwd=clone) as terminal:
        terminal.wait_for("POSITIVE", timeout=1800)
        terminal.press("q")
        assert terminal.wait_exit() == 0

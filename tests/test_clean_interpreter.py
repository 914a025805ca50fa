"""What an interpreter has loaded after a quick act: not the libraries that take seconds."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import CHECKOUT
from tests.robots.projects import review_rows, write_project

NUMBERS = {"numpy", "pandas", "scipy", "sklearn"}
METHODS = {"modAL", "cleanlab", "openai"}
CONFIGURATION = {"pydantic", "tomlkit", "tomli"}

# What is printed by the act itself stays apart from the answer.
REPORT = """
import json, sys
json.dump(sorted({name.partition(".")[0] for name in sys.modules}), open(answer, "w"))
"""


def loaded_after(act: str, folder: Path, answer: Path) -> set[str]:
    """The top-level modules a new interpreter has loaded after running `act`."""
    code = f"folder, answer = {str(folder)!r}, {str(answer)!r}\n{act}\n{REPORT}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(answer.read_text()))


def test_help_costs_click_and_nothing_else(tmp_path: Path) -> None:
    act = "from tui_labeler.cli.main import run; assert run(['--help']) == 0"
    loaded = loaded_after(act, tmp_path, tmp_path / "answer")
    assert "click" in loaded
    assert not loaded & {"textual", "sqlite3", *NUMBERS, *METHODS, *CONFIGURATION}


def test_a_project_opens_up_to_the_first_view_without_the_heavy_libraries(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "reviews", review_rows(30))
    act = """
from pathlib import Path
from tui_labeler.session import Session
session = Session.open(Path(folder))
assert session.labelling.view().item is not None
session.close()
"""
    loaded = loaded_after(act, folder, tmp_path / "answer")
    assert "sqlite3" in loaded
    assert not loaded & {"textual", *NUMBERS, *METHODS}


def test_the_screens_need_no_heavy_library(tmp_path: Path) -> None:
    loaded = loaded_after("import tui_labeler.tui.app", tmp_path, tmp_path / "answer")
    assert "textual" in loaded
    assert not loaded & {*NUMBERS, *METHODS}


def test_the_package_itself_loads_nothing(tmp_path: Path) -> None:
    bare = loaded_after("", tmp_path, tmp_path / "answer")
    loaded = loaded_after("import tui_labeler", tmp_path, tmp_path / "answer")
    assert loaded - bare == {"tui_labeler"}

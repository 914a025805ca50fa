"""Functions that raise, loop, exit, crash, print escape codes or eat memory, in a real terminal."""

import sys
from pathlib import Path

import pytest

from tests.robots.controls import stray_controls
from tests.robots.terminal import Terminal
from tests.weak_supervision.projects import GOOD, project_with

BAD = {
    "lf_raises": "raise ValueError('\\x1b[2J')",
    "lf_loops": "while True: pass",
    "lf_exits": "os._exit(7)",
    "lf_segfaults": "os.kill(os.getpid(), 11)",
    "lf_prints": "print('\\x1b[31m' * 100); os.write(1, b'\\x1b[2J'); return 0",
    "lf_eats": "'x' * (100 * 10**9)",
    "lf_reads": "input()",
}


@pytest.mark.fault("F076", "F077")
def test_bad_functions_harm_nobody(tmp_path: Path) -> None:
    bad = "".join(f"\n\ndef {name}(text):\n    {body}\n" for name, body in BAD.items())
    toml = "seconds_per_item = 0.5\n"
    folder = project_with(tmp_path / "reviews", "import os\n" + GOOD + bad, toml)
    command = [sys.executable, "-m", "tui_labeler", str(folder)]
    with Terminal(command, home=tmp_path) as terminal:
        terminal.wait_for("Item r")
        terminal.press("F")
        terminal.wait_for("T trusts it")
        terminal.press("T")
        terminal.wait_for("✗ lf_loops")
        for name in ("lf_exits", "lf_segfaults"):
            terminal.wait_for(f"✗ {name}")
        for name in ("lf_lovely", "lf_dull", "lf_raises", "lf_prints", "lf_eats", "lf_reads"):
            terminal.wait_for(f"● {name}")
        terminal.press("L")
        terminal.wait_for("Item r")
        terminal.press("1")
        terminal.wait_for("1/120")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert stray_controls(terminal.raw) == []
        assert terminal.termios_sane()


EDITOR = """#!{python}
import sys
line, path = sys.argv[1:]
with open(path, "a") as file:
    file.write("\\n\\ndef lf_edited(text):\\n    return 0 if 'warm' in text else -1\\n")
with open({seen!r}, "w") as file:
    file.write(line)
"""


def test_the_file_is_edited_at_its_line_and_applied_at_once(tmp_path: Path) -> None:
    folder, editor, seen = project_with(tmp_path / "reviews"), tmp_path / "ed it", tmp_path / "seen"
    editor.write_text(EDITOR.format(python=sys.executable, seen=str(seen)))
    editor.chmod(0o700)
    command = [sys.executable, "-m", "tui_labeler", str(folder)]
    env = {"EDITOR": f"'{editor}'", "VISUAL": None}
    with Terminal(command, home=tmp_path, env=env) as terminal:
        terminal.wait_for("Item r")
        terminal.press("F")
        terminal.wait_for("T trusts it")
        terminal.press("T")
        terminal.wait_for("● lf_dull")
        terminal.press("j")
        terminal.wait_for("lf_dull · items")
        terminal.press("e")
        terminal.wait_for("● lf_edited")
        terminal.press("Q")
        assert terminal.wait_exit() == 0
        assert terminal.termios_sane()
    code = (folder / "functions.py").read_text().splitlines()
    line = int(seen.read_text().removeprefix("+"))
    assert "def lf_dull" in code[line - 1] or "lf_dull" in code[line], code[line - 1]


def test_an_editor_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    folder = project_with(tmp_path / "reviews")
    command = [sys.executable, "-m", "tui_labeler", str(folder)]
    with Terminal(command, home=tmp_path, env={"VISUAL": "no-such-editor"}) as terminal:
        terminal.wait_for("Item r")
        terminal.press("F")
        terminal.wait_for("T trusts it")
        terminal.press("e")
        terminal.wait_for("no-such-editor could not be started")
        terminal.press("Q")
        assert terminal.wait_exit() == 0

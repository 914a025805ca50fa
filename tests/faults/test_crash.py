"""A mistake of the program: one calm line and a private log, no text, no key, no locals."""

import sys
from pathlib import Path

import pytest

from tests.faults.hostile import STRINGS
from tests.faults.program import alive, make
from tests.robots.controls import stray_controls
from tests.robots.terminal import Terminal
from tui_labeler.store import Store

SECRET = "sk-secret-1234567890"
BROKEN = """
import sys
from tui_labeler.cli.main import main
from tui_labeler.tui.screens.label import LabelScreen

def wrong(self, *arguments):
    key, text = {secret!r}, self.desk.session.labelling.view().item.text
    raise RuntimeError(f"{{key}} {{text}} {hostile}")

LabelScreen.{method} = wrong
sys.argv[1:] = [{folder!r}]
main()
"""


@pytest.mark.fault("F043", "F044")
@pytest.mark.parametrize("method", ["action_skip", "compose_body"])
def test_a_mistake_of_ours(tmp_path: Path, method: str) -> None:
    folder, home = make(tmp_path / "p"), tmp_path / "home"
    with Store.open(folder / "labels.sqlite"):
        pass
    hostile = (STRINGS["title"] + STRINGS["closing markup"]).encode("unicode_escape").decode()
    script = BROKEN.format(secret=SECRET, hostile=hostile, method=method, folder=str(folder))
    env = {"OPENAI_API_KEY": SECRET}
    with Terminal([sys.executable, "-c", script], home=home, env=env) as terminal:
        if method == "action_skip":
            terminal.wait_for("Item r")
            terminal.press("1")
            terminal.wait_for("1/60")
            terminal.press("space")
        assert terminal.wait_exit() == 1
        assert terminal.termios_sane() and stray_controls(terminal.raw) == []
        said = terminal.raw.rpartition(b"\x1b[?1049l")[2].decode()
    (log,) = home.rglob("crash-*.log")
    assert "a mistake of its own" in said and "is safe" in said and str(log) in said
    assert "Traceback" not in said and len(said.splitlines()) <= 4
    assert log.stat().st_mode & 0o777 == 0o600
    for words in (said, log.read_text()):
        assert SECRET not in words and "pwned" not in words and " film " not in words
    assert "RuntimeError" in log.read_text() and "in wrong" in log.read_text()
    assert alive(home) == []
    with Store.open(folder / "labels.sqlite") as store:
        assert len(list(store.events())) == (method == "action_skip")
        assert not store.recovered, "the session was ended as it should"

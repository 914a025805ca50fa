"""Every screen of the real program on terminals with few colours or none, few signs, or light."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.program import started
from tests.robots.controls import stray_controls
from tests.tui.worked import write

SCREENS = {"V": "Validat", "F": "says_lovely", "E": "suspect", "P": "Progress", "L": "Item r"}
"""Key -> what stands on that screen."""
COLOUR = re.compile(rb"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9\d|10[0-7])[;m]")
DIRECT = re.compile(rb"[34]8;[25];")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project on which everything has been used; only looked at here."""
    return write(tmp_path_factory.mktemp("worked") / "reviews")


def no_colour(raw: bytes) -> None:
    assert COLOUR.search(raw) is None


def the_terminals_own(raw: bytes) -> None:
    assert COLOUR.search(raw) is not None
    assert DIRECT.search(raw) is None


def only_ascii(raw: bytes) -> None:
    """While the screens are there; the last words are the shell's to draw."""
    assert raw.partition(b"\x1b[?1049l")[0].isascii()


def any_colour(raw: bytes) -> None:
    assert DIRECT.search(raw) is not None


@pytest.mark.fault("F038")
@pytest.mark.parametrize(
    ("env", "holds"),
    [
        ({"TERM": "xterm"}, the_terminals_own),
        ({"LANG": "C", "LC_ALL": "C"}, only_ascii),
        pytest.param(
            {"NO_COLOR": "1", "COLORTERM": "truecolor"}, no_colour, marks=pytest.mark.slow
        ),
        pytest.param(
            {"COLORTERM": "truecolor", "TEXTUAL_THEME": "labeler-light"},
            any_colour,
            marks=pytest.mark.slow,
        ),
    ],
    ids=["16 colours", "ascii", "NO_COLOR", "light"],
)
def test_every_screen_can_be_read(
    source: Path, tmp_path: Path, env: dict[str, str | None], holds: Callable[[bytes], None]
) -> None:
    with started(source, tmp_path, env=env) as terminal:
        terminal.wait_for("Item r")
        for key, there in SCREENS.items():
            terminal.press(key)
            terminal.wait_for(there)
            assert terminal.unreadable() == [], f"{key}\n{terminal.text}"
            terminal.press("?")
            terminal.wait_for("Keys on this screen")
            assert terminal.unreadable() == [], f"{key} ?\n{terminal.text}"
            terminal.press("escape")
            terminal.wait_gone("Keys on this screen")
        terminal.press("q")
        assert terminal.wait_exit() == 0 and terminal.termios_sane()
        assert stray_controls(terminal.raw) == []
        holds(terminal.raw)

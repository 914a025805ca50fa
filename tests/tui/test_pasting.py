"""A paste is text, however it is cut; keys go through untouched."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.events import Paste

from tests.faults.hostile import STRINGS
from tests.robots.controls import stray_controls
from tests.robots.keys import paste
from tests.robots.terminal import Terminal
from tests.tui.test_pty import program
from tui_labeler.tui.pasting import END, START, PasteFilter, PasteSafeParser

PIECES = st.sampled_from([START, END, "\x1b", "[", "200~", "20", "1~", "a", "\x9b", "\r"])


def fed(*pieces: str) -> str:
    """What comes out of the filter."""
    made = PasteFilter()
    return "".join(made.clean(piece) for piece in pieces)


def test_keys_are_not_touched() -> None:
    keys = "1a\x1b[A\x1b\r\t\x1b[2~"
    assert fed(keys) == fed(*keys) == keys


def test_a_paste_is_made_printable() -> None:
    sent = f"1{START}a\x1b[31m\x9b2J\r\nb\x00{END}q"
    clean = f"1{START}a␛[31m\ufffd2J\nb␀{END}q"
    assert fed(sent) == clean
    assert fed(*sent).replace("\n\n", "\n") == clean


def test_a_burst_without_marks_is_a_paste_too() -> None:
    text = "Pasted by a terminal without brackets:\rquit 1 2 3"
    assert fed("1", text, "2") == "1" + START + text.replace("\r", "\n") + END + "2"


@pytest.mark.parametrize("keys", ["12a u" * 30, "the quick brown fox jumps over", "\x1b[A" * 40])
def test_keys_of_some_seconds_at_once_are_keys(keys: str) -> None:
    assert fed(keys) == keys


@given(st.lists(PIECES, max_size=30))
@settings(max_examples=200, deadline=None)
def test_no_control_character_stays_inside(pieces: list[str]) -> None:
    outside = fed(*pieces)
    for part in outside.split(START)[1:]:
        inside = part.partition(END)[0]
        assert not stray_controls(inside) and "\r" not in inside
    assert fed("".join(pieces)).replace("\n", "") == outside.replace("\n", "")


@pytest.mark.fault("F040")
def test_hostile_pastes_label_nothing(tmp_path: Path) -> None:
    with program(tmp_path) as terminal:
        terminal.wait_for("Item 4821")
        terminal.press(paste("".join(STRINGS.values()) + "12q" * 40))
        terminal.press(paste("1a2 \n" * 2000))
        note(terminal)
        assert "Item 4821" in terminal.text
        terminal.press("2")
        terminal.wait_for("Item 4822")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert stray_controls(terminal.raw) == []


@pytest.mark.fault("F040")
def test_a_paste_without_marks_is_no_key() -> None:
    told = [*PasteSafeParser().feed("1. Pasted by a terminal without brackets: 2 quit\rq")]
    assert [type(event) for event in told] == [Paste]


def note(terminal: Terminal) -> None:
    """Open and close the note, which comes after all that was sent before."""
    terminal.press("n")
    terminal.wait_for("Note on this item")
    terminal.press("escape")
    terminal.wait_gone("Note on this item")

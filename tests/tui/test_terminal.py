"""Without a terminal the command says what to use instead."""

import io
from typing import TextIO

import pytest

from tui_labeler.errors import UsageError
from tui_labeler.tui.terminal import check_terminal


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


TERM = {"TERM": "xterm"}


def test_a_terminal_is_fine() -> None:
    check_terminal(Tty(), Tty(), Tty(), TERM)


@pytest.mark.parametrize("pipe", [io.StringIO(), None])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_pipe_anywhere_is_refused(place: int, pipe: TextIO | None) -> None:
    streams: list[TextIO | None] = [Tty(), Tty(), Tty()]
    streams[place] = pipe
    with pytest.raises(UsageError, match="needs a terminal") as caught:
        check_terminal(streams[0], streams[1], streams[2], TERM)
    assert "tui-labeler status" in caught.value.hint and "tui-labeler ask" in caught.value.hint


@pytest.mark.fault("F038")
@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {}])
def test_a_dumb_terminal_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="TERM"):
        check_terminal(Tty(), Tty(), Tty(), environ)

"""What is known of what the terminal has drawn."""

import re

from tui_labeler.tui.drawn import CELLS, SILENT_AFTER, Drawn


class Asked:
    """A terminal, and the time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.cells: list[tuple[int, int]] = []
        self.drawn = Drawn(self._write, lambda: self.now)

    def _write(self, sequence: str) -> None:
        match = re.fullmatch(r"\x1b7\x1b\[(\d+);(\d+)H\x1b\[6n\x1b8", sequence)
        assert match is not None
        self.cells.append((int(match[2]) - 1, int(match[1]) - 1))

    def reply(self, to: int) -> None:
        """Answer the question number `to`."""
        self.drawn.answer(*self.cells[to - 1])


def test_an_answer_is_about_one_question_and_those_before_it() -> None:
    asked = Asked()
    first, second, third = (asked.drawn.ask() for _ in range(3))
    assert not asked.drawn.reached(first)
    asked.reply(second)
    reached = [asked.drawn.reached(number) for number in (first, second, third)]
    assert reached == [True, True, False]
    asked.reply(first)
    assert not asked.drawn.reached(third)
    asked.reply(third)
    assert asked.drawn.reached(third)


def test_answers_are_told_apart_however_many_there_were() -> None:
    asked = Asked()
    for number in range(1, 5 * CELLS):
        assert asked.drawn.ask() == number
        if number > 1:
            asked.reply(number - 1)
            assert not asked.drawn.reached(number)
        asked.reply(number)
        assert asked.drawn.reached(number)


def test_what_is_no_answer_is_none() -> None:
    asked = Asked()
    number = asked.drawn.ask()
    for column, row in ((0, 1), (CELLS + 1, 1), (asked.cells[0][0], 0), (1000, 1000)):
        asked.drawn.answer(column, row)
    assert not asked.drawn.reached(number)


def test_a_terminal_that_never_answers_is_not_waited_for_twice() -> None:
    asked = Asked()
    number = asked.drawn.ask()
    asked.now = SILENT_AFTER
    assert not asked.drawn.reached(number)
    asked.now += 0.1
    assert asked.drawn.reached(number)
    assert asked.drawn.reached(asked.drawn.ask())


def test_a_terminal_that_answers_again_is_waited_for_again() -> None:
    asked = Asked()
    asked.drawn.ask()
    asked.now = SILENT_AFTER + 1
    assert asked.drawn.reached(asked.drawn.ask())
    asked.reply(2)
    assert not asked.drawn.reached(asked.drawn.ask())

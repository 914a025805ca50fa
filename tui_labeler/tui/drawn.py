"""Whether the terminal has drawn what was painted: over a slow line it lags behind.

After an item is painted the terminal is asked where its cursor is. It answers in the order in which
it draws, so its answer says that the item is there. The question is asked from another cell each
time, which tells the answers apart. tmux, screen and mosh answer for themselves, before the
person's terminal has drawn it: what remains there is `hold_guard_ms`.
"""

from collections.abc import Callable

SILENT_AFTER = 2.0
"""Seconds without an answer after which a terminal counts as one that gives none."""
CELLS = 8
"""Different cells that are asked from, one after the other; the smallest screen has as many."""


class Drawn:
    """What one terminal was asked. `write`: straight to the terminal, behind what is painted."""

    def __init__(self, write: Callable[[str], object], clock: Callable[[], float]) -> None:
        self._write, self._clock = write, clock
        self._asked = self._reached = 0
        self._waiting_since: float | None = None
        self._silent = False

    def ask(self) -> int:
        """Something is painted: ask whether it is drawn. Returns the number for `reached`.

        The cursor comes back to where it was.
        """
        self._asked += 1
        if self._waiting_since is None:
            self._waiting_since = self._clock()
        self._write(f"\x1b7\x1b[2;{2 + self._asked % CELLS}H\x1b[6n\x1b8")
        return self._asked

    def answer(self, column: int, row: int) -> None:
        """The terminal says where its cursor was, counted from 0."""
        if row != 1 or not 0 <= column - 1 < CELLS:
            return
        older = (self._asked - (column - 1)) % CELLS
        self._reached = max(self._reached, self._asked - older)
        self._silent = False
        self._waiting_since = self._clock() if self._reached < self._asked else None

    def reached(self, number: int) -> bool:
        """Whether that is drawn, or the terminal does not say."""
        since = self._waiting_since
        if since is not None and self._clock() - since > SILENT_AFTER:
            self._silent = True
        return self._silent or self._reached >= number

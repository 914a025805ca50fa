"""The list of suspects on the Errors screen, kept up to date event by event.

Of a million labels many are suspected, and a key changes one of them: the others are not looked at
again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_labeler.session.found import Found
    from tui_labeler.session.session import Session


@dataclass(frozen=True, slots=True)
class Order:
    """The suspects that are shown, by their place in the check: 0 is the worst."""

    places: Sequence[int] = ()
    open: Set[int] = frozenset()
    """Those that the person has still to decide on, and has not put off."""


class Ranking:
    """Which suspects of a check are shown, in which order, and which are open."""

    def __init__(self, session: Session, found: Found, put_off: Sequence[str]) -> None:
        """`put_off`: the items behind the others, as they are at any time."""
        self.found = found
        self._pool, self._state, self._put_off = session.pool, session.state, put_off
        rows = found.columns["rows"]
        self._places = {self._pool.ids[rows[place]]: place for place in found.suspected}
        self._settled: set[int] = set()
        self._undecided = set(found.suspected)
        self._filtered: tuple[str, Sequence[int]] = ("", found.suspected)
        self._asked: tuple[object, ...] = ()
        self._order = Order()
        self._take_in(self._state.items)

    def order(self, words: str = "") -> Order:
        """Those that match the filter `words`, worst first, those that were put off at the end."""
        self._follow()
        if words != self._filtered[0]:
            self._filtered = words, self.found.matching(self.found.suspected, words, self._pool)
        asked = (words, self._seen, *self._put_off)
        if asked != self._asked:
            self._asked, self._order = asked, self._make(words)
        return self._order

    def waiting(self) -> int:
        """How many are open, whatever the filter."""
        self._follow()
        return len(self._undecided) - len(self._last())

    def _make(self, words: str) -> Order:
        last = self._last()
        hidden = self._settled.union(last)
        places = [place for place in self._filtered[1] if place not in hidden]
        opened = self._undecided.intersection(places)
        return Order([*places, *self.found.matching(last, words, self._pool)], opened)

    def _last(self) -> list[int]:
        """Those that were put off and are not decided yet."""
        places = (self._places.get(item, -1) for item in self._put_off)
        return [place for place in places if place in self._undecided]

    def place(self, item: str | None) -> int | None:
        """The suspect of an item; None: there is none."""
        return None if item is None else self._places.get(item)

    def _follow(self) -> None:
        self._take_in(self._state.touched[self._seen :])

    def _take_in(self, items: Iterable[str]) -> None:
        """What was done to these items."""
        self._seen = len(self._state.touched)
        for item in items:
            place = self.place(item)
            if place is None:
                continue
            answer = self._state[item].answer
            for places, inside in (
                (self._settled, self.found.settled(place, answer)),
                (self._undecided, self.found.is_open(place, answer)),
            ):
                (places.add if inside else places.discard)(place)

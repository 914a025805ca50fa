"""What a generator of a lower room told on its way, and what it returned in the end."""

from collections.abc import Generator
from typing import TypeVar

Told = TypeVar("Told")
Returned = TypeVar("Returned")


def ended(steps: Generator[Told, None, Returned]) -> tuple[list[Told], Returned]:
    """Run it to its end."""
    told: list[Told] = []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            return told, end.value

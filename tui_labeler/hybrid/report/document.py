"""What a report is made of, whatever it is written as. Texts are raw: writers make them safe."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tui_labeler.evaluation.figure import Figure


@dataclass(frozen=True, slots=True)
class Tile:
    """A number at the top: what it is, its value, and what it rests on."""

    name: str
    value: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The first column is text, the others are numbers."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers_from: int = 1
    """The first column of numbers, which stand at the right."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A plot, and the same numbers for those who do not see it."""

    svg: str
    """Made by `svg`: text in it is safe."""
    caption: str
    table: Table


@dataclass(frozen=True, slots=True)
class Sentence:
    """A paragraph."""

    text: str


Block: TypeAlias = Sentence | Table | Drawing


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its name, what it says in one sentence, and the evidence."""

    title: str
    lead: str
    blocks: Sequence[Block] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole."""

    title: str
    task: str
    tiles: Sequence[Tile]
    parts: Sequence[Part]
    footer: str


def percent(figure: Figure) -> str:
    """`84.2 % (77 to 90, n 60)`, or why it is not known."""
    if figure.value is None or figure.low is None or figure.high is None:
        return f"— ({figure.reason})"
    return f"{figure.value:.1%} ({100 * figure.low:.0f} to {100 * figure.high:.0f}, n {figure.n:,})"

"""What a screen needs to draw itself, frozen: equal views mean nothing to repaint.

Texts are as they are in the data; the screens make them printable.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tui_labeler.evaluation.agreement import Agreement
from tui_labeler.evaluation.figure import Figure


@dataclass(frozen=True, slots=True)
class Overview:
    """The first line of every screen."""

    project: str
    labelled: int
    goal: int
    """The budget, or else the pool."""
    waiting: Mapping[str, int]
    """Screen -> items that wait there."""
    per_hour: float | None = None
    """Labels, at the pace of the last answers."""
    rest: bool = False
    """A break would do good."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One label the person can give, in project.toml's order."""

    name: str
    key: str
    """The key that gives it; "" beyond the tenth label (reached by the finder)."""
    description: str = ""
    probability: float | None = None
    """The model's, when it was trained on this label set."""
    llm: float | None = None
    """The LLM's confidence in this label."""
    votes: int | None = None
    """How many rules vote for it; None where the project has no rules."""


@dataclass(frozen=True, slots=True)
class Speaking:
    """Words of the text that speak for the two best labels."""

    best: tuple[str, ...]
    second: tuple[str, ...]
    whole_words: bool
    """False: runs of characters, wherever they stand."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A labelled item with a similar text."""

    item: str
    label: str | None
    cosine: float
    text: str
    """The first characters."""


@dataclass(frozen=True, slots=True)
class Item:
    """The item on screen. It never changes while it is there."""

    id: str
    text: str
    show: tuple[tuple[str, str], ...]
    """The columns to show beside the text: (name, value)."""
    why: str
    """`query`, `random`, `cold`, …"""
    strategy: str
    score: float | None
    position: int
    """1-based place in its batch."""
    batch_size: int
    copies: int = 0
    """Other items with exactly this text; they get the same label."""
    flagged: bool = False
    note: str = ""
    given: str | None = None
    """The label it already has, when the person looks back at it."""
    put_aside: str | None = None
    """`skip` or `reject`, where that is the answer it has."""
    speaking: Speaking | None = None
    closest: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the last answers."""

    item: str
    kind: str
    """`label`, `skip`, `reject`; `open` in lists of items."""
    label: str | None
    text: str
    """The first characters of the item's text."""
    seconds: float | None
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class ModelView:
    """The model behind the screen."""

    number: int | None
    labels: int
    """What it learned from."""
    accuracy: Figure
    training: bool
    message: str = ""
    """That there is none and why, or what went wrong last."""


@dataclass(frozen=True, slots=True)
class LLMView:
    """An LLM run: what it will cost, how far it is, what it has cost."""

    model: str | None
    """None: project.toml has no [llm]."""
    running: bool = False
    message: str = ""
    """What it does, or why it stopped."""
    done: int = 0
    total: int = 0
    labelled: int = 0
    """Items with an LLM label."""
    cost: float | None = None
    """US dollars so far; None where the price is not known."""
    tokens: int = 0
    cap: float | None = None
    question: str = ""
    """An estimate that waits for a yes."""


@dataclass(frozen=True, slots=True)
class LabelView:
    """The Label screen."""

    project: str
    item: Item | None
    """None: nothing is left to label."""
    choices: tuple[Choice, ...]
    suggestion: str | None
    """The label `a` agrees with; None in blind items and before the first model."""
    labelled: int
    budget: int | None
    pool: int
    last: tuple[Answer, ...]
    """Newest first."""
    model: ModelView
    blind: bool = False
    """Suggestions are hidden until this item is answered."""
    visiting: bool = False
    """The item is out of turn: an earlier answer, or one searched for."""
    can_undo: bool = False
    can_redo: bool = False
    llm: LLMView = LLMView(None)


@dataclass(frozen=True, slots=True)
class ValidateView:
    """The Validate screen."""

    project: str
    item: Item | None
    """None: the sample is done, or there is none."""
    blind: bool
    suggestion: str | None
    """What the LLM says; None in blind items."""
    confidence: float | None
    by: str
    """Model and prompt, or how many models."""
    reason: str
    choices: tuple[Choice, ...]
    sample: int
    left: int
    agreement: Agreement
    blind_agreement: Agreement
    confusions: tuple[tuple[str, str, int], ...]
    """(LLM, person, items), most frequent first."""
    group: tuple[str, ...]
    """The texts of the items like this one, its own first."""
    llm: LLMView
    last: tuple[Answer, ...] = ()
    """Newest first."""
    can_undo: bool = False
    can_redo: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One line about an item."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Details:
    """Everything about one item."""

    item: str
    text: str
    facts: tuple[Fact, ...]

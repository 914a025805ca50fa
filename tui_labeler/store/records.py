"""What the store keeps, as frozen values: what a person did, and what others said.

An *act* is what the person did; the store numbers it and it becomes an *event*. Events are only
ever added. Acts given to the store together are one *step*: they are undone together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["label", "skip", "reject", "flag", "unflag", "note", "undo", "labels"]
"""`labels`: the label set changed (`details` says how). `undo` of an undo is a redo."""

How: TypeAlias = Literal["typed", "agreed", "changed", "kept", "imported", "oracle"]
"""`kept`: looked at as a suspected error, and confirmed."""
Source: TypeAlias = Literal["given", "llm", "rule"]
Why: TypeAlias = Literal["query", "random", "repeat", "search", "cold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing the person did, before the store has numbered it."""

    kind: Kind
    item: str | None = None
    """The item's id; None for `undo` and `labels`."""
    label: str | None = None
    note: str = ""
    text_hash: str = ""
    """`project.pool.text_hash` of the text that was on screen."""
    batch: int | None = None
    how: How = "typed"
    blind: bool = False
    """No suggestion was visible."""
    suggestion: str | None = None
    """The label suggested on screen."""
    suggested_by: str | None = None
    seconds: float | None = None
    """From first paint to the key."""
    undoes: int | None = None
    """For `undo`: the step that is undone."""
    details: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Act):
    """An act that is in the store."""

    id: int
    step: int
    session: int
    at: float
    """Seconds since 1970, by the clock of the machine. Order is by `id`, never by this."""


@dataclass(frozen=True, slots=True)
class BatchItem:
    """An item of a batch and why it was picked."""

    item: str
    why: Why
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """The items asked together, in order; stored before the first of them is shown."""

    id: int
    at: float
    strategy: str
    model: int | None
    """The model that ranked the pool; None before the first."""
    items: tuple[BatchItem, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One training of the learner. The model itself is cache; what it scored is kept."""

    id: int
    at: float
    labels: int
    """How many labelled items it learned from."""
    estimator: str
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What somebody other than the person said about an item; the newest of a source counts."""

    source: Source
    annotator: str
    """File name, model name or function name."""
    item: str
    label: str | None
    """None: abstained or failed."""
    confidence: float | None = None
    distribution: Mapping[str, float] | None = None
    version: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session: who had the project open for writing, and since when."""

    id: int
    user: str
    host: str
    pid: int
    started: float
    ended: float | None
    """None: still open, or it crashed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LLMRequest:
    """One request to an LLM: what it was about, what came back, what it cost."""

    key: str
    """Unique: the same request is never booked twice."""
    model: str
    server: str
    """Host and port."""
    prompt: int
    """The number of the prompt version."""
    items: tuple[str, ...]
    answers: Mapping[str, Mapping[str, Any]]
    """Item -> `label`, `confidence`, `distribution`, `reason`, or `error` (its kind). An item that
    will be asked again is left out."""
    paid: bool
    """The server answered, or may have."""
    raw: str = ""
    """The body of the answer, cut."""
    error: str | None = None
    """The kind of failure."""
    detail: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    """US dollars; None where the price is not known."""
    seconds: float = 0.0
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class LLMTotals:
    """What the LLM has cost so far."""

    requests: int
    """Paid ones."""
    tokens_in: int
    tokens_out: int
    cost: float
    unpriced: int
    """Tokens of requests without a price."""
    seconds: float | None
    """Mean time of an answer."""


@dataclass(frozen=True, slots=True)
class LLMBatch:
    """Requests handed to a server's batch service, to be fetched later."""

    token: str
    """Ours: stored, and sent along, before the server has given it an id."""
    model: str
    prompt: int
    requests: Mapping[str, tuple[str, ...]]
    """Request key -> its items."""
    batch_id: str | None = None
    state: str = "sending"

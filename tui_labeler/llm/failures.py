"""What can go wrong with a request, by name: the kinds that are stored, counted and reported."""

import re
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of failure. What is done about each is said by the sets below."""

    RATE_LIMIT = "rate_limit"
    SERVER = "server"
    NETWORK = "network"
    TIMEOUT = "timeout"
    UNREADABLE = "unreadable"
    """The answer is no chat completion: cut JSON, a web page, nothing."""
    NO_LABEL = "no_label"
    """The answer names no label of the project, or two."""
    CUT_OFF = "cut_off"
    REFUSED = "refused"
    FILTERED = "filtered"
    TOO_LONG = "too_long"
    REQUEST = "request"
    """The server does not accept the request."""
    AUTH = "auth"
    QUOTA = "quota"
    MODEL = "model"
    REDIRECT = "redirect"
    INTERRUPTED = "interrupted"
    """Sent, and then this program was killed: it may have been paid."""


TRANSIENT = frozenset({Kind.RATE_LIMIT, Kind.SERVER, Kind.NETWORK, Kind.TIMEOUT})
"""Tried again, with growing pauses."""
PAID_AGAIN = frozenset({Kind.UNREADABLE})
"""Tried again, but seldom: each time costs."""
STOPS = frozenset({Kind.AUTH, Kind.QUOTA, Kind.MODEL, Kind.REDIRECT})
"""The next request would fail as well: the run stops at the first."""
FINAL = frozenset({Kind.NO_LABEL, Kind.CUT_OFF, Kind.REFUSED, Kind.FILTERED, Kind.TOO_LONG})
"""The same question gets the same answer: not asked again unless the person wants it."""


class Failed(Exception):
    """One request failed. `detail` is a sentence without secrets."""

    def __init__(
        self, kind: Kind, detail: str = "", *, wait: float | None = None, raw: str = ""
    ) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail
        self.wait = wait
        """Seconds the server asks us to wait."""
        self.raw = raw


class Stopped(Exception):
    """The run cannot go on. `kind`: one of `STOPS`, `request`, `cap`, `wait`, or what failed."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


_SECRET = re.compile(r"\bsk-[\w-]{6,}|\b[Bb]earer\s+[\w.~+/=-]{6,}")
DETAIL = 500
"""Characters of a detail that are kept."""


def scrub(text: str, key: str = "") -> str:
    """`text` without the key or what looks like one: servers quote keys in their errors."""
    if len(key) >= 4:
        text = text.replace(key, "[key]")
    return _SECRET.sub("[key]", text)


def storable(text: str, limit: int) -> str:
    """`text` cut to `limit` characters, half surrogate pairs replaced, so that it can be stored."""
    return text[:limit].encode("utf-8", "replace").decode()

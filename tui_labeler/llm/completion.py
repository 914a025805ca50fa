"""The body of a chat completion, read without trust: nothing in it has to be what it should be."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from tui_labeler.llm.failures import Failed, Kind


@dataclass(frozen=True, slots=True)
class Token:
    """One token of an answer, with what else could have stood there."""

    text: str
    logprob: float
    others: tuple[tuple[str, float], ...]
    """(token, log-probability), itself among them."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What a server answered."""

    content: str
    finish: str
    tokens: tuple[Token, ...]
    """Empty where the server gives no log-probabilities."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the server counts them."""

    tokens_in: int
    tokens_out: int


def read_body(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`. Raises Failed(UNREADABLE)."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise _unreadable("not UTF-8") from None
    except (ValueError, RecursionError):
        raise _unreadable("not JSON") from None
    if not isinstance(value, dict):
        raise _unreadable("no JSON object")
    return value


def read_usage(body: Mapping[str, Any]) -> Usage | None:
    """What the server says it has counted; None when it does not (local servers)."""
    usage = body.get("usage")
    if not isinstance(usage, dict):
        return None
    counts = [usage.get("prompt_tokens"), usage.get("completion_tokens")]
    if not all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 10**9 for n in counts):
        return None
    return Usage(*counts)  # type: ignore[arg-type]


def read_completion(body: Mapping[str, Any]) -> Completion:
    """The first choice. Raises Failed: UNREADABLE, REFUSED, FILTERED or CUT_OFF."""
    choices = body.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise _unreadable("no choices")
    choice = choices[0]
    message = choice.get("message")
    if not isinstance(message, dict):
        raise _unreadable("no message")
    finish = str(choice.get("finish_reason") or "")
    if finish == "content_filter":
        raise Failed(Kind.FILTERED, "the server's content filter")
    refusal = message.get("refusal")
    if isinstance(refusal, str) and refusal:
        raise Failed(Kind.REFUSED, refusal)
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    if finish == "length":
        raise Failed(Kind.CUT_OFF, "the answer was cut off: raise max_tokens")
    if not isinstance(content, str) or not content.strip():
        raise _unreadable("no content")
    return Completion(content, finish, _tokens(choice.get("logprobs")))


def _tokens(logprobs: object) -> tuple[Token, ...]:
    """Nothing at all where any of it is odd."""
    try:
        entries = logprobs["content"]  # type: ignore[index]
        return tuple(
            Token(
                str(entry["token"]),
                float(entry["logprob"]),
                tuple((str(o["token"]), float(o["logprob"])) for o in entry["top_logprobs"]),
            )
            for entry in entries
        )
    except (KeyError, TypeError, ValueError):
        return ()


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _unreadable(what: str) -> Failed:
    return Failed(Kind.UNREADABLE, f"the answer is no chat completion: {what}")

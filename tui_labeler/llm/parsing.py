"""From what an LLM wrote to a label of the project: fixed tolerant rules, never a guess."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tui_labeler.llm.failures import Failed, Kind
from tui_labeler.text import one_line

REASON = 300
"""Characters of a reason that are kept."""
_THINK = re.compile("<(?:think|thinking|reasoning)>", re.IGNORECASE)
_THOUGHT = re.compile("</(?:think|thinking|reasoning)>", re.IGNORECASE)
_FENCE = "```"
_LANGUAGE = re.compile(r"[\w-]*\s*")
_LEAD = re.compile(r"^(label|answer)\s*[:=]\s*", re.IGNORECASE)
_OUTER = " \t\r\n\"'`*“”‘’«»„"
_DIGITS_OF_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says about one item."""

    label: str
    confidence: float | None = None
    """What the LLM itself claims."""
    reason: str = ""


def parse(content: str, labels: Sequence[str]) -> Said:
    """Read an answer about one item.

    Taken away: think blocks, a code fence, `label:`, quotes, a final stop; case and spaces do not
    count. Raises Failed(NO_LABEL) where that leaves none of `labels`, or two.
    """
    bare = _bare(content)
    value = _json_object(bare)
    if value is not None:
        return _said(value, labels)
    return Said(_label(bare, labels))


def parse_many(
    content: str, keys: Iterable[str], labels: Sequence[str]
) -> tuple[dict[str, Said], int]:
    """Read an answer about several items: what it says by key, and how many entries were ignored.

    Keys are compared exactly, positions mean nothing. A key that is missing, or has two different
    labels, or one that does not exist, is left out. Raises Failed(NO_LABEL) when it is no list.
    """
    value = _json_value(_bare(content))
    entries = value.get("items") if isinstance(value, dict) else value
    if not isinstance(entries, list):
        raise Failed(Kind.NO_LABEL, "the answer is no list of items")
    wanted = set(keys)
    found: dict[str, Said] = {}
    conflicting: set[str] = set()
    ignored = 0
    for entry in entries:
        key = entry.get("key") if isinstance(entry, dict) else None
        if not isinstance(key, str) or key not in wanted:
            ignored += 1
            continue
        try:
            said = _said(entry, labels)
        except Failed:
            conflicting.add(key)
            continue
        if key in found and found[key].label != said.label:
            conflicting.add(key)
        found.setdefault(key, said)
    return {key: said for key, said in found.items() if key not in conflicting}, ignored


def _bare(content: str) -> str:
    """Without what stands around the answer; in one pass, for a server may send megabytes."""
    *thoughts, text = _THOUGHT.split(content)
    before: list[str] = []
    for thought in thoughts:
        if begin := _THINK.search(thought):
            before.append(thought[: begin.start()])
        else:  # some servers cut the opening tag off
            before.clear()
    text = "".join([*before, text]).strip()
    inside = text.removeprefix(_FENCE).removesuffix(_FENCE)
    if len(inside) > len(text) - 2 * len(_FENCE):
        return text
    return _LANGUAGE.sub("", inside, count=1).strip()


def _json_value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _json_object(text: str) -> Mapping[str, Any] | None:
    value = _json_value(text)
    return value if isinstance(value, dict) else None


def _said(value: Mapping[str, Any], labels: Sequence[str]) -> Said:
    label = value.get("label")
    if not isinstance(label, str):
        raise Failed(Kind.NO_LABEL, "the answer has no label")
    reason = value.get("reason")
    return Said(
        _label(label, labels),
        _share(value.get("confidence")),
        one_line(reason, REASON) if isinstance(reason, str) else "",
    )


def _share(value: object) -> float | None:
    """A claimed confidence in [0, 1]; above 1 it is a percentage."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if 1 < value <= _DIGITS_OF_PERCENT:
        value = value / _DIGITS_OF_PERCENT
    return float(value) if 0 <= value <= 1 else None


def _label(text: str, labels: Sequence[str]) -> str:
    for candidate in (text, text.strip(), _stripped(text)):
        if candidate in labels:
            return candidate
    wanted = _folded(_stripped(text))
    matches = [label for label in labels if _folded(label) == wanted]
    if len(matches) == 1:
        return matches[0]
    raise Failed(Kind.NO_LABEL, f'no label of this project: "{one_line(text, 60)}"')


def _stripped(text: str) -> str:
    text = _LEAD.sub("", text.strip().strip(_OUTER))
    return text.strip(_OUTER).removesuffix(".").strip(_OUTER)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()

"""A finished check, read from the files its job wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from typing import Any

from tui_labeler import tables
from tui_labeler.session.suspect_views import Mark, Noise, Suspect
from tui_labeler.store.records import Event

COLUMNS_FILE = "suspects.json"
CARD_FILE = "card.json"
CHANGED_ITS_MIND = 0.2
"""More probability than before against a label the person has decided on: asked again."""
COMPARED = 1000
"""Words of a text that are compared with a near-copy: bounds the time."""


class Found:
    """What a check found; `card` says which data and labels it belongs to."""

    def __init__(self, columns: Mapping[str, Any], card: Mapping[str, Any]) -> None:
        self.columns = columns
        self.basis: int = card["basis"]
        """The last event it knows."""
        self._card = card
        self._labels: list[str] = card["labels"]
        self._sources: dict[int, str] = {row: source for row, source in card["sources"]}

    @classmethod
    def read(cls, folder: Path) -> Found | None:
        """The check in a folder; None where there is none that can be read."""
        try:
            columns = json.loads((folder / COLUMNS_FILE).read_bytes())
            return cls(columns, json.loads((folder / CARD_FILE).read_bytes()))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @staticmethod
    def label(folder: Path, card: Mapping[str, Any]) -> None:
        """Write beside a check what it belongs to."""
        with tables.atomic_write(folder / CARD_FILE) as file:
            file.write(json.dumps(card).encode())

    def belongs_to(self, pool: str, labels: Sequence[str]) -> bool:
        """Whether it was made on these data with these labels."""
        return bool(self._card["pool"] == pool and self._labels == list(labels))

    def __len__(self) -> int:
        return len(self.columns["rows"])

    def suspects(self, ids: Sequence[str], *, every: bool) -> Iterator[Suspect]:
        """The suspected labels, worst first; `every`: all that were checked."""
        columns = self.columns
        for place in range(len(self)) if every else self._suspected:
            row = columns["rows"][place]
            yield Suspect(
                item=ids[row],
                row=row,
                given=self._labels[columns["given"][place]],
                suggested=self._labels[columns["suggested"][place]],
                quality=columns["label_quality"][place],
                self_confidence=columns["self_confidence"][place],
                confidence=columns["confidence"][place],
                is_issue=columns["is_label_issue"][place],
                reasons=tuple(columns["reasons"][place]),
                copy=columns["copies"][place],
                source=self._sources.get(row, ""),
            )

    def settled(self, one: Suspect, answer: Event | None) -> bool:
        """Whether the person had decided on it when it was checked, and nothing is new."""
        if answer is None or answer.id > self.basis:
            return False
        decided = (answer.details or {}).get("suspect")
        return decided is not None and one.confidence <= decided["against"] + CHANGED_ITS_MIND

    def is_open(self, one: Suspect, answer: Event | None) -> bool:
        """Whether the person has still to decide on it."""
        return not self.settled(one, answer) and self._fate(one, answer)[0] == "open"

    def marked(self, one: Suspect, answer: Event | None, *, put_off: bool) -> Suspect:
        """The same suspect with what the person did about it since it was checked."""
        mark, label = self._fate(one, answer)
        return replace(one, mark="later" if put_off and mark == "open" else mark, label=label)

    def _fate(self, one: Suspect, answer: Event | None) -> tuple[Mark, str | None]:
        if answer is None or answer.id <= self.basis:
            return "open", one.given
        if answer.kind == "reject":
            return "removed", answer.label
        if answer.how == "kept":
            return "kept", answer.label
        changed = answer.label is not None and answer.label != one.given
        return "relabelled" if changed else "open", answer.label

    @cached_property
    def _suspected(self) -> list[int]:
        return [place for place, yes in enumerate(self.columns["suspected"]) if yes]

    def why_no_suspects(self) -> str:
        """What to say when no suspect is left to look at."""
        doubted = sum(self.columns["is_label_issue"])
        if any(self.columns["suspected"]) or not doubted:
            return "no suspects: well done"
        return f"no label stands out: the model doubts {doubted}, but is too often wrong itself"

    @cached_property
    def _given(self) -> dict[int, str]:
        pairs = zip(self.columns["rows"], self.columns["given"], strict=True)
        return {row: self._labels[given] for row, given in pairs}

    def given(self, row: int) -> str | None:
        """The label of a row that was checked."""
        return self._given.get(row)

    def noise(self) -> Noise:
        """The noise matrix and what is worth saying about it."""
        matrix = self.columns["noise_matrix"]
        return Noise(
            labels=tuple(matrix["labels"]),
            true_to_observed=tuple(map(tuple, matrix["true_to_observed"])),
            overlaps=tuple(self.columns["overlaps"]),
            too_small=tuple(self.columns["too_small"]),
        )

    def as_json(self, suspects: Sequence[Suspect]) -> dict[str, Any]:
        """The object of the CLI contract."""
        return {
            "checked": len(self),
            "suspects": [
                {
                    "id": one.item,
                    "given_label": one.given,
                    "suggested_label": one.suggested,
                    "label_quality": one.quality,
                    "self_confidence": one.self_confidence,
                    "is_label_issue": one.is_issue,
                    "reasons": list(one.reasons),
                }
                for one in suspects
            ],
            "noise_matrix": self.columns["noise_matrix"],
        }


def differing(here: str, there: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words in which two texts differ: those of the one, those of the other."""
    ours, theirs = here.split()[:COMPARED], there.split()[:COMPARED]
    only_here: list[str] = []
    only_there: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind != "equal":
            only_here += ours[a:b]
            only_there += theirs[c:d]
    return tuple(only_here), tuple(only_there)


def matches(one: Suspect, text: str, words: str) -> bool:
    """Whether a suspect passes a filter: every word of it, case ignored.

    `label:x` is the given or suggested label, `given:x`, `suggested:x`, `source:x` and `reason:x`
    what they say, anything else a part of the text or the id.
    """
    fields = {
        "label": (one.given, one.suggested),
        "given": (one.given,),
        "suggested": (one.suggested,),
        "source": (one.source,),
        "reason": one.reasons,
    }
    for word in words.casefold().split():
        name, colon, wanted = word.partition(":")
        if colon and name in fields:
            if not any(value.casefold().startswith(wanted) for value in fields[name]):
                return False
        elif word not in text.casefold() and word not in one.item.casefold():
            return False
    return True

"""A finished check, read from the files its job wrote."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.label_noise.found_file import COLUMNS, FOUND_FILE, column_file
from tui_labeler.session.learning import NONSENSE
from tui_labeler.session.npy import open_array
from tui_labeler.session.suspect_views import Mark, Noise, Suspect
from tui_labeler.store.records import Event

if TYPE_CHECKING:
    from tui_labeler.project import Pool

CHANGED_ITS_MIND = 0.2
"""More probability than before against a label the person has decided on: asked again."""
PREVIEW = 200
"""Characters of a text that the list carries."""
UNSURE = 0.5
"""How probable it is that a label is wrong for which no other one is suggested."""
COMPARED = 1000
"""Words of a text that are compared with a near-copy: bounds the time."""


class Found:
    """What a check found, and which data and labels it belongs to."""

    def __init__(self, columns: Mapping[str, Sequence[Any]], told: Mapping[str, Any]) -> None:
        """`columns`: those of `label_noise.found_file`; `told`: what is written beside them."""
        self.columns = columns
        about = told["about"]
        self.basis: int = about["basis"]
        """The last event it knows."""
        self.labels: tuple[str, ...] = tuple(about["labels"])
        """Those of the project when it was made."""
        self._told = told
        self._pool: str = about["pool"]
        self._sources: tuple[str, ...] = tuple(about["sources"])

    @classmethod
    def read(cls, folder: Path) -> Found | None:
        """The check in a folder; None where there is none that can be read."""
        try:
            told = json.loads((folder / FOUND_FILE).read_bytes())
            columns = {
                name: open_array(column_file(folder, name, str(told["stamp"])), kind)[1]
                for name, kind in COLUMNS.items()
            }
            return cls(columns, told)
        except NONSENSE:
            return None

    def belongs_to(self, pool: Pool) -> bool:
        """Whether it was made on these data, and nobody has changed it since."""
        limits = dict.fromkeys(("given", "suggested", "copies_given"), len(self.labels))
        limits |= {"rows": len(pool), "copies": len(pool), "sources": len(self._sources)}
        return (
            self._pool == pool.fingerprint
            and {len(column) for column in self.columns.values()} == {len(self)}
            and all(max(self.columns[name], default=0) < end for name, end in limits.items())
            and min(self.columns["rows"], default=0) >= 0
        )

    def __len__(self) -> int:
        return len(self.columns["rows"])

    def suspect(
        self, place: int, pool: Pool, answer: Event | None, *, put_off: bool = False
    ) -> Suspect:
        """The label at `place`, 0 the worst, and what the person did about it since the check."""
        columns, row = self.columns, self.columns["rows"][place]
        mark, label = self._fate(place, answer)
        return Suspect(
            item=pool.ids[row],
            row=row,
            given=self.given_at(place),
            suggested=self._label(columns["suggested"][place]),
            quality=columns["label_quality"][place],
            self_confidence=columns["self_confidence"][place],
            confidence=columns["confidence"][place],
            is_issue=columns["is_label_issue"][place],
            reasons=self._reasons(place),
            copy=columns["copies"][place],
            copy_given=self._label(columns["copies_given"][place]),
            source=self._sources[columns["sources"][place]],
            text=pool.texts[row][:PREVIEW],
            mark="later" if put_off and mark == "open" else mark,
            label=label,
        )

    def given_at(self, place: int) -> str:
        """The label that was checked."""
        return self._label(self.columns["given"][place])

    def _label(self, number: int) -> str:
        return "" if number < 0 else self.labels[number]

    def _reasons(self, place: int) -> tuple[str, ...]:
        bits = self.columns["reasons"][place]
        return tuple(name for at, name in enumerate(self._told["reasons"]) if bits >> at & 1)

    def worth(self, place: int) -> float:
        """The labels that a look at it is expected to put right."""
        columns = self.columns
        other = columns["suggested"][place] != columns["given"][place]
        return float(columns["confidence"][place]) if other else UNSURE

    def settled(self, place: int, answer: Event | None) -> bool:
        """Whether the person had decided on it when it was checked, and nothing is new."""
        if answer is None or answer.id > self.basis:
            return False
        decided = (answer.details or {}).get("suspect")
        against = self.columns["confidence"][place]
        return decided is not None and against <= decided["against"] + CHANGED_ITS_MIND

    def is_open(self, place: int, answer: Event | None) -> bool:
        """Whether the person has still to decide on it."""
        return not self.settled(place, answer) and self._fate(place, answer)[0] == "open"

    def _fate(self, place: int, answer: Event | None) -> tuple[Mark, str | None]:
        given = self.given_at(place)
        if answer is None or answer.id <= self.basis:
            return "open", given
        if answer.kind == "reject":
            return "removed", answer.label
        if answer.how == "kept":
            return "kept", answer.label
        changed = answer.label is not None and answer.label != given
        return "relabelled" if changed else "open", answer.label

    @cached_property
    def suspected(self) -> list[int]:
        """The places of the labels that are suspected, worst first."""
        return [place for place, yes in enumerate(self.columns["suspected"]) if yes]

    def matching(self, places: Sequence[int], words: str, pool: Pool) -> Sequence[int]:
        """The places that pass a filter: every word of it, case ignored.

        `label:x` is the given or suggested label, `given:x`, `suggested:x`, `source:x` and
        `reason:x` what they say, anything else a part of the text or the id.
        """
        tests = [self._test(word, pool) for word in words.casefold().split()]
        if not tests:
            return places
        return [place for place in places if all(test(place) for test in tests)]

    def _test(self, word: str, pool: Pool) -> Callable[[int], bool]:
        columns, labels = self.columns, self.labels
        rows, given, suggested = columns["rows"], columns["given"], columns["suggested"]
        name, _, wanted = word.partition(":")
        starting = {x for x, label in enumerate(labels) if label.casefold().startswith(wanted)}
        tests: dict[str, Callable[[int], bool]] = {
            "label:": lambda at: given[at] in starting or suggested[at] in starting,
            "given:": lambda at: given[at] in starting,
            "suggested:": lambda at: suggested[at] in starting,
            "source:": lambda at: self._sources[columns["sources"][at]].startswith(wanted),
            "reason:": lambda at: any(x.startswith(wanted) for x in self._reasons(at)),
        }
        texts, ids = pool.texts, pool.ids
        return tests.get(
            word[: len(name) + 1],
            lambda at: word in texts[rows[at]].casefold() or word in ids[rows[at]].casefold(),
        )

    def why_no_suspects(self) -> str:
        """What to say when no suspect is left to look at."""
        doubted = sum(self.columns["is_label_issue"])
        if any(self.columns["suspected"]) or not doubted:
            return "no suspects: well done"
        return f"no label stands out: the model doubts {doubted:,}, but is too often wrong itself"

    def noise(self) -> Noise:
        """The noise matrix and what is worth saying about it."""
        matrix = self._told["noise_matrix"]
        return Noise(
            labels=tuple(matrix["labels"]),
            true_to_observed=tuple(map(tuple, matrix["true_to_observed"])),
            overlaps=tuple(self._told["overlaps"]),
            too_small=tuple(self._told["too_small"]),
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
            "noise_matrix": self._told["noise_matrix"],
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

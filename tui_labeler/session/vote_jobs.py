"""What the jobs about functions are called with: plain JSON, and votes made elsewhere as files."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.project.locations import cache_folder
from tui_labeler.session.vote_columns import write_column

if TYPE_CHECKING:
    from tui_labeler.session.functions import Functions
    from tui_labeler.session.session import Session


class VoteJobs:
    """Makes the arguments of jobs from the state of the session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def imported_names(self) -> list[str]:
        """The functions whose votes were made elsewhere."""
        return sorted({one.annotator for one in self.session.store.annotations("rule")})

    def vote(self, functions: Functions) -> dict[str, Any]:
        """What the job that applies and weighs is called with."""
        project, pool = self.session.project, self.session.pool
        section = project.config.weak_supervision
        cache = cache_folder(project.folder)
        return {
            "pool": str(pool.folder),
            "cache": str(cache),
            "task": {
                "project": str(project.folder),
                "text": project.config.data.text,
                "id": project.config.data.id,
                "labels": list(project.label_names),
                "files": {name: str(path) for name, path in functions.code.files().items()},
                "rules": [rule.model_dump(exclude_none=True) for rule in section.rules],
                "off": list(section.off),
                "seconds_per_item": section.seconds_per_item,
                "memory": section.memory,
            },
            "imported": self._imported(cache),
            "human": self.human(),
            "oracle": None if functions.oracle is None else self._pairs(functions.oracle),
            "label_model": functions.label_model,
            "again": functions.again,
        }

    def human(self) -> list[list[int]]:
        """[row, label's place] of every label of the person."""
        return self._pairs(self._human())

    def suggest(self) -> dict[str, Any]:
        """What the job that looks for rules is called with."""
        project = self.session.project
        rules = project.config.weak_supervision.rules
        return {
            "pool": str(self.session.pool.folder),
            "cache": str(cache_folder(project.folder)),
            "project": str(project.folder),
            "text": project.config.data.text,
            "human": self.human(),
            "known": [word for rule in rules for word in rule.keywords or ()],
        }

    def _human(self) -> dict[str, str]:
        answers = self.session.state.answers()
        return {item: answer.label for item, answer in answers if answer.label is not None}

    def _pairs(self, labels: Mapping[str, str]) -> list[list[int]]:
        """[row, label], of the items that are in the data; the order is that of the rows."""
        place = {name: at for at, name in enumerate(self.session.project.label_names)}
        found = ((self.session.pool.row(item), label) for item, label in labels.items())
        return sorted(
            [row, place[label]] for row, label in found if row is not None and label in place
        )

    def _imported(self, cache: Path) -> list[dict[str, str]]:
        """Votes made elsewhere, as files; those that are switched off are left out."""
        place = {name: at for at, name in enumerate(self.session.project.label_names)}
        off = set(self.session.project.config.weak_supervision.off)
        columns: dict[str, array[int]] = {}
        for one in self.session.store.annotations("rule"):
            row = self.session.pool.row(one.item)
            if row is None or one.annotator in off or one.label not in place:
                continue
            if one.annotator not in columns:
                columns[one.annotator] = array("h", [-1]) * len(self.session.pool)
            columns[one.annotator][row] = place[one.label]
        return [
            {"name": name, "path": str(_imported_file(cache, name, votes))}
            for name, votes in sorted(columns.items())
        ]


def _imported_file(cache: Path, name: str, votes: array[int]) -> Path:
    key = blake2b(name.encode("utf-8", "backslashreplace") + b"\0", digest_size=16)
    key.update(votes.tobytes())
    path = cache / "votes" / f"import-{key.hexdigest()}.npy"
    if not path.is_file():
        write_column(path, votes)
    return path

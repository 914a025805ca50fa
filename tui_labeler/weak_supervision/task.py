"""What is to be applied: the functions and rules of a project on its pool, as plain JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tui_labeler.project.rules import Rule
from tui_labeler.weak_supervision.kinds import read_list

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The arguments of the jobs of this room that apply functions."""

    project: Path
    """The folder; list files are looked up in it."""
    text: str
    """The column of the texts."""
    id: str | None
    labels: Sequence[str]
    files: Mapping[str, Path]
    """Module name -> trusted file, the functions file first; empty where there is none."""
    rules: Sequence[Rule]
    off: frozenset[str]
    seconds_per_item: float
    memory: float
    """GB."""

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Task":
        """The opposite of `session.functions`' arguments."""
        return cls(
            project=Path(values["project"]),
            text=values["text"],
            id=values["id"],
            labels=tuple(values["labels"]),
            files={name: Path(path) for name, path in values["files"].items()},
            rules=tuple(Rule.model_validate(rule, strict=False) for rule in values["rules"]),
            off=frozenset(values["off"]),
            seconds_per_item=values["seconds_per_item"],
            memory=values["memory"],
        )

    def key(self, depends: str, fingerprint: str) -> str:
        """The key of a vote column."""
        parts = (VERSION, self.text, self.id, list(self.labels), fingerprint, depends)
        return blake2b(repr(parts).encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()

    def rule_depends(self, rule: Rule) -> str:
        """Changes with the rule, but for its name, and with its list. Raises LabelerError."""
        entries = read_list(self.project, rule.list) if rule.list is not None else ()
        return f"rule {rule.model_copy(update={'name': ''})!r} {entries!r}"

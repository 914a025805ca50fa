"""The label set changes while labelling: add, rename, merge, retire.

project.toml is the label set; an event remembers what became of the old name, so that old answers
follow, and holds what is needed to undo it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import StoreError, UsageError
from tui_labeler.project.label_edits import (
    add_label,
    describe_label,
    remove_label,
    rename_label,
)
from tui_labeler.store.records import Act, Event

if TYPE_CHECKING:
    from tui_labeler.session.session import Session


class LabelSet:
    """Each change writes project.toml, then the event; undo takes both back."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, name: str, *, description: str = "", key: str = "") -> None:
        """A new label, last in the list."""
        self._change({"op": "add", "label": _label(name, description, key)})

    def rename(self, old: str, new: str) -> None:
        """Another name for a label; its answers follow."""
        self._check(old)
        self._change({"op": "rename", "old": old, "new": new})

    def merge(self, old: str, into: str) -> None:
        """Two labels become one: the answers `old` become `into`."""
        self._check(old)
        self._check(into)
        if old == into:
            raise UsageError("a label cannot be merged into itself")
        label, position = describe_label(self.session.project, old)
        self._change({"op": "merge", "old": old, "new": into, "label": label, "position": position})

    def retire(self, old: str) -> None:
        """No longer a label: items that had it are asked again."""
        self._check(old)
        label, position = describe_label(self.session.project, old)
        self._change(
            {"op": "retire", "old": old, "new": None, "label": label, "position": position}
        )

    def _check(self, name: str) -> None:
        names = self.session.project.label_names
        if name not in names:
            raise UsageError(f'there is no label "{name}"', hint="Labels: " + ", ".join(names))

    def _change(self, details: Mapping[str, Any]) -> None:
        with self._written([details], undo=False):
            self.session.record([Act(kind="labels", details=details)])

    @contextmanager
    def _written(self, changes: Sequence[Mapping[str, Any]], *, undo: bool) -> Iterator[None]:
        """project.toml with `changes` made or taken back; as before when the event is not saved."""
        for details in changes:
            self._write(details, undo=undo)
        try:
            yield
        except StoreError:
            for details in reversed(changes):
                self._write(details, undo=not undo)
            raise

    def _write(self, details: Mapping[str, Any], *, undo: bool) -> None:
        """Make, or take back, one change in project.toml. Raises ConfigError, changing nothing."""
        project = self.session.project
        match details["op"], undo:
            case ("rename", False):
                project = rename_label(project, details["old"], details["new"])
            case ("rename", True):
                project = rename_label(project, details["new"], details["old"])
            case ("add", False):
                project = add_label(project, details["label"])
            case ("add", True):
                project = remove_label(project, details["label"]["name"])
            case (_, False):
                project = remove_label(project, details["old"])
            case _:
                project = add_label(project, details["label"], details["position"])
        self.session.project = project

    def taken_back(self, step: Sequence[Event], *, undo: bool) -> AbstractContextManager[None]:
        """While a step is undone (or redone): project.toml goes with it."""
        changes = [event.details for event in step if event.kind == "labels" and event.details]
        return self._written(changes, undo=undo)


def _label(name: str, description: str, key: str) -> dict[str, str]:
    return {"name": name, "description": description, "key": key}

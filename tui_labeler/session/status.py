"""How far a project is, in numbers a script can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from shlex import quote
from typing import TYPE_CHECKING, Any

from tui_labeler.evaluation.figure import Figure
from tui_labeler.project.pool import text_hash
from tui_labeler.session.checked_labels import given_labels

if TYPE_CHECKING:
    from tui_labeler.session.session import Session


@dataclass(frozen=True, slots=True)
class Status:
    """The counts of `status`. Labelled: items in the data with the person's current label."""

    project: str
    pool: int
    labelled: int
    copies: int
    by_label: Mapping[str, int]
    unlisted: tuple[str, ...]
    """Labels of answers that project.toml does not list any more."""
    by_source: Mapping[str, int]
    changed: int
    """Answers to a text that is another one now."""
    gone: int
    """Answers to items that are in the data no more; they are kept."""
    accuracy: Figure
    next_command: str

    def as_json(self) -> dict[str, Any]:
        """The object of the CLI contract."""
        return {
            "project": self.project,
            "pool": self.pool,
            "labelled": self.labelled,
            "copies": self.copies,
            "by_label": dict(self.by_label),
            "unlisted": list(self.unlisted),
            "by_source": dict(self.by_source),
            "changed": self.changed,
            "gone": self.gone,
            "accuracy": self.accuracy.as_json(),
            "next": self.next_command,
        }


def status_of(session: Session) -> Status:
    """Count. Changes nothing."""
    pool, state = session.pool, session.state
    by_label = dict.fromkeys(session.project.label_names, 0)
    labelled = changed = gone = 0
    for item, answer in state.answers():
        row = pool.row(item)
        if row is None:
            gone += 1
            continue
        changed += answer.text_hash not in ("", text_hash(pool.texts[row]))
        if answer.kind == "label" and answer.label is not None:
            labelled += 1
            by_label[answer.label] = by_label.get(answer.label, 0) + 1
    sources = {"human": labelled, "given": len(given_labels(session)), "llm": 0}
    for annotation in session.store.annotations("llm"):
        if annotation.label is not None:
            sources["llm"] += 1
    folder = quote(str(session.project.folder))
    done = labelled >= len(pool) - pool.copies
    command = f"tui-labeler export {folder} -o labels.csv" if done else f"tui-labeler {folder}"
    return Status(
        project=session.project.name,
        pool=len(pool),
        labelled=labelled,
        copies=pool.copies,
        by_label=by_label,
        unlisted=tuple(name for name in by_label if name not in session.project.label_names),
        by_source=sources,
        changed=changed,
        gone=gone,
        accuracy=session.learning.view().accuracy,
        next_command=command,
    )

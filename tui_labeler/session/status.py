"""How far a project is, in numbers a script can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from shlex import quote
from typing import TYPE_CHECKING, Any

from tui_labeler.evaluation.figure import Figure
from tui_labeler.project.pool import text_hash
from tui_labeler.session.checked_labels import given_labels
from tui_labeler.text import one_line

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


@dataclass(slots=True)
class _Answers:
    """The person's answers, beside the data and project.toml as they are."""

    by_label: dict[str, int]
    labelled: int = 0
    changed: int = 0
    gone: int = 0
    unlisted: tuple[str, ...] = ()


def _answers(session: Session) -> _Answers:
    pool, listed = session.pool, session.project.label_names
    found = _Answers(dict.fromkeys(listed, 0))
    for item, answer in session.state.answers():
        row = pool.row(item)
        if row is None:
            found.gone += 1
            continue
        found.changed += answer.text_hash not in ("", text_hash(pool.texts[row]))
        if answer.kind == "label" and answer.label is not None:
            found.labelled += 1
            found.by_label[answer.label] = found.by_label.get(answer.label, 0) + 1
    found.unlisted = tuple(name for name in found.by_label if name not in listed)
    return found


def answers_that_do_not_fit(session: Session) -> str:
    """That answers are to other data or of other labels than there are now; "" where all fit."""
    found = _answers(session)
    told = [
        f'{found.by_label[one]:,} "{one_line(one, 20)}", no label now' for one in found.unlisted
    ]
    if found.changed:
        told.append(f"{found.changed:,} to texts that have changed")
    if found.gone:
        told.append(f"{found.gone:,} to items no longer there")
    return "of your answers: " + ", ".join(told) if told else ""


def status_of(session: Session) -> Status:
    """Count. Changes nothing."""
    pool, answers = session.pool, _answers(session)
    sources = {"human": answers.labelled, "given": len(given_labels(session)), "llm": 0}
    for annotation in session.store.annotations("llm"):
        if annotation.label is not None:
            sources["llm"] += 1
    folder = quote(str(session.project.folder))
    done = answers.labelled >= len(pool) - pool.copies
    command = f"tui-labeler export {folder} -o labels.csv" if done else f"tui-labeler {folder}"
    return Status(
        project=session.project.name,
        pool=len(pool),
        labelled=answers.labelled,
        copies=pool.copies,
        by_label=answers.by_label,
        unlisted=answers.unlisted,
        by_source=sources,
        changed=answers.changed,
        gone=answers.gone,
        accuracy=session.learning.view().accuracy,
        next_command=command,
    )

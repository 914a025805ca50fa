"""The list of suspects of a large check: a key costs what it changes."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.robots.projects import write_project
from tui_labeler.label_noise.found_file import write
from tui_labeler.session import Session
from tui_labeler.session.found import Found
from tui_labeler.session.suspects import AROUND

MANY = 3 * AROUND
LABELS = ("good", "bad")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A project with a check that suspects every label: the item `i` is the `i`th worst."""
    rows = [(str(row), f"text number {row}") for row in range(MANY)]
    with Session.open(write_project(tmp_path / "many", rows, labels=LABELS)) as session:
        folder = session.checks.folder
        shares = np.arange(MANY) / MANY
        columns = {
            "rows": np.arange(MANY),
            "given": np.arange(MANY) % 2,
            "suggested": 1 - np.arange(MANY) % 2,
            "sources": np.zeros(MANY),
            "label_quality": shares,
            "self_confidence": shares,
            "confidence": 1 - shares,
            "is_label_issue": np.ones(MANY),
            "suspected": np.ones(MANY),
            "reasons": np.ones(MANY),
            "copies": np.full(MANY, -1),
            "copies_given": np.full(MANY, -1),
        }
        told = {
            "about": {
                "pool": session.pool.fingerprint,
                "labels": LABELS,
                "basis": 0,
                "sources": ["given"],
            },
            "reasons": ["model"],
            "too_small": [],
            "noise_matrix": {"labels": LABELS, "joint": [], "true_to_observed": []},
            "overlaps": [],
        }
        write(folder, columns, told)
        session.checks.read(folder)
        yield session


def test_a_view_carries_the_suspects_around_the_one_that_is_looked_at(session: Session) -> None:
    suspects = session.suspects
    suspects.select(MANY // 2)
    view = suspects.view()
    assert (view.position, view.total, view.open) == (MANY // 2, MANY, MANY)
    assert view.first == MANY // 2 - AROUND and len(view.around) == 2 * AROUND + 1
    assert view.current is not None and view.current.suspect.item == str(MANY // 2)


def test_a_key_judges_the_suspect_it_changes_and_no_other(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    suspects = session.suspects
    suspects.view()
    judged: list[int] = []
    is_open = Found.is_open

    def counting(found: Found, place: int, *rest: object) -> bool:
        judged.append(place)
        return is_open(found, place, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Found, "is_open", counting)
    suspects.keep()
    suspects.view()
    suspects.later()
    assert suspects.waiting() == MANY - 2
    suspects.undo()
    suspects.undo()
    assert suspects.view().open == suspects.waiting() == MANY
    assert set(judged) == {0}


def test_what_was_done_elsewhere_is_taken_in(session: Session) -> None:
    suspects = session.suspects
    suspects.filter("label:good number")
    suspects.later()
    worst = suspects.worst()
    assert worst is not None and worst.item == "1"
    session.labelling.visit("0")
    session.labelling.answer(LABELS[1])
    view = suspects.view()
    assert (view.around[0].item, view.around[0].mark) == ("0", "relabelled")
    assert view.open == suspects.waiting() == len(suspects.worths()) == MANY - 1

"""Whose labels are checked, and which answers speak against themselves."""

from collections.abc import Sequence
from pathlib import Path

from tests.robots.projects import review_rows, write_project
from tui_labeler.session import Session
from tui_labeler.session.checked_labels import (
    given_labels,
    hasty,
    inconsistent,
    labels_to_check,
    unknown_given,
)
from tui_labeler.store.records import Act, Annotation


def answers(items: Sequence[str], label: str, **values: object) -> list[Act]:
    """One answer per item."""
    return [Act(kind="label", item=item, label=label, **values) for item in items]  # type: ignore[arg-type]


def test_the_given_column_counts_and_an_import_over_it(tmp_path: Path) -> None:
    rows = [("a", "one", "good"), ("b", "two", "Bad"), ("c", "three", ""), ("d", "four", "bad")]
    folder = write_project(
        tmp_path / "p",
        rows,
        columns=("id", "text", "label"),
        sections={"data": 'given_labels = "label"'},
    )
    with Session.open(folder) as session:
        assert given_labels(session) == {0: "good", 3: "bad"}
        assert unknown_given(session) == {"Bad": 1}
        imported = Annotation(source="given", annotator="f.csv", item="a", label="bad")
        session.store.add_annotations([imported])
        assert given_labels(session) == {0: "bad", 3: "bad"}
        session.record(answers(["a"], "good"))
        found = {one.row: (one.label, one.source) for one in labels_to_check(session, "current")}
        assert found == {0: ("good", "human"), 3: ("bad", "given")}
        assert len(labels_to_check(session, "given")) == 2
        assert len(labels_to_check(session, "llm")) == 0


def test_another_label_on_a_repeat_is_inconsistent_a_correction_is_not(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", review_rows(10))
    with Session.open(folder) as session:
        batch = session.labelling.view()
        assert batch.item is not None
        first, second = "r001", "r002"
        session.record(answers([first, second], "good", batch=1))
        session.record(answers([second], "bad", batch=1))
        assert inconsistent(session.state) == set()
        again = session.store.add_batch([], strategy="repeat", model=None)
        session.record(answers([first], "bad", batch=again.id))
        assert inconsistent(session.state) == {first}


def test_hasty_is_relative_to_the_persons_own_pace(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", review_rows(40))
    with Session.open(folder) as session:
        slow = [f"r{number:03}" for number in range(30)]
        session.record(answers(slow[:10], "good", seconds=4.0))
        session.record(answers(["r039"], "good", seconds=0.2))
        assert hasty(session.state) == set()
        session.record(answers(slow[10:], "good", seconds=4.0))
        assert hasty(session.state) == {"r039"}
        session.record(answers(["r038"], "good", seconds=0.2, how="imported"))
        assert hasty(session.state) == {"r039"}

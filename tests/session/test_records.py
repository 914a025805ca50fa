"""Other tools' files, through a session."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.robots.projects import review_rows, write_project
from tests.session.play import answer
from tui_labeler.errors import DataError
from tui_labeler.interop.registry import INTEROP
from tui_labeler.session import Session
from tui_labeler.session.records import export_records, import_records
from tui_labeler.store.records import Annotation

Open = Callable[[], Session]


@pytest.mark.parametrize("format", INTEROP)
def test_answers_travel_through_a_tools_file(
    opened: Open, gold: Mapping[str, str], tmp_path: Path, format: str
) -> None:
    session = opened()
    answer(session, gold, 7)
    session.labelling.skip()
    session.labelling.reject()
    if format == "datasets":
        pytest.importorskip("datasets")
    file = tmp_path / "out.json"
    assert export_records(session, file, format) == 9
    with Session.open(write_project(tmp_path / "other", review_rows(120))) as other:
        done = import_records(other, file, format, source="human", mapping={})
        assert not done.unknown_ids
        labels = {item: event.label for item, event in other.state.answers() if event.label}
        assert labels == {i: e.label for i, e in session.state.answers() if e.label}
        kinds = sorted(event.kind for _, event in other.state.answers())
        assert kinds == ["label"] * 7 + ["reject", "skip"]
        other.labelling.undo()
        assert not list(other.state.answers())


@pytest.mark.parametrize("format", INTEROP)
def test_suggestions_travel_as_those_of_an_llm(opened: Open, tmp_path: Path, format: str) -> None:
    if format == "datasets":
        pytest.importorskip("datasets")
    session, file = opened(), tmp_path / "out"
    said = [
        Annotation(source="llm", annotator="m", item="r003", label="good", confidence=0.75),
        Annotation(source="llm", annotator="n", item="r003", label="bad"),
        Annotation(source="llm", annotator="m", item="r004", label="bad", confidence=0.5),
    ]
    session.llm_labels.add(said)
    export_records(session, file, format)
    with Session.open(write_project(tmp_path / "other", review_rows(120))) as other:
        done = import_records(other, file, format, source="llm", mapping={})
        assert (done.imported, done.unknown_ids, done.unknown_labels) == (3, (), {})
        assert set(map(_bare, other.store.annotations("llm"))) == set(map(_bare, said))
        assert not list(other.state.answers())


def _bare(one: Annotation) -> Annotation:
    return replace(one, at=0.0, distribution=None)


def test_items_without_an_id_are_found_by_their_text(opened: Open, tmp_path: Path) -> None:
    session = opened()
    file = tmp_path / "tasks.jsonl"
    tasks = [
        {"text": session.pool.texts[3], "label": "GOOD", "answer": "accept"},
        {"text": "nowhere", "label": "good", "answer": "accept"},
        {"text": session.pool.texts[4], "label": "ugly", "answer": "accept"},
    ]
    file.write_text("\n".join(map(json.dumps, tasks)))
    done = import_records(session, file, "prodigy", source="given", mapping={"GOOD": "good"})
    assert (done.imported, done.unknown_ids) == (1, ("nowhere",))
    assert done.unknown_labels == {"ugly": 1}
    (given,) = session.store.annotations("given")
    assert (given.item, given.label) == (session.pool.ids[3], "good")


@pytest.mark.fault("F060", "F121")
@pytest.mark.parametrize("format", [name for name in INTEROP if name != "datasets"])
def test_a_file_without_a_record_is_refused(opened: Open, tmp_path: Path, format: str) -> None:
    file = tmp_path / "empty"
    file.write_text("[]" if format == "label_studio" else "\n\n")
    with pytest.raises(DataError, match="no records"):
        import_records(opened(), file, format, source="human", mapping={})


@pytest.mark.fault("F121")
@pytest.mark.parametrize("seconds", [-5, 1e300, 1e999])
def test_what_no_answer_can_have_taken_is_not_known(
    opened: Open, tmp_path: Path, seconds: float
) -> None:
    session, file = opened(), tmp_path / "docs.jsonl"
    item = session.pool.ids[0]
    document = {"item": item, "text": "t", "label": ["good"], "answer_seconds": seconds}
    file.write_text(json.dumps(document))
    import_records(session, file, "doccano", source="human", mapping={})
    answer = session.state[item].answer
    assert answer is not None and answer.seconds is None


def test_a_bad_line_is_named_and_nothing_is_taken_in(opened: Open, tmp_path: Path) -> None:
    session = opened()
    file = tmp_path / "docs.jsonl"
    first = json.dumps({"item": session.pool.ids[0], "text": "t", "label": ["good"]})
    file.write_text(first + "\nnonsense\n")
    with pytest.raises(DataError) as caught:
        import_records(session, file, "doccano", source="human", mapping={})
    assert (caught.value.file, caught.value.line) == (str(file), 2)
    assert session.store.last_event() == 0

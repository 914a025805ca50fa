"""The label set changes while labelling, and every change can be undone."""

from collections.abc import Callable, Mapping

import pytest

from tests.session.play import answer, work
from tui_labeler.errors import ConfigError, UsageError
from tui_labeler.session import Session
from tui_labeler.store import NotSaved
from tui_labeler.worker.twin import InProcessRunner

Open = Callable[[], Session]


def toml(session: Session) -> str:
    return session.project.file.read_text()


def labels(session: Session) -> dict[str, str | None]:
    return {item: event.label for item, event in session.state.answers()}


def test_a_new_label_is_there_at_once_and_undone(opened: Open) -> None:
    session = opened()
    before = toml(session)
    session.label_set.add("mixed", description="Neither.", key="m")
    choices = session.labelling.view().choices
    assert [(choice.name, choice.key) for choice in choices][2] == ("mixed", "m")
    session.labelling.answer("mixed")
    session.labelling.undo()
    session.labelling.undo()
    assert toml(session) == before
    assert len(session.labelling.view().choices) == 2
    session.labelling.redo()
    assert "mixed" in toml(session)


def test_the_model_is_said_to_learn_the_changed_labels(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session = opened()
    assert session.labelling.view().model.message.startswith("no model yet: ")
    answer(session, gold, 12)
    work(session, InProcessRunner())
    session.label_set.add("mixed")
    said = session.labelling.view().model
    assert (said.number, said.message) == (None, "no model of these labels yet: learning")


def test_answers_follow_a_rename_across_sessions_and_back(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session = opened()
    asked = answer(session, gold, 5)
    session.label_set.rename("good", "fine")
    new = {item: "fine" if gold[item] == "good" else "bad" for item in asked}
    assert labels(session) == new
    session = opened()
    assert session.project.label_names == ("fine", "bad")
    assert labels(session) == new
    session.labelling.answer("fine")
    session.labelling.undo()
    session.labelling.undo()
    assert session.project.label_names == ("good", "bad")
    assert labels(session) == {item: gold[item] for item in asked}


def test_merged_labels_count_together(opened: Open, gold: Mapping[str, str]) -> None:
    session = opened()
    session.label_set.add("great")
    asked = answer(session, gold, 3)
    session.labelling.answer("great")
    session.label_set.merge("great", "good")
    assert list(session.project.label_names) == ["good", "bad"]
    assert session.labelling.view().labelled == 4
    assert set(labels(session).values()) <= {"good", "bad"}
    session.labelling.undo()
    assert list(session.project.label_names) == ["good", "bad", "great"]
    assert session.state.by_label["great"] == 1
    assert len(asked) == 3


def test_items_of_a_retired_label_are_asked_again(opened: Open, gold: Mapping[str, str]) -> None:
    session = opened()
    session.label_set.add("odd")
    item = session.labelling.view().item
    session.labelling.answer("odd")
    answer(session, gold, 2)
    session.label_set.retire("odd")
    again = session.labelling.view().item
    assert item is not None
    assert again is not None
    assert again.id == item.id
    assert session.labelling.view().labelled == 2
    session.labelling.undo()
    assert session.state[item.id].label == "odd"


def test_the_model_learns_the_new_label_set(opened: Open, gold: Mapping[str, str]) -> None:
    session, runner = opened(), InProcessRunner()
    answer(session, gold, 7, runner)
    assert session.labelling.view().suggestion is not None
    session.label_set.rename("good", "fine")
    assert session.labelling.view().suggestion is None
    work(session, runner)
    session.labelling.skip()
    assert session.labelling.view().suggestion in ("fine", "bad")


def test_what_cannot_be_leaves_everything_as_it_was(opened: Open) -> None:
    session = opened()
    before = toml(session)
    with pytest.raises(ConfigError, match="Good"):
        session.label_set.add("Good")
    with pytest.raises(ConfigError, match="only one label"):
        session.label_set.retire("good")
    with pytest.raises(UsageError, match="no label"):
        session.label_set.rename("ugly", "fine")
    assert toml(session) == before
    assert session.store.last_event() == 0


def test_a_change_that_cannot_be_stored_is_taken_back(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened()
    before = toml(session)

    def full(acts: object) -> None:
        raise NotSaved("not saved: disk full.", retryable=True)

    with monkeypatch.context() as patch:
        patch.setattr(session.store, "append", full)
        with pytest.raises(NotSaved):
            session.label_set.rename("good", "fine")
    assert toml(session) == before
    assert list(session.project.label_names) == ["good", "bad"]
    session.label_set.rename("good", "fine")
    renamed = toml(session)
    with monkeypatch.context() as patch:
        patch.setattr(session.store, "append", full)
        with pytest.raises(NotSaved):
            session.labelling.undo()
    assert toml(session) == renamed


def test_comments_of_project_toml_stay(opened: Open) -> None:
    session = opened()
    file = session.project.file
    file.write_text("# my project\n" + file.read_text())
    session.label_set.rename("bad", "poor")
    assert file.read_text().startswith("# my project\n")

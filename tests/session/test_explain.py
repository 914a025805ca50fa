"""Every label can be explained."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.robots.projects import write_project
from tests.session.play import answer
from tui_labeler.errors import UsageError
from tui_labeler.session import Session
from tui_labeler.session.explain import COPY_RULE, HUMAN_RULE, NO_RULE, explain
from tui_labeler.store.records import Annotation
from tui_labeler.worker.twin import InProcessRunner


def test_all_who_spoke_are_named(
    opened: Callable[[], Session], gold: Mapping[str, str], clock: Callable[[], float]
) -> None:
    session = opened()
    item, *_ = answer(session, gold, 6, InProcessRunner())
    session.store.add_annotations(
        [Annotation(source="llm", annotator="gpt", item=item, label="bad", confidence=0.75)]
    )
    found = explain(session, item)
    assert (found.label, found.rule) == (gold[item], HUMAN_RULE)
    human, llm, model = found.chain
    assert (human.source, human.annotator, human.label, human.at) == (
        *("human", "typed", gold[item]),
        clock(),
    )
    assert (llm.source, llm.annotator, llm.label, llm.confidence) == ("llm", "gpt", "bad", 0.75)
    assert (model.source, model.annotator) == ("model", "model 1")
    assert model.confidence is not None
    assert model.confidence >= 0.5


def test_what_was_taken_back_is_not_in_the_chain(opened: Callable[[], Session]) -> None:
    session = opened()
    shown = session.labelling.view().item
    assert shown is not None
    session.labelling.answer("good")
    session.labelling.undo()
    session.labelling.answer("bad")
    found = explain(session, shown.id)
    assert [said.label for said in found.chain] == ["bad"]


def test_a_copy_has_the_label_of_what_it_copies(tmp_path: Path) -> None:
    rows = [("a", "same words"), ("b", "same words"), ("c", "other words")]
    with Session.open(write_project(tmp_path / "copies", rows)) as session:
        while session.labelling.view().item is not None:
            session.labelling.answer("good")
        assert explain(session, "b").rule == COPY_RULE
        assert explain(session, "b").label == "good"
        session.labelling.undo()
        session.labelling.undo()
        assert (explain(session, "b").label, explain(session, "b").rule) == (None, NO_RULE)
        with pytest.raises(UsageError, match='no item "zz"'):
            explain(session, "zz")

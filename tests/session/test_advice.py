"""What to do next, from the state of the project."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.robots.projects import review_rows, write_project
from tests.session.play import answer
from tui_labeler.session import Session
from tui_labeler.session.advice import advise
from tui_labeler.store.records import Act, Annotation

GOLD = {row[0]: row[2] for row in review_rows(600)}


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Session]:
    """Opens a project of 600 reviews with the sections given."""

    def open_it(**sections: str) -> Session:
        return Session.open(
            write_project(tmp_path / "reviews", review_rows(600), sections=sections)
        )

    return open_it


def techniques(session: Session) -> list[str]:
    return [one.technique for one in advise(session)]


def say(session: Session, items: Sequence[str], label: str) -> None:
    session.record([Act(kind="label", item=item, label=label) for item in items])


def test_a_new_project_is_told_to_label(project: Callable[..., Session]) -> None:
    with project() as session:
        first, *rest = advise(session)
        assert first.technique == "active learning"
        assert first.command == f"tui-labeler {session.project.folder}"
        assert [one.technique for one in rest] == ["LLM labelling"]


def test_an_llm_that_is_named_is_to_be_asked(project: Callable[..., Session]) -> None:
    with project(llm='model = "some-model"') as session:
        assert "LLM labelling" in techniques(session)
        assert any(one.command.endswith("--dry-run") for one in advise(session))


def test_labels_nobody_checked_come_first(project: Callable[..., Session]) -> None:
    with project() as session:
        said = [
            Annotation(source="given", annotator="old.csv", item=item, label=label)
            for item, label in list(GOLD.items())[:50]
        ]
        session.store.add_annotations(said)
        assert techniques(session)[0] == "label errors"
        session.llm_labels.add(
            [Annotation(source="llm", annotator="m", item="r000", label="good", confidence=0.5)]
        )
        assert techniques(session)[:2] == ["label errors", "LLM validation"]


def test_rules_are_proposed_once_they_can_be_checked(
    project: Callable[..., Session], gold: Mapping[str, str]
) -> None:
    with project() as session:
        answer(session, GOLD, 29)
        assert "weak supervision" not in techniques(session)
        answer(session, GOLD, 1)
        assert "weak supervision" in techniques(session)


def test_a_rare_label_is_named(project: Callable[..., Session]) -> None:
    with project() as session:
        items = list(GOLD)
        say(session, items[:59], "good")
        say(session, items[59:60], "bad")
        (rare,) = [one for one in advise(session) if one.technique == "search"]
        assert '"bad"' in rare.reason
        say(session, items[60:64], "bad")
        assert "search" not in techniques(session)


def test_the_end_is_the_export(project: Callable[..., Session]) -> None:
    with project() as session:
        for label in ("good", "bad"):
            say(session, [item for item, gold in GOLD.items() if gold == label], label)
        assert techniques(session)[0] == "export"
        assert "active learning" not in techniques(session)

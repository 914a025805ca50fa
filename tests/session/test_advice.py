"""What to do next, from the state of the project."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from shlex import split

import pytest

from tests.robots.projects import review_rows, write_project
from tests.session.play import answer, work
from tui_labeler.cli.main import commands
from tui_labeler.session import Session
from tui_labeler.session.advice import Advice, advise
from tui_labeler.store.records import Act, Annotation
from tui_labeler.worker.twin import InProcessRunner

GOLD = {row[0]: row[2] for row in review_rows(600)}


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Session]:
    """Opens a project of 600 reviews with the sections given."""

    def open_it(**sections: str) -> Session:
        return Session.open(
            write_project(tmp_path / "reviews", review_rows(600), sections=sections)
        )

    return open_it


def advised(session: Session) -> list[Advice]:
    """The advice, whose every command is one that can be typed."""
    found = advise(session)
    for one in found:
        name, *words = split(one.command)[1:]
        assert one.reason
        if name == str(session.project.folder):
            assert not words
            continue
        command = commands.commands[name]
        command.make_context(name, words, resilient_parsing=False)
    return found


def techniques(session: Session) -> list[str]:
    return [one.technique for one in advised(session)]


def llm_says(session: Session, items: Sequence[str], wrong: int = 0) -> None:
    """LLM labels of `items`; the first `wrong` are so."""
    other = {"good": "bad", "bad": "good"}
    session.llm_labels.add(
        [
            Annotation(
                source="llm",
                annotator="m",
                item=item,
                label=other[GOLD[item]] if place < wrong else GOLD[item],
                confidence=0.9,
            )
            for place, item in enumerate(items)
        ]
    )


def validate(session: Session, count: int) -> None:
    session.validation.begin(count)
    while (item := session.validation.current) is not None:
        session.validation.answer(GOLD[item])


def model_that_says(session: Session, *met: str) -> None:
    """A model whose stopping criteria `met` are, and no others."""
    accuracy = {"value": 0.9, "low": 0.8, "high": 0.95, "n": 60, "reason": None}
    names = ("kappa_average", "classification_change", "accuracy_plateau", "expected_gain")
    stopping = [
        {
            **{"name": name, "value": 0.5, "threshold": 0.1, "met": name in met},
            **{"low": 0.4, "high": 0.6, "reason": ""},
        }
        for name in names
    ]
    figures = {"basis": 0, "accuracy": accuracy, "stopping": stopping}
    session.store.add_model(labels=100, estimator="x", figures=figures)


def say(session: Session, items: Sequence[str], label: str) -> None:
    session.record([Act(kind="label", item=item, label=label) for item in items])


def test_a_new_project_is_told_to_label(project: Callable[..., Session]) -> None:
    with project() as session:
        first, *rest = advised(session)
        assert first.technique == "active learning"
        assert first.command == f"tui-labeler {session.project.folder}"
        assert [one.technique for one in rest] == ["LLM labelling"]


def test_an_llm_that_is_named_is_to_be_asked(project: Callable[..., Session]) -> None:
    with project(llm='model = "some-model"') as session:
        assert "LLM labelling" in techniques(session)
        assert any(one.command.endswith("--dry-run") for one in advised(session))


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
        (rare,) = [one for one in advised(session) if one.technique == "search"]
        assert '"bad"' in rare.reason
        say(session, items[60:64], "bad")
        assert "search" not in techniques(session)


def test_the_end_is_the_export(project: Callable[..., Session]) -> None:
    with project() as session:
        for label in ("good", "bad"):
            say(session, [item for item, gold in GOLD.items() if gold == label], label)
        assert techniques(session)[0] == "export"
        assert "active learning" not in techniques(session)


def test_an_llm_that_was_found_good_is_to_go_on(project: Callable[..., Session]) -> None:
    with project(llm='model = "m"') as session:
        llm_says(session, list(GOLD)[:100])
        assert techniques(session)[0] == "LLM validation"
        validate(session, 60)
        (go_on,) = [one for one in advised(session) if one.technique == "LLM labelling"]
        assert "can be trusted" in go_on.reason and "500 items" in go_on.reason
        llm_says(session, list(GOLD))
        assert "LLM labelling" not in techniques(session)


def test_an_llm_that_was_found_bad_is_not_to_be_relied_on(project: Callable[..., Session]) -> None:
    with project(llm='model = "m"') as session:
        llm_says(session, list(GOLD)[:100], wrong=50)
        validate(session, 60)
        found = advised(session)
        assert found[0].technique == "LLM prompt"
        assert found[0].command.startswith("tui-labeler agreement ")
        assert "LLM labelling" not in [one.technique for one in found]


def test_rules_that_are_there_are_to_be_used_before_the_first_label(
    project: Callable[..., Session],
) -> None:
    rule = 'name = "r"\nkeywords = ["awful"]\nlabel = "bad"'
    with project(**{"[weak_supervision.rules]": rule}) as session:
        first, second, *_ = advised(session)
        assert (first.technique, second.technique) == ("active learning", "weak supervision")
        assert second.command.startswith("tui-labeler functions ")
        session.functions.result = {"coverage": 0.2}
        (more,) = [one for one in advised(session) if "rules cover 20%" in one.reason]
        assert more.technique == "weak supervision"
        session.functions.result = {"coverage": 0.8}
        assert not [one for one in advised(session) if "rules cover" in one.reason]


def test_on_a_plateau_it_says_stop_and_nothing_asks_for_more_labels(
    project: Callable[..., Session],
) -> None:
    with project() as session:
        answer(session, GOLD, 120)
        model_that_says(session, "kappa_average")
        assert "stop" not in techniques(session)
        model_that_says(session, "kappa_average", "expected_gain")
        found = advised(session)
        assert found[0].technique == "stop"
        assert found[0].command == f"tui-labeler train {session.project.folder} -o model"
        assert "active learning" not in [one.technique for one in found]


def test_on_a_plateau_suspects_come_before_the_final_model(
    project: Callable[..., Session],
) -> None:
    with project() as session:
        items = list(GOLD)
        say(session, items[:60], "good")
        say(session, [item for item in items[60:160] if GOLD[item] == "bad"], "bad")
        work(session, InProcessRunner())
        session.suspects.watch()
        work(session, InProcessRunner())
        assert session.suspects.waiting()
        model_that_says(session, "kappa_average", "expected_gain")
        assert techniques(session)[:2] == ["label errors", "stop"]


def test_checked_given_labels_are_not_asked_about_again(project: Callable[..., Session]) -> None:
    with project() as session:
        said = [
            Annotation(source="given", annotator="old.csv", item=item, label=label)
            for item, label in list(GOLD.items())[:100]
        ]
        session.store.add_annotations(said)
        assert "nobody has checked" in advised(session)[0].reason
        session.suspects.watch()
        work(session, InProcessRunner())
        left = session.suspects.waiting()
        first = advised(session)[0]
        assert (f"{left} suspected errors" in first.reason) == bool(left)
        assert (first.technique == "label errors") == bool(left)

"""Validation: a frozen fair sample, honest figures, one undo step for a group."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.robots.projects import write_project
from tui_labeler.errors import UsageError
from tui_labeler.session import Session
from tui_labeler.session.exchange import import_labels
from tui_labeler.session.views import ValidateView
from tui_labeler.store import Annotation

Opened = Callable[[], Session]
OTHER = {"good": "bad", "bad": "good"}


def say(session: Session, labels: dict[str, str], **more: object) -> None:
    """An LLM says `labels`."""
    values = {"annotator": "m", "confidence": 0.9, **more}
    session.llm_labels.add(
        [
            Annotation(source="llm", item=item, label=label, **values)  # type: ignore[arg-type]
            for item, label in labels.items()
        ]
    )


def judge(session: Session, gold: dict[str, str], count: int) -> list[ValidateView]:
    """The person answers `count` items with the gold; returns what was on screen."""
    seen = []
    for _ in range(count):
        view = session.validation.view()
        assert view.item is not None
        seen.append(view)
        if view.suggestion == gold[view.item.id]:
            session.validation.agree()
        else:
            session.validation.answer(gold[view.item.id])
    return seen


def test_the_sample_is_drawn_in_proportion_and_kept(opened: Opened, gold: dict[str, str]) -> None:
    session = opened()
    with pytest.raises(UsageError, match="no LLM labels"):
        session.validation.begin(20)
    items = list(gold)
    say(session, {item: "good" if n % 4 == 0 else "bad" for n, item in enumerate(items)})
    session.validation.begin(20)
    sample = session.validation.sample
    labels = Counter(said.label for i in sample.items if (said := session.llm_labels.of(i)))
    assert labels == {"good": 5, "bad": 15}
    assert len(sample.blind) == 4
    assert opened().validation.sample == sample
    session = opened()
    session.validation.begin(30)
    assert session.validation.sample.items[:20] == sample.items
    assert len(set(session.validation.sample.items)) == 30
    session.validation.begin(1000)
    assert len(session.validation.sample.items) == len(items)


def test_blind_and_seen_are_counted_apart(opened: Opened, gold: dict[str, str]) -> None:
    session = opened()
    wrong = set(list(gold)[::5])
    say(session, {i: OTHER[label] if i in wrong else label for i, label in gold.items()})
    session.validation.begin(40)
    views = judge(session, gold, 40)
    assert sum(view.blind for view in views) == 8
    for view in views:
        assert (view.suggestion is None) is view.blind
        assert not view.blind or all(choice.llm is None for choice in view.choices)
    report = session.agreement.report()
    sample = session.validation.sample
    right = sum(item not in wrong for item in sample.items)
    assert report.all.figure.value == right / 40
    assert (report.blind.figure.n, report.seen.figure.n) == (8, 32)
    assert opened().agreement.report() == report
    assert session.validation.view().item is None


def test_blind_items_cannot_be_agreed_with(opened: Opened, gold: dict[str, str]) -> None:
    session = opened()
    say(session, gold)
    session.validation.begin(10)
    while not session.validation.view().blind:
        session.validation.agree()
    with pytest.raises(UsageError, match="blind"):
        session.validation.agree()
    with pytest.raises(UsageError, match="blind"):
        session.validation.wrong()


def test_wrong_counts_and_unsure_does_not(opened: Opened, gold: dict[str, str]) -> None:
    session = opened()
    say(session, gold)
    session.validation.begin(10)
    judged = 0
    for act in ("agree", "wrong", "unsure"):
        while session.validation.view().blind:
            session.validation.answer(gold[session.validation.current or ""])
            judged += 1
        getattr(session.validation, act)()
    report = session.agreement.report()
    assert report.all.figure.n == judged + 2
    assert report.confusions[0][1:] == ("", 1)
    session.validation.undo()
    session.validation.undo()
    assert session.agreement.report().all.figure.n == judged + 1


def test_a_group_is_one_step_and_counts_when_its_turn_comes(
    opened: Opened, gold: dict[str, str]
) -> None:
    session = opened()
    say(session, gold)
    session.validation.begin(20)
    while session.validation.view().blind:
        session.validation.answer(gold[session.validation.current or ""])
    before = session.agreement.report().all.figure.n
    group = session.validation.group()
    assert session.validation.agree_to_group() == len(group) > 3
    prefix = session.validation.prefix()
    assert session.agreement.report().all.figure.n == len(prefix) < before + len(group)
    session.validation.undo()
    assert session.agreement.report().all.figure.n == before
    session.validation.redo()
    assert len(session.validation.prefix()) == len(prefix)


def test_what_a_strategy_picked_is_not_counted(opened: Opened, gold: dict[str, str]) -> None:
    session = opened()
    say(session, gold)
    for _ in range(12):
        item = session.labelling.view().item
        assert item is not None
        session.labelling.answer(gold[item.id])
    fair = {session.pool.ids[row] for row in session.queue.sample()}
    assert {one.item for one in session.agreement.comparisons()} == fair


def test_several_models_are_counted_by_majority(opened: Opened, gold: dict[str, str]) -> None:
    session = opened()
    item, label = next(iter(gold.items()))
    for name, said in (("a", label), ("b", OTHER[label]), ("c", label)):
        say(session, {item: said}, annotator=name, confidence=None)
    found = session.llm_labels.of(item)
    assert found is not None
    assert (found.label, found.annotators, found.models) == (label, ("a", "c"), 3)
    assert found.confidence == pytest.approx(2 / 3)


def test_the_verdict_asks_for_more_until_it_is_sure(opened: Opened, gold: dict[str, str]) -> None:
    session = opened()
    say(session, gold)
    assert session.agreement.verdict(0.9).answer == "not yet"
    session.validation.begin(60)
    judge(session, gold, 20)
    early = session.agreement.verdict(0.9)
    assert (early.answer, early.part) == ("not yet", "all")
    assert early.more_needed
    assert f"{early.more_needed} more" in early.sentence
    judge(session, gold, early.more_needed)
    assert session.agreement.verdict(0.9).answer == "yes"


def test_recorded_gpt_4o_labels(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "politeness_gpt4o"
    folder = write_project(tmp_path / "polite", [], labels=("polite", "impolite"))
    shutil.copy(source / "data.csv", folder / "data.csv")
    gold = {
        cells[0]: cells[1]
        for cells in (line.split(",") for line in (source / "gold.csv").read_text().split("\n"))
        if len(cells) == 2
    }
    with Session.open(folder) as session:
        import_labels(session, source / "llm_labels.csv", source="llm", mapping={})
        labels = session.llm_labels
        items = labels.items()
        truth = sum(labels.of(i).label == gold[i] for i in items) / len(items)  # type: ignore[union-attr]
        session.validation.begin(100)
        judge(session, gold, 100)
        report = session.agreement.report()
        assert report.all.figure.low is not None
        assert report.all.figure.high is not None
        assert report.all.figure.low <= truth <= report.all.figure.high
        assert report.log_loss is not None
        assert report.log_loss[1] < report.log_loss[0]
        assert report.threshold.value is None
        assert "90%" in report.threshold.reason

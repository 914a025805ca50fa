"""What the Progress screen is told."""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tests.robots.projects import review_rows, write_project
from tests.session.play import answer, work
from tui_labeler.session import Session
from tui_labeler.session.progress import STRETCH
from tui_labeler.worker.twin import InProcessRunner

Open = Callable[[], Session]


def test_before_the_first_answer(opened: Open) -> None:
    view = opened().progress.view()
    assert (view.labelled, view.goal) == (0, 120)
    assert (view.curve, view.criteria, view.alerts, view.speeds) == ((), (), (), ())
    assert view.advice == "Too early to say: there is no model yet."
    assert view.agreement_with_oneself.value is None
    assert view.agreement_with_oneself.reason == "n 0, needs 5"
    assert view.saved.startswith("—")


def test_after_a_while(opened: Open, gold: Mapping[str, str], clock: FakeClock) -> None:
    session, runner = opened(), InProcessRunner()
    for _ in range(62):
        clock.advance(10)
        answer(session, gold, 1, runner)
    work(session, runner)
    view = session.progress.view()
    assert dict(view.classes) == dict(session.state.by_label)
    assert [point.labels for point in view.curve] == sorted(p.labels for p in view.curve)
    assert view.accuracy.value is not None and view.macro_f1 is not None
    assert view.calibration is not None and 0 <= view.calibration <= 1
    assert view.speeds == tuple(pytest.approx(360.0, rel=0.1) for _ in range(61 // STRETCH))
    names = [reason.name for reason in view.criteria]
    assert "changed" in names and "budget spent" not in names
    assert all(reason.value is not None or reason.reason for reason in view.criteria)
    assert view == session.progress.view()
    assert opened().progress.view().criteria == view.criteria


def test_agreement_with_oneself(opened: Open, gold: Mapping[str, str]) -> None:
    session = opened()
    while (item := session.labelling.view().item) is not None:
        right = gold[item.id]
        wrong = "good" if right == "bad" else "bad"
        repeats = sum(slot.item.why == "repeat" for slot in session.queue.slots)
        session.labelling.answer(wrong if item.why == "repeat" and repeats == 2 else right)
    figure = session.progress.agreement_with_oneself()
    assert figure.value is None and figure.n >= 3


def test_a_class_that_got_worse_is_said(opened: Open, gold: Mapping[str, str]) -> None:
    session = opened()
    figures = {"basis": 0, "accuracy": {"value": 0.8, "low": 0.7, "high": 0.9, "n": 40}}
    figures["accuracy"]["reason"] = None  # type: ignore[index]
    for good in (0.9, 0.7):
        session.store.add_model(
            labels=40,
            estimator="x",
            figures={**figures, "classes": {"good": [good, 20], "bad": [0.9 - good, 9]}},
        )
    assert session.progress.view().alerts == ("good got worse: F1 0.90 → 0.70",)


def test_labels_saved_are_an_estimate_with_a_band_or_a_reason(
    tmp_path: Path, gold: Mapping[str, str]
) -> None:
    sections = {"active_learning": "batch_size = 12\nrandom_share = 1"}
    folder = write_project(tmp_path / "random", review_rows(120), sections=sections)
    with Session.open(folder) as session:
        runner = InProcessRunner()
        answer(session, gold, 36, runner)
        assert session.progress.view().saved == "— needs 40 random"
        answer(session, gold, 40, runner)
        work(session, runner)
        estimates = [model.figures["random_order"] for model in session.store.models()]
        known = [each for each in estimates if each is not None and each["needs"] is not None]
        labels = [each["labels"] for each in known]
        assert labels and all(later >= 1.25 * at for at, later in pairwise(dict.fromkeys(labels)))
        view = session.progress.view()
    assert re.fullmatch(r"(— )?est\. .*-?[\d,]+…-?[\d,]+\)?", view.saved)
    assert view.random_order[-1].labels == labels[-1]


@pytest.mark.parametrize(
    ("needs", "low", "high", "said"),
    [
        pytest.param(1400.0, 1150.0, 3100.0, "est. 400 (150…2,100)", id="some"),
        pytest.param(700.0, 200.0, 900.0, "est. -300 (-800…-100)", id="none"),
        pytest.param(1400.0, 975.0, 1475.0, "— est. -25…475", id="cannot be told"),
    ],
)
def test_what_was_saved_is_said_where_the_band_can_tell(
    opened: Open, needs: float, low: float, high: float, said: str
) -> None:
    session = opened()
    accuracy = {"value": 0.8, "low": 0.7, "high": 0.9, "n": 40, "reason": None}
    estimate = {"needs": needs, "low": low, "high": high, "labels": 1000}
    figures = {"basis": 0, "accuracy": accuracy, "random_order": estimate}
    session.store.add_model(labels=1000, estimator="x", figures=figures)
    assert session.progress.view().saved == said

"""The Validate screen on a real session, without a terminal."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.robots.controls import stray_controls
from tests.robots.pilot import emitted, screen_text, styles_equal_fg_bg
from tests.robots.projects import review_rows, write_project
from tests.tui.scripted import ScriptedRunner
from tui_labeler.project.preferences import Preferences
from tui_labeler.session import Session
from tui_labeler.session.views import LLMView
from tui_labeler.store import Annotation
from tui_labeler.tui.app import LabelerApp
from tui_labeler.tui.widgets.verdict import AgreementLine

ROWS = review_rows(60)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Sixty items that an LLM has labelled, every tenth wrongly; a validation sample of ten."""
    folder = write_project(tmp_path / "reviews", ROWS)
    opened = Session.open(folder)
    said = [
        Annotation(
            source="llm",
            annotator="\x1b[31mgpt",
            item=item,
            label=gold if number % 10 else ("bad" if gold == "good" else "good"),
            confidence=0.9 if number % 10 else 0.6,
        )
        for number, (item, _, gold) in enumerate(ROWS)
    ]
    opened.llm_labels.add(said)
    opened.validation.begin(10)
    return opened


def app_of(session: Session) -> LabelerApp:
    """The app on the Validate screen, without the hold guard."""
    liked = Preferences()
    screen = liked.screen.model_copy(update={"hold_guard_ms": 0})
    return LabelerApp(session, ScriptedRunner, replace(liked, screen=screen), first="validate")


async def test_a_whole_sample_is_judged_by_keys(session: Session) -> None:
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for _ in range(10):
            item = session.validation.current
            assert item is not None
            text = screen_text(app)
            assert f"Item {item}" in text
            assert not styles_equal_fg_bg(app)
            assert not stray_controls(emitted(app))
            gold = {row[0]: row[2] for row in ROWS}[item]
            if item in session.validation.sample.blind:
                assert "Blind" in text
                assert "The LLM says" not in text
                assert "─ press your label ─" in text
                await pilot.press("1" if gold == "good" else "2")
            else:
                assert "The LLM says" in text
                assert "─ or press the right label ─" in text
                said = session.llm_labels.of(item)
                assert said is not None
                await pilot.press("a" if said.label == gold else "x")
            await app.workers.wait_for_complete()
            await pilot.pause()
        assert "checked 10/10 · 0 left" in screen_text(app)
        assert "The sample is checked" in screen_text(app)
        await pilot.press("plus")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "checked 10/60" in screen_text(app)
    report = session.agreement.report()
    assert report.all.figure.n == 10
    assert report.blind.figure.n == 2
    app.close()


async def test_agree_to_all_is_one_step(session: Session) -> None:
    app = app_of(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        while session.validation.current in session.validation.sample.blind:
            await pilot.press("1")
            await app.workers.wait_for_complete()
        before = session.state.by_label.total()
        await pilot.press("A")
        await pilot.pause()
        assert "Agree to all?" in screen_text(app)
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert session.state.by_label.total() > before + 1
        await pilot.press("u")
        await app.workers.wait_for_complete()
        assert session.state.by_label.total() == before
    app.close()


async def test_without_llm_labels_it_says_what_to_do(tmp_path: Path) -> None:
    session = Session.open(write_project(tmp_path / "empty", ROWS))
    app = app_of(session)
    async with app.run_test(size=(60, 15)) as pilot:
        await pilot.pause()
        assert "No LLM labels yet" in screen_text(app)
        assert "FILE --as llm" in screen_text(app)
        run = LLMView("gpt", running=True, message="asking gpt", done=3, total=60)
        app.screen.query_one(AgreementLine).show(replace(session.validation.view(), llm=run))
        await pilot.pause()
        assert "asking gpt · 3 of 60" in screen_text(app)
        await pilot.press("b")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "no [llm] section" in screen_text(app)
    app.close()

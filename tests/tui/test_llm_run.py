"""An LLM run from the Validate screen: estimate, question, labels, and labelling goes on."""

from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from textual.pilot import Pilot

from tests.robots.llm_server import KEY, LLMServer
from tests.robots.pilot import screen_text
from tests.robots.projects import review_rows, write_project
from tui_labeler.project.preferences import Preferences
from tui_labeler.session import Session
from tui_labeler.tui.app import LabelerApp
from tui_labeler.worker.processes import ProcessRunner

PATIENCE = 30.0
"""Seconds for a child process to start and to answer."""
ROWS = review_rows(40)


async def settle(app: LabelerApp, pilot: Pilot[None], wanted: str) -> None:
    """Let the background work end until the screen says `wanted`."""
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        await pilot.pause(0.02)
        if wanted in screen_text(app):
            return
    raise AssertionError(screen_text(app))


async def test_the_llm_labels_after_a_yes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    gold = {text: label for _, text, label in ROWS}
    with LLMServer(lambda text: gold[text]) as server:
        section = f'model = "fake"\nbase_url = "{server.url}"\nmax_cost = 1.0'
        folder = write_project(tmp_path / "reviews", ROWS, sections={"llm": section})
        liked = Preferences()
        quick = replace(liked, screen=liked.screen.model_copy(update={"hold_guard_ms": 0}))
        session = Session.open(folder)
        app = LabelerApp(
            session,
            lambda notify: ProcessRunner(log=session.worker_log, notify=notify),
            quick,
            first="validate",
        )
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(app, pilot, "No LLM labels yet")
            await pilot.press("b")
            await settle(app, pilot, "Let the LLM label?")
            question = " ".join(screen_text(app).replace("│", " ").split())
            assert "Ask fake at 127.0.0.1" in question
            assert "about 40 items" in question
            assert not server.asked
            await pilot.press("escape")
            await pilot.pause()
            await pilot.press("b")
            await settle(app, pilot, "Let the LLM label?")
            await pilot.press("enter")
            await settle(app, pilot, "The LLM says")
            assert server.paid == 40
            assert KEY not in screen_text(app)
            await pilot.press("L")
            await settle(app, pilot, "Which label?")
            # The item that was on screen stays as it was; the next one has the LLM's column.
            await pilot.press("1")
            await settle(app, pilot, "LLM")
        app.close()


async def test_a_run_from_the_label_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its status line shows how long the server lets it wait, and how the run ended."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    gold = {text: label for _, text, label in ROWS}

    def fault(text: str, n: int) -> str:
        return "429:2" if text == ROWS[0][1] and n == 1 else "ok"

    with LLMServer(lambda text: gold[text], fault=fault) as server:
        section = f'model = "fake"\nbase_url = "{server.url}"\nconcurrency = 1'
        folder = write_project(tmp_path / "reviews", ROWS, sections={"llm": section})
        session = Session.open(folder)
        app = LabelerApp(
            session,
            lambda notify: ProcessRunner(log=session.worker_log, notify=notify),
            Preferences(),
        )
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(app, pilot, "Which label?")
            names = [command.title for command in app.get_system_commands(app.screen)]
            assert "ask the LLM" in names and "stop the LLM" in names
            await app.screen.run_action("ask_llm")
            await settle(app, pilot, "Let the LLM label?")
            await pilot.press("enter")
            await settle(app, pilot, "rate limit, waiting")
            assert "Which label?" in screen_text(app)
            await settle(app, pilot, "LLM done: 40 labelled")
        app.close()

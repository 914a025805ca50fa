"""Work in the background that fails is a sentence; the person labels on."""

import pytest
from textual.pilot import Pilot

from tests.robots.pilot import screen_text
from tests.tui.piloted import press, running, settle
from tests.tui.scripted import ScriptedApp, ScriptedSession
from tui_labeler.errors import StoreError
from tui_labeler.jobs import Job, Report, Result
from tui_labeler.session.views import Overview

JOB = Job("learner", "module:function", {})


def fail(*_: object) -> None:
    raise StoreError("not saved: disk full.")


async def said_and_alive(pilot: Pilot[None], app: ScriptedApp) -> None:
    """The sentence is there, nothing has ended, and keys still answer."""
    await settle(pilot)
    assert "not saved: disk full." in screen_text(app)
    await press(pilot, "1")
    assert app.calls == [("answer", "billing")] and app.crash is None
    assert "Item 4822" in screen_text(app)


@pytest.mark.fault("F029", "F100")
async def test_a_result_that_cannot_be_kept() -> None:
    session = ScriptedSession()
    app = ScriptedApp(session)
    async with running(app) as pilot:
        session.on_install = fail
        app.runners[0].reports += [Report(JOB, Result({})), Report(JOB, Result({}))]
        app.runners[0].notify()
        await said_and_alive(pilot, app)
        assert len(session.installed) == 2, "one that fails does not hold up the others"


@pytest.mark.fault("F010", "F100")
async def test_a_job_that_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    session = ScriptedSession()
    app = ScriptedApp(session)
    async with running(app) as pilot:
        monkeypatch.setattr(session, "next_job", fail)
        app.runners[0].reports.append(Report(JOB, Result({})))
        app.runners[0].notify()
        await settle(pilot)
        assert "not saved: disk full." in screen_text(app)
        assert app.crash is None and app.return_code is None


@pytest.mark.fault("F010")
async def test_a_view_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    session = ScriptedSession()
    app = ScriptedApp(session)
    async with running(app) as pilot:
        whole = session.overview

        def once() -> Overview:
            monkeypatch.setattr(session, "overview", whole)
            raise StoreError("not saved: disk full.")

        monkeypatch.setattr(session, "overview", once)
        app.runners[0].reports.append(Report(JOB, Result({})))
        app.runners[0].notify()
        await said_and_alive(pilot, app)

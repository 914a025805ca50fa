"""What opens over the Label screen, and the ways out."""

from dataclasses import replace

import pytest
from textual import events

from tests.conftest import FakeClock
from tests.robots.pilot import screen_text
from tests.tui.piloted import NAMES, of, press, running, settle
from tests.tui.scripted import (
    ScriptedApp,
    choices,
    item,
    view,
)
from tui_labeler.tui.widgets.line import Line


async def test_more_labels_than_keys() -> None:
    shares = [0.01] * 18 + [0.3, 0.5]
    many = replace(view(1), choices=choices(NAMES, shares), suggestion=NAMES[19])
    app = of(many, view(2))
    async with running(app) as pilot:
        text = screen_text(app)
        assert "Best 9 of 20 labels" in text
        assert f"│ 1 {NAMES[19]}" in text and f"│ 2 {NAMES[18]}" in text
        assert "l type to find any of 20 labels" in text
        assert text.splitlines()[-1].startswith("1-9 label")
        await press(pilot, "0")
        assert app.calls == []
        await press(pilot, "2")
        assert app.calls == [("answer", NAMES[18])]


async def test_the_finder_takes_a_label() -> None:
    many = replace(view(1), choices=choices(NAMES), suggestion=None)
    app = of(many, view(2))
    async with running(app) as pilot:
        await press(pilot, "l", "l", "1", "5")
        assert "▸ label_15" in screen_text(app)
        assert app.calls == []
        await press(pilot, "enter")
        assert app.calls == [("answer", "label_15")]


@pytest.mark.parametrize(("opens", "sign"), [("slash", "/"), ("l", "l"), ("n", "n")])
async def test_what_is_typed_before_a_dialog_is_there_lands_in_it(opens: str, sign: str) -> None:
    app = of(view(1))
    async with running(app) as pilot:
        for key, character in ((opens, sign), *zip("fu1x", "fu1x", strict=True)):
            app.post_message(events.Key(key, character))
        await settle(pilot)
        await pilot.press("2")
        assert (app.screen.query_one(Line).value, app.calls) == ("fu1x2", [])
        assert app.calls == []


@pytest.mark.fault("F110")
async def test_the_finder_moves_and_goes_back() -> None:
    app = ScriptedApp()
    async with running(app) as pilot:
        await press(pilot, "l", "down", "down", "up", "ctrl+n", "escape")
        assert app.calls == [] and "Find a label" not in screen_text(app)
        await press(pilot, "l", "q", "q", "enter")
        assert "no label matches" in screen_text(app)
        await press(pilot, "escape", "l", "down", "enter")
        assert app.calls == [("answer", "refund")]


async def test_help_is_made_from_the_live_key_map() -> None:
    app = ScriptedApp()
    async with running(app) as pilot:
        app.set_keymap({"label.skip": "s"})
        await settle(pilot)
        assert "s skip" in screen_text(app).splitlines()[-1]
        await press(pilot, "question_mark")
        text = screen_text(app)
        for group in ("ANSWER", "LOOK", "GO BACK", "VIEWS"):
            assert group in text
        assert "s         skip, comes back later" in text
        await press(pilot, "q")
        assert "ANSWER" not in screen_text(app) and app.return_code is None
        await press(pilot, "s")
        assert app.calls == [("skip", None)]


async def test_a_dialog_hides_what_is_under_it() -> None:
    app = of(replace(view(1), item=item(1, "mmmm " * 500)))
    async with running(app, (60, 15)) as pilot:
        await press(pilot, "question_mark")
        inside = [line[1:-1] for line in screen_text(app).splitlines()[1:14]]
        assert not any("mmmm" in line for line in inside)


async def test_ctrl_s_calms(clock: FakeClock) -> None:
    app = ScriptedApp(clock=clock)
    async with running(app) as pilot:
        await press(pilot, "ctrl+s")
        assert "everything is already saved" in screen_text(app)


@pytest.mark.parametrize("keys", [("q",), ("escape",), ("Q",), ("ctrl+q",)])
async def test_ways_out(keys: tuple[str, ...]) -> None:
    app = ScriptedApp()
    async with running(app) as pilot:
        await press(pilot, *keys)
        assert app.return_code == 0
    assert app.script.closed and app.runners[0].closed


async def test_ctrl_c_twice_quits_once_does_not(clock: FakeClock) -> None:
    app = ScriptedApp(clock=clock)
    async with running(app) as pilot:
        await press(pilot, "ctrl+c")
        clock.advance(1.5)
        await press(pilot, "ctrl+c")
        assert app.return_code is None
        clock.advance(0.5)
        await press(pilot, "ctrl+c")
        assert app.return_code == 130

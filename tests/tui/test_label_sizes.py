"""The Label screen at every size and in every theme."""

from dataclasses import replace

import pytest

from tests.robots.pilot import screen_text, styles_equal_fg_bg
from tests.tui.piloted import NAMES, of, press, running, settle
from tests.tui.scripted import (
    ScriptedApp,
    choices,
    view,
)
from tui_labeler.tui.theme import THEMES


@pytest.mark.fault("F036")
async def test_too_small_says_so_and_answers_nothing() -> None:
    app = ScriptedApp()
    async with running(app) as pilot:
        await pilot.resize_terminal(40, 12)
        await settle(pilot)
        assert "needs 60x15, now 40x12" in screen_text(app)
        await press(pilot, "1")
        assert app.calls == []
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        await press(pilot, "1")
        assert app.calls == [("answer", "billing")]


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (110, 30), (160, 45), (240, 67)])
async def test_every_label_and_the_way_out_are_visible_at_every_size(
    size: tuple[int, int],
) -> None:
    app = of(replace(view(1), choices=choices(NAMES[:10])))
    async with running(app, size):
        text = screen_text(app)
        for key, name in zip("1234567890", NAMES, strict=False):
            assert f"{key} {name}" in text
        assert text.splitlines()[-1].endswith("? help q quit")
        assert text.count("╭") == text.count("╰") == text.count("╮") == text.count("╯")


async def test_the_sidebar_says_why() -> None:
    app = of(view(7))
    async with running(app, (120, 40)):
        text = screen_text(app)
        for words in ("Progress", "Why this item", "billing or refund", "on 120 random items"):
            assert words in text
        assert "My card was" in text


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_every_cell_can_be_seen(theme: str) -> None:
    app = of(view(1))
    app.theme = theme
    async with running(app) as pilot:
        assert styles_equal_fg_bg(app) == []
        for dialog in ("l", "n", "question_mark", "colon", "h", "slash", "i", "I"):
            await press(pilot, dialog)
            assert styles_equal_fg_bg(app) == []
            await press(pilot, "escape")


@pytest.mark.parametrize("blind", [False, True])
async def test_blind_items_do_not_say_that_nothing_is_like_them(blind: bool) -> None:
    async with running(of(replace(view(1), blind=blind)), (160, 45)) as pilot:
        text = screen_text(pilot.app)
        assert ("hidden until you have answered" in text) is blind

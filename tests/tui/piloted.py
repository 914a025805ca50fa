"""A scripted app under a pilot, one key after another."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from tests.tui.scripted import (
    ScriptedApp,
    ScriptedSession,
)
from tui_labeler.session.views import LabelView

NAMES = [f"label_{number:02}" for number in range(20)]
"""Labels, more than there are keys."""


@asynccontextmanager
async def running(app: ScriptedApp, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The app with its first item painted; closed at the end."""
    try:
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield pilot
    finally:
        app.close()


async def settle(pilot: Pilot[Any]) -> None:
    """Until nothing is under way."""
    while True:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        if not list(pilot.app.workers):
            return


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """One key after the other, each carried out before the next."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def of(*views: LabelView) -> ScriptedApp:
    """The app on these views."""
    return ScriptedApp(ScriptedSession(*views))

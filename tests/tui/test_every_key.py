"""Every key that the help shows, and every command of the palette, does what it says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from textual.app import App
from textual.screen import ModalScreen, Screen

from tests.robots.pilot import screen_text
from tests.tui.piloted import press, running, settle
from tests.tui.scripted import TICKET, ScriptedApp, ScriptedSession, item, view
from tui_labeler.session.views import Speaking
from tui_labeler.tui.acting import ActingScreen
from tui_labeler.tui.keys import live_keys
from tui_labeler.tui.modes import MODES
from tui_labeler.tui.screens.finder import FinderScreen
from tui_labeler.tui.screens.form import FormScreen
from tui_labeler.tui.screens.label import LabelScreen

LONG = "\n".join(f"line {number}" for number in range(60))


@dataclass(frozen=True)
class Promise:
    """What is true after the action, and was not before."""

    kept: Callable[[ScriptedApp], bool]
    first: Sequence[str] = ()
    """Keys pressed before."""


def shows(text: str) -> Callable[[ScriptedApp], bool]:
    return lambda app: text in screen_text(app)


def hides(text: str) -> Callable[[ScriptedApp], bool]:
    return lambda app: text not in screen_text(app)


def called(name: str, argument: object = None) -> Callable[[ScriptedApp], bool]:
    return lambda app: bool(app.calls) and app.calls[-1] == (name, argument)


def ended(app: App[Any]) -> bool:
    return app._exit


PROMISES = {
    "label.agree": Promise(called("agree", "billing")),
    "label.skip": Promise(called("skip")),
    "label.undo": Promise(called("undo"), ["1"]),
    "label.redo": Promise(called("redo")),
    "label.flag": Promise(shows("⚑ flagged")),
    "label.reject": Promise(called("reject")),
    "label.find": Promise(shows("Find a label")),
    "label.note": Promise(shows("Note on this item")),
    "label.search": Promise(shows("Search the items")),
    "label.earlier": Promise(called("look_back", 1)),
    "label.later": Promise(called("look_back", -1)),
    "label.history": Promise(shows("My answers")),
    "label.blind": Promise(called("set_blind", True)),
    "label.guidelines": Promise(shows("A refund is money back")),
    "text.down": Promise(hides("line 0 ")),
    "text.up": Promise(shows("line 0 "), ["j"]),
    "text.half_down": Promise(hides("line 3 ")),
    "text.half_up": Promise(shows("line 0 "), ["ctrl+d"]),
    "text.end": Promise(shows("line 59")),
    "text.top": Promise(shows("line 0 "), ["G"]),
    "text.words": Promise(hides("words for billing")),
    "text.only": Promise(hides("Which label?")),
    "item.details": Promise(shows("channel")),
    "item.copy": Promise(lambda app: app.clipboard == f"4821\t{LONG}"),
    "model.retrain": Promise(called("ask_now")),
    "app.help": Promise(shows("Keys on this screen")),
    "app.back": Promise(ended),
    "app.quit": Promise(ended),
    "app.palette": Promise(lambda app: type(app.screen).__name__ == "CommandPalette"),
    "app.saved": Promise(shows("already saved")),
}
UNSEEN = {
    "app.suspend": "a pilot has no shell: tests/tui/test_pty.py",
    "app.redraw": "draws what is there: tests/faults/test_terminals.py",
    "go.label": "it is on the Label screen already",
}
"""Actions whose effect a pilot cannot see."""
GO = {f"go.{mode.name}" for mode in MODES} | {"go.next", "go.last"}
"""Screens of their own: their sessions are not scripted here."""


def app() -> ScriptedApp:
    """The Label screen with a long text and words that speak."""
    words = Speaking(("line 1",), ("line 2",), True)
    views = [replace(view(n), item=replace(item(n), text=LONG, speaking=words)) for n in (1, 2, 3)]
    return ScriptedApp(ScriptedSession(*views))


async def keys_of(app: ScriptedApp) -> dict[str, tuple[str, ...]]:
    """Action id -> its keys, in Textual's names, as they are bound at the moment."""
    found: dict[str, list[str]] = {}
    for key, active in app.screen.active_bindings.items():
        if active.binding.id is not None:
            found.setdefault(active.binding.id, []).append(key)
    return {id: tuple(keys) for id, keys in found.items()}


async def test_every_action_of_the_label_screen_is_promised_here() -> None:
    opened = app()
    async with running(opened):
        assert set(await keys_of(opened)) == PROMISES.keys() | UNSEEN.keys() | GO


@pytest.mark.parametrize("id", PROMISES)
async def test_a_key_does_what_the_help_says(id: str) -> None:
    opened, promise = app(), PROMISES[id]
    async with running(opened) as pilot:
        await press(pilot, *promise.first)
        assert not promise.kept(opened), "it was so before"
        await press(pilot, (await keys_of(opened))[id][0])
        assert promise.kept(opened), screen_text(opened)


async def test_the_commands_of_the_palette_do_the_same() -> None:
    opened = app()
    async with running(opened) as pilot:
        named = {c.title: c for c in opened.get_system_commands(opened.screen)}
        for key in live_keys(opened.screen):
            if key.id != "app.palette":
                assert named.keys() & {key.long, f"{key.long}: {key.short}"}, key
        for id in ("label.undo", "label.find", "item.details", "app.saved", "app.help", "app.back"):
            (key,) = [key for key in live_keys(opened.screen) if key.id == id]
            await press(pilot, *PROMISES[id].first)
            await _call(named[key.long].callback)
            await settle(pilot)
            assert PROMISES[id].kept(opened), screen_text(opened)
            if isinstance(opened.screen, ModalScreen):
                await press(pilot, "escape")


async def _call(callback: Callable[[], Any]) -> None:
    answer = callback()
    if answer is not None:
        await answer


@pytest.mark.parametrize(
    ("title", "dialog", "keys", "call"),
    [
        (
            "label set: add a label",
            FormScreen,
            [*"spam", "enter", "enter", *"p", "enter"],
            ("add", ("spam", "", "p")),
        ),
        (
            "label set: rename a label",
            FinderScreen,
            [*"refund", "enter", *"money", "enter"],
            ("rename", ("refund", "money")),
        ),
        (
            "label set: merge two labels",
            FinderScreen,
            [*"refund", "enter", *"other", "enter"],
            ("merge", ("refund", "other")),
        ),
        ("label set: retire a label", FinderScreen, [*"other", "enter"], ("retire", "other")),
    ],
)
async def test_the_label_set_changes_by_the_palette(
    title: str, dialog: type[Screen[object]], keys: list[str], call: tuple[str, object]
) -> None:
    opened = app()
    async with running(opened) as pilot:
        await press(pilot, "colon", *title.replace(":", ""), "enter")
        assert isinstance(opened.screen, dialog)
        await press(pilot, *keys)
        assert opened.calls[-1] == call
        if call[0] == "add":
            assert "May some of these be spam?" in screen_text(opened)
            await press(pilot, "enter")
            assert opened.calls[-1] == ("visit", "102")


async def test_the_list_of_answers_filters_and_jumps() -> None:
    opened = app()
    async with running(opened) as pilot:
        await press(pilot, "h", *"money")
        assert "When do I get my money back" in screen_text(opened)
        assert "My card was debited" not in screen_text(opened)
        await press(pilot, "enter")
        assert opened.calls[-1] == ("visit", "77")
        await press(pilot, "slash", *"zzz", "enter")
        assert "nothing matches" in screen_text(opened)


async def test_q_leaves_an_item_out_of_turn_before_it_quits() -> None:
    opened = ScriptedApp(ScriptedSession(replace(view(1), visiting=True)))
    async with running(opened) as pilot:
        assert "Out of turn  q goes on" in screen_text(opened)
        await press(pilot, "q")
        assert opened.calls == [("leave", None)] and not ended(opened)
        await press(pilot, "q")
        assert ended(opened)


async def test_q_after_an_answer_out_of_turn_is_one_step_back_too() -> None:
    opened = ScriptedApp(ScriptedSession(replace(view(1), visiting=True, last=()), view(2)))
    async with running(opened) as pilot:
        await press(pilot, "1")
        assert "back in the queue" in screen_text(opened)
        await press(pilot, "q")
        assert "q once more quits" in screen_text(opened) and not ended(opened)
        await press(pilot, "q")
        assert ended(opened)


async def test_q_quits_once_the_queue_goes_on() -> None:
    first = replace(view(1), visiting=True, last=())
    opened = ScriptedApp(ScriptedSession(first, view(2), view(3)))
    async with running(opened) as pilot:
        await press(pilot, "1", "1", "q")
        assert ended(opened)


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_every_binding_of_every_screen_has_its_action(mode: Any) -> None:
    """The other screens keep their promises in tests of their own."""
    from tui_labeler.registry import load

    screen: type[ActingScreen[Any]] = load(mode.screen)
    assert issubclass(screen, ActingScreen) and mode.name == screen.MODE
    for bindings in screen._merged_bindings.key_to_bindings.values():  # type: ignore[union-attr]
        for binding in bindings:
            name = binding.action.partition("(")[0]
            if not name.startswith(("app.", "screen.")):
                assert hasattr(screen, f"action_{name}"), binding
    assert LabelScreen.MODE == "label" and TICKET

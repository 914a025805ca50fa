"""Texts on the Label screen: long, huge, empty, hostile."""

from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual import events

from tests.robots.controls import stray_controls
from tests.robots.pilot import emitted, screen_text
from tests.tui.piloted import of, press, running, settle
from tests.tui.scripted import (
    ScriptedApp,
    ScriptedSession,
    item,
    view,
)
from tui_labeler.session.views import Choice, LabelView

HOSTILE = (
    "\x1b]0;pwned\x07\x1b[31mred\x9b2J [/nope] [b]bold[/b] \u202eevil \ud800 \x00\x7f e"
    + "\u0301" * 40
)


async def test_long_texts_scroll_and_say_where_they_are() -> None:
    long = item(1, "\n".join(f"line {number}" for number in range(100)))
    app = of(replace(view(1), item=long), view(2))
    async with running(app) as pilot:
        assert "▼" in screen_text(app) and "line 3" in screen_text(app)
        await press(pilot, "j")
        assert "│  line 1 " in screen_text(app).splitlines()[2]
        await press(pilot, "up", "ctrl+d")
        assert "│  line 5 " in screen_text(app).splitlines()[2]
        await press(pilot, "G")
        assert "line 99" in screen_text(app) and "the end" in screen_text(app)
        await press(pilot, "ctrl+u", "g")
        assert "line 0" in screen_text(app)
        await press(pilot, "G", "1")
        assert "2: I was charged" in screen_text(app)


@pytest.mark.fault("F049")
async def test_a_huge_text_is_cut_and_says_so() -> None:
    app = of(replace(view(1), item=item(1, "word " * 50_000)))
    async with running(app) as pilot:
        await press(pilot, "G")
        assert "more characters are not shown" in screen_text(app)


def hostile_view() -> LabelView:
    """Escape codes, markup, bidi and broken characters wherever text is shown."""
    odd = replace(
        item(1, HOSTILE * 20),
        id=HOSTILE,
        show=((HOSTILE, HOSTILE),),
        note=HOSTILE,
        strategy=HOSTILE,
    )
    first = view(1)
    return replace(
        first,
        project=HOSTILE,
        item=odd,
        choices=(
            Choice(HOSTILE, "1", HOSTILE, 0.5, 0.5, 2),
            Choice("[red]" + HOSTILE, "2", HOSTILE, None, 0.1, 0),
        ),
        suggestion=HOSTILE,
        last=tuple(replace(a, item=HOSTILE, label=HOSTILE, text=HOSTILE) for a in first.last),
        model=replace(first.model, message=HOSTILE),
    )


@pytest.mark.fault("F044", "F045")
@pytest.mark.parametrize(
    ("size", "keys"),
    [
        ((80, 24), ("f",)),
        ((160, 45), ("j",)),
        ((60, 15), ("l",)),
        ((80, 24), ("n",)),
        ((80, 24), ("colon",)),
    ],
)
async def test_hostile_text_is_only_text(size: tuple[int, int], keys: tuple[str, ...]) -> None:
    app = of(hostile_view(), hostile_view())
    async with running(app, size) as pilot:
        await press(pilot, *keys)
        assert stray_controls(emitted(app)) == []
        assert max(cell_len(line) for line in screen_text(app).splitlines()) <= size[0]


@pytest.mark.fault("F040", "F045")
async def test_a_hostile_paste_into_a_note_is_only_text() -> None:
    app = ScriptedApp()
    async with running(app) as pilot:
        await press(pilot, "n")
        app.post_message(events.Paste("\x1b]52;c;aGk=\x07\x9b2Jhello"))
        await settle(pilot)
        assert "hello" in screen_text(app)
        assert stray_controls(emitted(app)) == []


@pytest.mark.parametrize("text", ["", " \n\t "])
async def test_an_empty_text_says_so(text: str) -> None:
    shown = replace(view(1), item=replace(item(1), text=text))
    app = ScriptedApp(ScriptedSession(shown))
    async with running(app):
        assert "(this text is empty)" in screen_text(app)

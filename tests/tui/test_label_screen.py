"""The Label screen under a pilot at 80x24, on a scripted session."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len
from textual import events
from textual.pilot import Pilot

from tests.conftest import FakeClock
from tests.robots.controls import stray_controls
from tests.robots.pilot import emitted, screen_text, styles_equal_fg_bg
from tests.tui.scripted import (
    UNTRAINED,
    ScriptedApp,
    ScriptedSession,
    choices,
    item,
    view,
)
from tui_labeler.errors import StoreError
from tui_labeler.jobs import Job, Report, Result
from tui_labeler.session.views import Choice, LabelView
from tui_labeler.tui.theme import THEMES

HOSTILE = (
    "\x1b]0;pwned\x07\x1b[31mred\x9b2J [/nope] [b]bold[/b] \u202eevil \ud800 \x00\x7f e"
    + "\u0301" * 40
)
NAMES = [f"label_{number:02}" for number in range(20)]


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


async def test_the_screen_at_80x24() -> None:
    app = of(view(7))
    async with running(app):
        top, _, below = screen_text(app).partition("\n")
        assert below == SCREEN_80x24
        assert top.startswith(" Label ") and top.endswith("███░░░░░░░ 143/500")


SCREEN_80x24 = """\
╭─ Item 4827  ·  7 of 10 in this batch ────────────────────────────────────────╮
│  7: I was charged twice for my subscription this month and the refund        │
│  button just spins forever. Can you please check my card and cancel the      │
│  second payment? I have the two receipts here, both dated 3 March, and       │
│  support chat keeps closing on me.                                           │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
│                                                                              │
╰──────────────── why: the model hesitates between billing 46% and refund 41% ─╯
╭─ Which label? ───────────────────────────────────────────────────────────────╮
│              model                                                           │
│ 1 billing    ━━━━━━━─────────  46%  ◀                                        │
│ 2 refund     ━━━━━━━─────────  41%                                           │
│ 3 technical  ━───────────────   8%                                           │
│ 4 account    ────────────────   3%                                           │
│ 5 other      ────────────────   2%                                           │
╰─────────────────────────────────────────────────────── a agree with billing ─╯
 last  ✓ billing #102 2s   ✓ refund #77 9s   ↷ skip #4410 1s             u undo
 ● model 3 on 130 labels                        accuracy 84.2% (81–87)  ✓ saved
1-5 label a agree space skip u undo f flag x reject l find ? help q quit"""


@pytest.mark.parametrize(
    ("key", "call"),
    [
        ("2", ("answer", "refund")),
        ("5", ("answer", "other")),
        ("a", ("agree", "billing")),
        ("enter", ("agree", "billing")),
        ("space", ("skip", None)),
        ("x", ("reject", None)),
    ],
)
async def test_a_key_answers_and_the_next_item_is_there(key: str, call: tuple[str, object]) -> None:
    app = ScriptedApp()
    async with running(app) as pilot:
        assert "Item 4821" in screen_text(app)
        await press(pilot, key)
        assert app.calls == [call]
        assert "Item 4822" in screen_text(app)


async def test_other_keys_do_nothing() -> None:
    app = ScriptedApp()
    async with running(app) as pilot:
        await press(pilot, "6", "0", "é", "ö")
        assert app.calls == []


async def test_a_letter_of_its_own_and_the_tenth_label() -> None:
    labels = choices(NAMES[:10])
    labels = (*labels[:2], replace(labels[2], key="p"), *labels[3:])
    app = of(*[replace(view(n), choices=labels) for n in (1, 2, 3)])
    async with running(app) as pilot:
        await press(pilot, "p", "0")
        assert app.calls == [("answer", NAMES[2]), ("answer", NAMES[9])]


async def test_flag_and_note_stay_on_the_item() -> None:
    app = ScriptedApp()
    async with running(app) as pilot:
        await press(pilot, "f")
        assert "Item 4821" in screen_text(app) and "⚑ flagged" in screen_text(app)
        await press(pilot, "n", "o", "d", "1")
        assert app.calls == [("flag", None)]
        await press(pilot, "enter")
        assert app.calls[-1] == ("note", "od1")
        assert "✎ od1" in screen_text(app)
        await press(pilot, "n", "x", "escape")
        assert len(app.calls) == 2


@pytest.mark.fault("F110")
async def test_undo_and_redo() -> None:
    app = ScriptedApp()
    async with running(app) as pilot:
        await press(pilot, "u")
        assert "nothing to undo" in screen_text(app)
        await press(pilot, "1", "2", "u")
        assert "Item 4822" in screen_text(app)
        await press(pilot, "backspace")
        assert "Item 4821" in screen_text(app)
        await press(pilot, "U")
        assert "Item 4822" in screen_text(app)
        assert [name for name, _ in app.calls] == ["answer", "answer", "undo", "undo", "redo"]


async def test_nothing_to_agree_with_says_so() -> None:
    blind = replace(view(1), suggestion=None, blind=True)
    app = of(blind, view(2))
    async with running(app) as pilot:
        assert "blind" in screen_text(app)
        await press(pilot, "a")
        assert app.calls == []
        assert "press the key of a label" in screen_text(app)


@pytest.mark.fault("F041")
async def test_a_held_key_answers_one_item(clock: FakeClock) -> None:
    app = ScriptedApp(hold_guard=0.15, clock=clock)
    async with running(app) as pilot:
        await press(pilot, "1")
        assert app.calls == []
        assert "key ignored: too soon" in screen_text(app)
        clock.advance(0.2)
        await press(pilot, "1", "1", "a", "space")
        assert app.calls == [("answer", "billing")]
        assert "Item 4822" in screen_text(app)
        clock.advance(2.0)
        await press(pilot, "2")
        assert app.script.labelling.seconds == [pytest.approx(0.2), pytest.approx(2.0)]
        assert "too soon" not in screen_text(app)


@pytest.mark.fault("F011", "F041", "F109")
async def test_while_an_act_is_under_way_keys_are_ignored_and_the_item_stays() -> None:
    app = ScriptedApp()
    async with running(app) as pilot:
        gate = app.script.labelling.gate
        gate.clear()
        await pilot.press("1")
        await pilot.press("2", "a", "u", "j", "question_mark")
        assert "Keys on this screen" in screen_text(app)
        await pilot.press("escape")
        assert "Item 4821" in screen_text(app)
        gate.set()
        await settle(pilot)
        assert app.calls == [("answer", "billing")]
        assert "Item 4822" in screen_text(app)


@pytest.mark.fault("F003", "F004", "F006")
async def test_not_saved_stays_until_a_key_saved_it() -> None:
    app = ScriptedApp()
    async with running(app) as pilot:
        app.script.labelling.failures.extend([StoreError("disk full"), StoreError("disk full")])
        await press(pilot, "2")
        text = screen_text(app)
        assert "not saved: disk full; press any key to retry" in text
        assert "NOT SAVED" in text and "✓ saved" not in text and "Item 4821" in text
        await press(pilot, "3")
        assert "NOT SAVED" in screen_text(app)
        await press(pilot, "r")
        assert app.calls == [("answer", "refund")]
        assert "Item 4822" in screen_text(app) and "✓ saved" in screen_text(app)


async def test_q_still_quits_when_nothing_can_be_saved() -> None:
    app = ScriptedApp()
    async with running(app) as pilot:
        app.script.labelling.failures.append(StoreError("disk full"))
        await press(pilot, "2", "q")
        assert app.return_code == 0


@pytest.mark.fault("F040")
async def test_a_paste_never_labels() -> None:
    app = ScriptedApp()
    async with running(app) as pilot:
        app.post_message(events.Paste("1 2 a x\n"))
        await settle(pilot)
        assert app.calls == []


@pytest.mark.fault("F109")
async def test_background_work_changes_the_status_line_only() -> None:
    session = ScriptedSession(replace(view(1), model=UNTRAINED), view(2))
    job = Job("learner", "module:function", {})
    session.jobs.append(job)
    app = ScriptedApp(session)
    async with running(app) as pilot:
        runner = app.runners[0]
        assert runner.submitted == [job]
        before = screen_text(app).splitlines()
        assert "no model yet: it needs two labels" in before[22]
        trained = replace(view(1), choices=choices(shares=(0.1, 0.9)), suggestion="refund")
        session.on_install = lambda: session.labelling.views.__setitem__(0, trained)
        runner.reports.append(Report(job, Result({})))
        runner.notify()
        await settle(pilot)
        after = screen_text(app).splitlines()
        assert session.installed
        assert "model 3 on 130 labels" in after[22]
        assert before[:22] == after[:22] and before[23] == after[23]


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


@pytest.mark.fault("F102")
async def test_nothing_left() -> None:
    app = of(replace(view(1), item=None, choices=(), suggestion=None))
    async with running(app) as pilot:
        assert "Nothing is left to label" in screen_text(app)
        await press(pilot, "1", "a", "space", "n", "l")
        assert app.calls == []


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


@pytest.mark.parametrize("text", ["", " \n\t "])
async def test_an_empty_text_says_so(text: str) -> None:
    shown = replace(view(1), item=replace(item(1), text=text))
    app = ScriptedApp(ScriptedSession(shown))
    async with running(app):
        assert "(this text is empty)" in screen_text(app)

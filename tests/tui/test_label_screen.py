"""The Label screen under a pilot at 80x24, on a scripted session."""

from dataclasses import replace

import pytest
from textual import events

from tests.conftest import FakeClock
from tests.robots.pilot import screen_text
from tests.tui.piloted import NAMES, of, press, running, settle
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
 ● model 3 on 130 labels                  accuracy 84.2% (81–87) n 120  ✓ saved
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


async def test_an_item_that_was_put_aside_says_so() -> None:
    skipped, rejected = (
        replace(view(n), item=replace(item(n), put_aside=kind))
        for n, kind in ((1, "skip"), (2, "reject"))
    )
    app = of(skipped, rejected)
    async with running(app) as pilot:
        assert "↷ you skipped it" in screen_text(app)
        await press(pilot, "1")
        assert "✗ you rejected it" in screen_text(app)


async def test_nothing_to_agree_with_says_so() -> None:
    blind = replace(view(1), suggestion=None, blind=True)
    app = of(blind, view(2))
    async with running(app) as pilot:
        assert "blind" in screen_text(app)
        await pilot.press("i")
        assert "hidden until you have answered" in screen_text(app)
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


@pytest.mark.fault("F102")
async def test_nothing_left() -> None:
    app = of(replace(view(1), item=None, choices=(), suggestion=None))
    async with running(app) as pilot:
        assert "Nothing is left to label" in screen_text(app)
        await press(pilot, "1", "a", "space", "n", "l")
        assert app.calls == []

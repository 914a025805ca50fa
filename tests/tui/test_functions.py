"""The Functions screen on a real session and real processes, without a terminal."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic

from tests.robots.controls import stray_controls
from tests.robots.pilot import emitted, screen_text, styles_equal_fg_bg
from tests.robots.projects import review_rows
from tests.weak_supervision.projects import GOOD, HEAD, project_with
from tui_labeler.session import Session
from tui_labeler.tui.app import LabelerApp
from tui_labeler.worker.processes import ProcessRunner


def app_of(session: Session, log: Path) -> LabelerApp:
    return LabelerApp(
        session, lambda notify: ProcessRunner(log=log, notify=notify), first="functions"
    )


async def until(pause: Callable[[], Awaitable[None]], app: LabelerApp, text: str) -> str:
    """The screen, once `text` is on it."""
    deadline = monotonic() + 60
    while text not in (shown := screen_text(app)):
        assert monotonic() < deadline, shown
        await pause()
    return shown


async def test_trust_table_list_label_edit_and_switch(tmp_path: Path) -> None:
    folder = project_with(tmp_path / "reviews")
    session = Session.open(folder)
    app = app_of(session, tmp_path / "log")
    async with app.run_test(size=(80, 24)) as pilot:

        async def pause() -> None:
            await pilot.pause(0.05)

        shown = await until(pause, app, "T trusts it")
        assert "lf_lovely" not in shown
        await pilot.press("T")
        shown = await until(pause, app, "● lf_lovely")
        assert "2 functions" in shown and "● lf_dull" in shown
        assert not stray_controls(emitted(app)) and not styles_equal_fg_bg(app)

        await pilot.press("enter")
        await until(pause, app, "lf_lovely · items")
        await pilot.press("1")
        await until(pause, app, "✓ good")
        assert session.state.by_label.total() == 1
        await pilot.press("escape")
        await until(pause, app, "● lf_dull")

        code = GOOD + "\n\ndef lf_crash(text):\n    raise ValueError('\\x1b[2J')\n"
        (folder / "functions.py").write_text(code)
        shown = await until(pause, app, "lf_crash")
        await until(pause, app, "120 faults")
        assert not stray_controls(emitted(app))

        await pilot.press("d")
        await until(pause, app, "○ lf_lovely")
        assert 'off = ["lf_lovely"]' in (folder / "project.toml").read_text()
    app.close()


async def test_rules_that_labels_suggest_are_kept_with_one_key(tmp_path: Path) -> None:
    folder = project_with(tmp_path / "reviews", None)
    session = Session.open(folder)
    for row, item in enumerate(session.pool.ids):
        if row < 60:
            text = session.pool.texts[row]
            good = any(word in text for word in ("lovely", "warm", "funny", "clever", "moving"))
            session.voted_items.label(item, "good" if good else "bad")
    app = app_of(session, tmp_path / "log")
    async with app.run_test(size=(80, 24)) as pilot:

        async def pause() -> None:
            await pilot.pause(0.05)

        await pilot.press("n")
        await until(pause, app, "would label")
        await pilot.press("enter")
        await pilot.press("escape")
        await until(pause, app, "● says_")
    assert 'name = "says_' in (folder / "project.toml").read_text()
    app.close()


async def test_a_screen_with_nothing_on_it_says_what_to_do(tmp_path: Path) -> None:
    session = Session.open(project_with(tmp_path / "reviews", HEAD))
    session.functions.trust()
    app = app_of(session, tmp_path / "log")
    async with app.run_test(size=(60, 15)) as pilot:
        await pilot.pause()
        assert "No rules yet" in screen_text(app)
        assert "n proposes rules" in screen_text(app)
        await pilot.press("enter", "c", "escape", "m", "q", "s")
    app.close()


RULE = """
[[weak_supervision.rules]]
name = "says_lovely"
{words} = ["lovely"]
label = "good"
"""


async def test_a_mistake_in_project_toml_is_told_whole_and_gone_once_mended(tmp_path: Path) -> None:
    folder = project_with(tmp_path / "reviews", None)
    app = app_of(Session.open(folder), tmp_path / "log")
    async with app.run_test(size=(60, 15)) as pilot:

        async def pause() -> None:
            await pilot.pause(0.05)

        file = folder / "project.toml"
        before = file.read_text()
        file.write_text(before + RULE.format(words="keywrds"))
        line = len(before.splitlines()) + 4
        shown = await until(pause, app, f"✗ line {line}, project.toml: ")
        assert 'there is no "keywrds"' in " ".join(shown.split())
        assert 'Did you mean "keywords"?' in " ".join(shown.split())
        file.write_text(before + RULE.format(words="keywords"))
        shown = await until(pause, app, "● says_lovely")
        assert "✗" not in shown
        assert " confl  acc n\n" in shown + "\n"
        assert "· items" not in shown, "the table has the room"
    app.close()


async def test_the_table_and_a_list_are_filtered(tmp_path: Path) -> None:
    session = Session.open(project_with(tmp_path / "reviews"))
    session.functions.trust()
    app = app_of(session, tmp_path / "log")
    async with app.run_test(size=(80, 24)) as pilot:

        async def pause() -> None:
            await pilot.pause(0.05)

        await until(pause, app, "● lf_dull")
        await pilot.press("slash", *"BAD", "enter")
        await pause()
        shown = screen_text(app)
        assert "● lf_dull" in shown and "● lf_lovely" not in shown, "by its label"
        await pilot.press("enter")
        await until(pause, app, "lf_dull · items")
        word = session.voted_items.items("fires", "lf_dull")[0].text.split()[-1]
        await pilot.press("slash", *word, "enter")
        shown = await until(pause, app, f"/{word}")
        items = session.voted_items.items("fires", "lf_dull", words=word)
        assert items and all(word in one.text for one in items)
        assert shown.count("dull") <= 2 + 2 * len(items)
        await pilot.press("escape")
        await until(pause, app, "● lf_lovely")
    app.close()


async def test_an_end_model_is_judged_and_shown(tmp_path: Path) -> None:
    session = Session.open(project_with(tmp_path / "reviews"))
    session.functions.trust()
    gold = {row[0]: row[2] for row in review_rows(120)}
    for item in session.pool.ids[:30]:
        session.voted_items.label(item, gold[item])
    app = app_of(session, tmp_path / "log")
    async with app.run_test(size=(80, 24)) as pilot:

        async def pause() -> None:
            await pilot.pause(0.05)

        await until(pause, app, "● lf_dull")
        assert " end " not in screen_text(app)
        await pilot.press("t")
        await until(pause, app, " end ")
    app.close()


async def test_without_a_terminal_the_editor_is_a_sentence(tmp_path: Path) -> None:
    session = Session.open(project_with(tmp_path / "reviews"))
    app = app_of(session, tmp_path / "log")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e")
        await pilot.pause()
        assert "could not be started" in screen_text(app)
    app.close()

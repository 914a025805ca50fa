"""The picker and the wizard, drawn: sizes, hostile names, colours, what ends them."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual.events import Key

from tests.robots.controls import stray_controls
from tests.robots.pilot import emitted, screen_text, styles_equal_fg_bg
from tests.robots.projects import review_rows, write_project
from tui_labeler.project.preferences import Preferences
from tui_labeler.session.new_project import NewProject, Told
from tui_labeler.session.recent import RecentProject
from tui_labeler.tui.screens.picker import Choice, PickerScreen, ago, at_home
from tui_labeler.tui.screens.wizard import WizardScreen
from tui_labeler.tui.start_app import StartApp
from tui_labeler.tui.widgets.line import Line

NOW = datetime(2026, 11, 22, 16, 0)
HOSTILE = "[b]evil[/b]\x1b]0;title\x07\u202e" + "名" * 60
SIZES = [(60, 15), (80, 24), (160, 45), (240, 67)]


def recent(folder: Path, name: str = "reviews", days: float = 0.1) -> RecentProject:
    used = (NOW - timedelta(days=days)).timestamp()
    return RecentProject(str(folder), name, 137, 500, 0.842, used)


@pytest.fixture
def picker(tmp_path: Path) -> StartApp[Choice]:
    folder = write_project(tmp_path / "reviews", review_rows(4))
    projects = [
        recent(folder),
        recent(tmp_path / "gone", "old-spam", 40),
        *(recent(folder, f"copy {number}", 3) for number in range(30)),
        recent(folder, HOSTILE, 400),
    ]
    return StartApp(PickerScreen(projects, lambda _: None, NOW), Preferences())


@pytest.mark.parametrize("size", SIZES)
async def test_the_picker_at_every_size(picker: StartApp[Choice], size: tuple[int, int]) -> None:
    async with picker.run_test(size=size) as pilot:
        await pilot.pause()
        text = screen_text(picker)
        assert "▸ reviews" in text and "137/500" in text and "84.2%" in text
        assert "folder not found" in text
        assert "2 h ago" in text
        assert "tui-labeler demo" in text
        assert "quit" in text.splitlines()[-1]
        assert all(len(line) <= size[0] for line in text.splitlines())
        await pilot.press(*["j"] * 40)
        assert "▸ [b]evil" in screen_text(picker)
        assert stray_controls(emitted(picker)) == []
        assert styles_equal_fg_bg(picker) == []


async def test_the_picker_ends_with_a_project(picker: StartApp[Choice]) -> None:
    async with picker.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "enter")
        assert "not there" in screen_text(picker)
        await pilot.press("k", "enter")
    assert isinstance(picker.return_value, RecentProject)
    assert picker.return_value.name == "reviews"


@pytest.mark.parametrize(("key", "choice"), [("n", "new"), ("d", "demo"), ("q", None)])
async def test_the_picker_ends_with_a_wish(
    picker: StartApp[Choice], key: str, choice: str | None
) -> None:
    async with picker.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
    assert picker.return_value == choice


async def test_nothing_to_pick() -> None:
    app: StartApp[Choice] = StartApp(PickerScreen([], lambda _: None, NOW), Preferences())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "x", "j", "k")
        await pilot.press("enter")
        assert "n makes one" in screen_text(app)
        await pilot.press("question_mark")
        assert "begin a new project" in screen_text(app)


def test_times_are_told_as_people_do() -> None:
    times = [(0.0, "just now"), (0.01, "14 min ago"), (0.2, "5 h ago"), (1.1, "yesterday")]
    times += [(3, "3 days ago"), (40, "13 Oct"), (400, "Oct 2025"), (-5, "just now")]
    for days, words in times:
        assert ago((NOW - timedelta(days=days)).timestamp(), NOW) == words


def test_the_home_folder_is_short(own_home: Path) -> None:
    assert at_home(str(own_home / "data" / "x")) == "~/data/x"
    assert at_home("/srv/x") == "/srv/x"


@pytest.mark.parametrize("size", SIZES)
async def test_the_wizard_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    data = tmp_path / "data.csv"
    rows = "".join(f"{n},{HOSTILE} {n},{'ab'[n % 2]}\n" for n in range(8))
    data.write_text(f"id,{HOSTILE},label\n" + rows)
    project = NewProject(Told(data=str(data), folder=str(tmp_path / "p")))
    app: StartApp[bool] = StartApp(WizardScreen(project), Preferences())
    async with app.run_test(size=size) as pilot:
        titles = ("holds the text", "names a row", "come with", "are there", "will be written")
        for title in titles:
            await app.workers.wait_for_complete()
            await pilot.pause()
            text = screen_text(app)
            assert title in text
            assert "enter next" in text.splitlines()[-1]
            assert "esc back" in text.splitlines()[-1]
            assert stray_controls(emitted(app)) == []
            assert styles_equal_fg_bg(app) == []
            if title != titles[-1]:
                await pilot.press("enter")
        assert not (tmp_path / "p").exists()
        await pilot.press("enter")
        await app.workers.wait_for_complete()
    assert app.return_value is True
    assert (tmp_path / "p" / "project.toml").exists()


async def test_the_wizard_tells_what_is_odd_and_names_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [f"comments_20{n}.csv" for n in range(11, 17)]:
        (tmp_path / name).write_text("text\na\na\n")
    project = NewProject(Told(folder="p", labels=("x", "y")))
    app: StartApp[bool] = StartApp(WizardScreen(project), Preferences())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "2016.csv" in screen_text(app)
        await pilot.press(*"comments_2011.csv", "enter")
        for _ in ("text", "id", "given labels"):
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert "move" in screen_text(app)
            await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Odd: 1 exact copy" in screen_text(app)


def typed(app: StartApp[bool], line: str) -> None:
    """Send keys as fast as a program does."""
    for sign in line:
        key = {"\r": "enter", ".": "full_stop", "?": "question_mark"}.get(sign, sign)
        app.post_message(Key(key, sign))


async def test_what_is_typed_ahead_of_the_wizard_lands_in_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "q.csv").write_text("id,text\n1,a b\n2,c d\n")
    (tmp_path / "r.csv").write_text("id,text\n1,a b\n2,c d\n")
    project = NewProject(Told(text="text", id="id", given_labels=""))
    app: StartApp[bool] = StartApp(WizardScreen(project), Preferences())
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.set_focus(None)  # as it is before the line has the keys
        typed(app, "q.csv\rproject?\rgood,bad\r")
        for _ in range(6):
            await app.workers.wait_for_complete()
            await pilot.pause()
        assert "will be written" in screen_text(app)
    assert (project.folder, project.known.labels) == ("project?", ("good", "bad"))


async def test_what_is_typed_behind_a_wrong_answer_goes_nowhere(tmp_path: Path) -> None:
    project = NewProject(Told(folder=str(tmp_path / "p")))
    app: StartApp[bool] = StartApp(WizardScreen(project), Preferences())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        typed(app, "nothing.csv\rtext\rid\r")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "nothing.csv: there is no such file." in screen_text(app)
        assert app.screen.query_one(Line).value == "nothing.csv"


async def test_the_wizard_says_what_will_not_do(tmp_path: Path) -> None:
    app: StartApp[bool] = StartApp(WizardScreen(NewProject(Told())), Preferences())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"q?:", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        text = screen_text(app)
        assert "q?:: there is no such file." in text
        assert "Which file" in text
        await pilot.press("escape")
    assert app.return_value is None

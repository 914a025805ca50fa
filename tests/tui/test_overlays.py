"""The dialogs over the screens, the picker and the wizard: every key of each does what it says.

A dialog is opened, every key of every action is pressed in turn, and no live key is left over.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from textual.app import App
from textual.pilot import Pilot

from tests.robots.pilot import screen_text
from tests.robots.projects import review_rows, write_project
from tests.tui.piloted import press, settle
from tests.tui.test_every_key import ended
from tests.tui.test_walks import Step, hides, shows
from tests.tui.worked import playing, write
from tui_labeler.project.preferences import Preferences
from tui_labeler.session.new_project import NewProject, Told
from tui_labeler.session.recent import RecentProject
from tui_labeler.tui.screens.picker import PickerScreen
from tui_labeler.tui.screens.wizard import WizardScreen
from tui_labeler.tui.start_app import StartApp

ELSEWHERE = {
    *("app.help", "app.back", "app.quit", "app.palette", "app.saved", "app.interrupt"),
    *("app.suspend", "app.redraw"),
    "reading.edit",
    *("picker.open", "picker.new", "picker.demo"),
}
"""Keys of the app, the editor, and what ends the picker: tests/tui/test_walks.py, test_start*.py"""
SIZE = (80, 24)


class Dialog(NamedTuple):
    """A dialog on a screen: the keys that open it, and what its own keys do."""

    mode: str
    opened_by: Sequence[str]
    steps: Sequence[Step]
    size: tuple[int, int] = SIZE


def closes(id: str, title: str, opened_by: Sequence[str]) -> Step:
    return Step(id, hides(title), opened_by)


def in_line(placeholder: str) -> Callable[[App[Any]], bool]:
    """The cursor is in the line with this hint."""
    return lambda app: getattr(app.focused, "placeholder", None) == placeholder


def reading(first: str, last: str, title: str, opened_by: Sequence[str]) -> list[Step]:
    """More lines than fit, from `first` to `last`."""
    return [
        Step("reading.down", hides(first), ["g"]),
        Step("reading.page", hides(first), ["g"]),
        Step("reading.end", shows(last), ["g"]),
        Step("reading.up", shows("▼ 1 more"), before=["G"]),
        Step("reading.page_up", hides(last), before=["G"]),
        Step("reading.top", shows(first), before=["G"]),
        closes("reading.close", title, opened_by),
    ]


def choosing(prefix: str, second: str, title: str, opened_by: Sequence[str]) -> list[Step]:
    """Lines to choose from; the first is marked."""
    return [
        Step(f"{prefix}.down", shows(f"▸ {second}"), ["up"]),
        Step(f"{prefix}.up", hides(f"▸ {second}"), before=["down"]),
        closes(f"{prefix}.back", title, opened_by),
    ]


HELP = ["question_mark"]
ADD = ["colon", *"label set add", "enter"]
DIALOGS = {
    "reading": Dialog(
        "label", ["I"], reading("What the labels mean", "line 59", "Guidelines", ["I"])
    ),
    "finder": Dialog("label", ["l"], choosing("finder", "good", "Find a label", ["l"])),
    "items": Dialog("label", ["slash"], choosing("items", "○", "Search the items", ["slash"])),
    "help": Dialog(
        "label",
        HELP,
        [
            *reading("ANSWER", "to that screen", "Keys on", HELP),
            closes("help.close", "Keys on", HELP),
        ],
        (60, 15),
    ),
    "note": Dialog("label", ["n"], [closes("note.back", "Note on this item", ["n"])]),
    "filter": Dialog("errors", ["slash"], [closes("filter.back", "Show only", ["slash"])]),
    "form": Dialog(
        "label",
        ADD,
        [
            Step("form.next", in_line("what it means (may stay empty)"), ["up"]),
            Step("form.last", in_line("name"), before=["down"]),
            closes("form.back", "A new label", ADD),
        ],
    ),
    "confirm": Dialog(
        "validate",
        ["1", "A"],
        [
            closes("confirm.no", "Agree to all?", ["A"]),
            Step("confirm.yes", hides("Agree to all?"), ["u", "A"]),
        ],
    ),
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, made once."""
    return write(tmp_path_factory.mktemp("worked") / "reviews")


def keys_of(app: App[Any], id: str) -> list[str]:
    return [key for key, a in app.screen.active_bindings.items() if a.binding.id == id]


async def walk(app: App[Any], pilot: Pilot[Any], steps: Sequence[Step]) -> None:
    """Press every key of every step; no other key may be live."""
    bound = {active.binding.id for active in app.screen.active_bindings.values()}
    for step in steps:
        keys = keys_of(app, step.id)
        assert keys, step.id
        for key in keys:
            await press(pilot, *step.before)
            assert not step.kept(app), f"{step.id}: it was so before\n{screen_text(app)}"
            await press(pilot, key)
            assert step.kept(app), f"{step.id} {key}\n{screen_text(app)}"
            await press(pilot, *step.after)
    assert bound - {None} - ELSEWHERE == {step.id for step in steps}


@pytest.mark.parametrize("name", DIALOGS)
async def test_every_key_of_a_dialog_does_what_it_says(
    source: Path, tmp_path: Path, name: str
) -> None:
    dialog = DIALOGS[name]
    async with playing(source, tmp_path / "copy", dialog.mode, dialog.size) as (app, pilot):
        await press(pilot, *dialog.opened_by)
        await walk(app, pilot, dialog.steps)


PICKED: dict[str, Any] = {"picker.open": "reviews", "picker.new": "new", "picker.demo": "demo"}
"""What a key ends the picker with: a wish, or a project of this name."""


def picker(folder: Path) -> StartApp[Any]:
    write_project(folder, review_rows(4))
    used = [RecentProject(str(folder), name, 1, 4, None, 0.0) for name in ("reviews", "spam")]
    return StartApp(PickerScreen(used, lambda _: None, datetime(2026, 11, 22)), Preferences())


async def test_every_key_of_the_picker_does_what_it_says(tmp_path: Path) -> None:
    app = picker(tmp_path / "reviews")
    steps = [
        Step("picker.down", shows("▸ spam"), ["k"]),
        Step("picker.up", shows("▸ reviews"), before=["j"]),
        Step("picker.forget", hides("reviews ")),
    ]
    async with app.run_test(size=SIZE) as pilot:
        await walk(app, pilot, steps)


@pytest.mark.parametrize("id", PICKED)
async def test_the_keys_that_end_the_picker(tmp_path: Path, id: str) -> None:
    ends = set()
    for place in range(2):
        app = picker(tmp_path / str(place) / "reviews")
        async with app.run_test(size=SIZE) as pilot:
            keys = keys_of(app, id)
            await press(pilot, keys[place % len(keys)])
        ends.add(getattr(app.return_value, "name", app.return_value))
    assert ends == {PICKED[id]}


async def test_every_key_of_the_wizard_does_what_it_says(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    data.write_text("id,text,label\n" + "".join(f"{n},some text {n},{n % 2}\n" for n in range(9)))
    project = NewProject(Told(data=str(data), folder=str(tmp_path / "p")))
    app: StartApp[bool] = StartApp(WizardScreen(project), Preferences())
    first, second = "Which column holds the text?", "Which column names a row?"
    steps = [
        Step("wizard.up", hides("▸ text"), ["down"]),
        Step("wizard.down", shows("▸ text"), before=["up"]),
        Step("wizard.next", shows(second), ["escape"]),
        Step("wizard.back", shows(first), before=["enter"]),
    ]
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await walk(app, pilot, steps)
        await press(pilot, "escape")
        assert ended(app)

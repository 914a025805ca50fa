"""Validate, Functions, Errors and Progress: every key that is bound there does what it says.

Each screen is walked once, on a project on which everything was used. A step presses the first
key of an action and looks for what the help promises; in the end no live key is left over.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from tests.robots.pilot import screen_text
from tests.tui.piloted import press
from tests.tui.worked import playing, write
from tui_labeler.tui.app import LabelerApp
from tui_labeler.tui.modes import MODES

ELSEWHERE = {
    *("app.help", "app.back", "app.quit", "app.palette", "app.saved", "app.interrupt"),
    *("app.suspend", "app.redraw", "go.next", "go.last"),
    *(f"go.{mode.name}" for mode in MODES),
}
"""The same on all screens: the last test here, and tests/tui/test_every_key.py."""
UNSEEN = {
    "functions.edit": "a pilot has no shell for an editor",
    "functions.trust": "needs a file of functions: tests/tui/test_functions.py",
    "functions.reload": "runs what changed or failed: tests/tui/test_functions.py",
    "llm.run": "needs a server: tests/tui/test_llm_run.py",
    "llm.stop": "needs a run: tests/tui/test_llm_run.py",
}


@dataclass(frozen=True)
class Step:
    """An action, and what is true after its key but was not before."""

    id: str
    kept: Callable[[Any], Any]
    after: Sequence[str] = ()
    """Keys that lead back."""
    before: Sequence[str] = ()
    """Keys that lead to where it can be seen."""


def shows(*texts: str) -> Callable[[App[Any]], bool]:
    return lambda app: all(text in screen_text(app) for text in texts)


def hides(text: str) -> Callable[[App[Any]], bool]:
    return lambda app: text not in screen_text(app)


def stored(**fields: object) -> Callable[[LabelerApp], bool]:
    """The newest event in the store is so."""

    def kept(app: LabelerApp) -> bool:
        event = list(app.session.store.events())[-1]  # type: ignore[attr-defined]
        return all(getattr(event, name) == value for name, value in fields.items())

    return kept


def sample(count: int) -> Callable[[LabelerApp], bool]:
    return lambda app: len(app.session.validation.sample.items) == count  # type: ignore[attr-defined]


SCROLLING = [
    Step("text.down", shows("line 10 ")),
    Step("text.up", hides("line 10 ")),
    Step("text.half_down", shows("line 10 ")),
    Step("text.half_up", hides("line 10 ")),
    Step("text.end", shows("line 59")),
    Step("text.top", shows("line 0 ")),
]
ITEM = [
    Step("item.details", shows("characters, no copies"), ["escape"]),
    Step("item.copy", shows("copied #r")),
]


def largest_first(app: App[Any]) -> bool:
    text = screen_text(app).partition("Labels so far")[2]
    return text.index(" bad ") < text.index(" good ")


WALKS: dict[str, list[Step]] = {
    "validate": [
        *SCROLLING,
        Step("validate.flag", shows("⚑ flagged")),
        Step("validate.note", shows("Note on this item"), ["escape"]),
        Step("validate.find", shows("Find a label"), ["escape"]),
        Step("validate.group", shows("Agree to all?"), ["escape"], ["1", "f"]),
        Step("validate.agree", stored(kind="label", how="agreed")),
        Step("validate.undo", shows("⚑ flagged")),
        Step("validate.redo", hides("⚑ flagged"), ["u"]),
        Step("validate.wrong", stored(kind="skip", details={"verdict": "wrong"}), ["u"]),
        Step("validate.unsure", stored(kind="skip", details={"verdict": "unsure"}), ["u"]),
        Step("validate.reason", shows("gave no reason here")),
        Step("validate.more", sample(110)),
        *ITEM,
    ],
    "functions": [
        Step("functions.sort", shows("sorted by coverage"), ["s", "s", "s"]),
        Step("functions.end", shows("says_slow · items")),
        Step("functions.top", shows("says_lovely · items")),
        Step("functions.down", shows("says_dull · items")),
        Step("functions.up", shows("says_lovely · items")),
        Step("functions.page_down", shows("says_slow · items")),
        Step("functions.page_up", shows("says_lovely · items")),
        Step("functions.switch", shows("○ says_lovely"), ["d"]),
        Step("functions.filter", shows("Show only functions"), ["escape"]),
        Step("functions.train", shows("end 100")),
        Step("functions.suggest", shows("→"), ["q"]),
        Step("functions.conflicts", shows("says_lovely · conflicts"), ["q"]),
        Step("functions.misses", shows("says_lovely · misses"), ["q"]),
        Step("functions.uncovered", shows("items without a vote"), ["q"]),
        Step("functions.open", hides("m misses")),
        Step("functions.bucket", shows("you said good")),
        Step("functions.back", shows("● says_lovely")),
        Step("functions.undo", stored(kind="undo"), before=["enter", "1"]),
    ],
    "errors": [
        Step("errors.down", shows("2 of ")),
        Step("errors.up", shows(" 1 of ")),
        Step("errors.end", hides(" 1 of ")),
        Step("errors.top", shows(" 1 of ")),
        Step("errors.half_down", hides(" 1 of ")),
        Step("errors.half_up", shows(" 1 of ")),
        Step("errors.scroll", shows("line 6 ")),
        Step("errors.scroll_up", hides("line 6 ")),
        Step("errors.matrix", shows("How true labels"), ["escape"]),
        Step("errors.filter", shows("Show only suspects"), ["escape"]),
        Step("errors.find", shows("Find a label"), ["escape"]),
        Step("errors.audit", shows("data set"), ["escape"]),
        Step("errors.keep", stored(kind="label", how="kept")),
        Step("errors.undo", stored(kind="undo")),
        Step("errors.redo", shows("✓  #"), ["u"]),
        Step("errors.take", shows("✎  #"), ["u"]),
        Step("errors.remove", stored(kind="reject"), ["u"]),
        Step("errors.later", shows("13 open")),
        *ITEM,
    ],
    "progress": [
        Step("progress.sort", largest_first),
        Step("progress.costs", shows("$"), ["c"]),
        Step("progress.worklist", shows("minutes"), ["w"]),
        Step("progress.retrain", shows("nothing new since the model was made")),
    ],
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, made once."""
    return write(tmp_path_factory.mktemp("worked") / "reviews")


@pytest.mark.parametrize("mode", WALKS)
async def test_every_key_of_a_screen_does_what_it_says(
    source: Path, tmp_path: Path, mode: str
) -> None:
    bound = set()
    async with playing(source, tmp_path / "copy", mode) as (app, pilot):
        for step in WALKS[mode]:
            await press(pilot, *step.before)
            keys = [key for key, a in app.screen.active_bindings.items() if a.binding.id == step.id]
            bound |= {active.binding.id for active in app.screen.active_bindings.values()}
            assert not step.kept(app), f"{step.id}: it was so before\n{screen_text(app)}"
            await press(pilot, keys[0])
            assert step.kept(app), f"{step.id} {keys}\n{screen_text(app)}"
            await press(pilot, *step.after)
    walked = {step.id for step in WALKS[mode]}
    assert bound - {None} - ELSEWHERE - UNSEEN.keys() == walked


@pytest.mark.parametrize("mode", [mode.name for mode in MODES])
async def test_what_works_everywhere_works_on_each_screen(
    source: Path, tmp_path: Path, mode: str
) -> None:
    async with playing(source, tmp_path / "copy", mode) as (app, pilot):
        await press(pilot, "question_mark")
        above, _, help_text = screen_text(app).partition("Keys on this screen")
        assert above and re.search("…[ │]", help_text.partition("esc closes")[0]) is None
        await press(pilot, "escape", "percent_sign")
        assert "% does nothing on this screen" in screen_text(app)
        await press(pilot, "colon")
        assert type(app.screen).__name__ == "CommandPalette"
        await press(pilot, "escape", "ctrl+s")
        assert "already saved" in screen_text(app)
        await press(pilot, "ctrl+c")
        assert "q quits" in screen_text(app)
        names = [mode.name for mode in MODES]
        await press(pilot, "tab")
        assert app.current_mode == names[(names.index(mode) + 1) % len(names)]
        await press(pilot, "shift+tab")
        assert app.current_mode == mode
        for other in MODES:
            await press(pilot, other.key)
            assert app.current_mode == other.name

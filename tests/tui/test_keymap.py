"""Keys of one's own: taken when they work, refused with a sentence when they do not."""

import tomllib
from pathlib import Path

import pytest

from tests.robots.pilot import screen_text
from tests.robots.projects import review_rows, write_project
from tests.tui.scripted import ScriptedApp
from tui_labeler.errors import ConfigError
from tui_labeler.project import open_project
from tui_labeler.project.config import LABEL_KEYS
from tui_labeler.project.preferences import Place, Preferences, preferences
from tui_labeler.tui.key_checks import (
    DIGITS,
    EVERYWHERE,
    LABELLING,
    Action,
    actions,
    chosen,
    written_toml,
)
from tui_labeler.tui.keymap import keymap, label_letters
from tui_labeler.tui.keys import UNBOUND

PLACE = Place(Path("project.toml"), 14)


def liked(**keys: str) -> Preferences:
    """Preferences with these keys; `label_undo` is `label.undo`."""
    named = {name.replace("_", ".", 1): key for name, key in keys.items()}
    return Preferences(keys=named, places=dict.fromkeys(named, PLACE))


async def test_a_remapped_key_acts_and_the_old_one_does_not() -> None:
    keys = keymap(liked(label_skip="S,ctrl+y", label_undo="space"), {})
    app = ScriptedApp(keymap=keys)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("S")
        await pilot.press("space")
        await pilot.press("ctrl+y")
        assert [call[0] for call in app.calls] == ["skip", "undo", "skip"]
        await pilot.press("question_mark")
        help_text = screen_text(app)
        assert "S ^y" in help_text
        assert "u bksp" not in help_text


async def test_an_action_without_a_key_is_not_in_the_help() -> None:
    app = ScriptedApp(keymap=keymap(liked(label_reject=""), {}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x")
        assert app.calls == []
        await pilot.press("question_mark")
        text = screen_text(app)
        assert "not usable" not in text and UNBOUND not in text


async def test_two_actions_change_their_keys() -> None:
    app = ScriptedApp(keymap=keymap(liked(label_skip="x", label_reject="space"), {}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x")
        await pilot.press("space")
        assert [call[0] for call in app.calls] == ["skip", "reject"]


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"undo": "z"}, r'no action "undo". Did you mean "label.undo"\?'),
        ({"label_skp": "z"}, r'no action "label.skp". Did you mean "label.skip"\?'),
        ({"label_skip": "contrl+y"}, r'no key "contrl\+y"'),
        ({"label_skip": "ctrl+1"}, r'no key "ctrl\+1"'),
        ({"label_skip": "s,,t"}, r'no key ""'),
        ({"label_skip": "\x1b"}, "no key"),
        ({"label_skip": "ctrl+h"}, "same as backspace"),
        ({"label_skip": "3"}, "gives a label"),
        ({"label_skip": "x"}, r'"label.skip" and "label.reject" have the same key "x"'),
        ({"label_skip": "?"}, r'"app.help" and "label.skip" have the same key "\?"'),
        ({"label_skip": "Z", "label_flag": "Z"}, "have the same key"),
        ({"wizard_next": "n"}, "while a line is typed"),
    ],
)
def test_what_would_not_work_is_refused_with_its_line(keys: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError, match=says) as refused:
        keymap(liked(**keys), {})
    assert (refused.value.file, refused.value.line) == ("project.toml", 14)
    assert refused.value.hint


def test_a_clash_names_the_free_keys() -> None:
    with pytest.raises(ConfigError) as refused:
        keymap(liked(label_skip="x"), {"p": "POSITIVE"})
    free = refused.value.hint.removeprefix("Free keys: ").split()
    assert "x" not in free and "p" not in free and free
    for letter in free:
        assert keymap(liked(label_skip=letter), {"p": "POSITIVE"}) == {"label.skip": letter}


def test_a_label_and_an_action_do_not_share_a_key() -> None:
    with pytest.raises(ConfigError, match='label "POSITIVE" wants the key "p"') as refused:
        keymap(liked(label_skip="p"), {"p": "POSITIVE"})
    assert "label.skip" in refused.value.message
    assert "[keys]  label.skip" in refused.value.hint
    assert keymap(liked(picker_new="p"), {"p": "POSITIVE"}) == {"picker.new": "p"}


def test_without_wishes_nothing_is_changed() -> None:
    assert keymap(Preferences(), {}) == {}
    assert chosen(Preferences(), {}) == actions()


def test_keys_that_labels_may_have_are_free_on_the_label_screen() -> None:
    taken = {
        key for action in actions() if action.screen in ("Label", EVERYWHERE) for key in action.keys
    }
    assert not taken & (LABEL_KEYS | DIGITS)


def test_every_default_key_is_one_that_may_be_written() -> None:
    """The block that `keys --toml` prints changes nothing."""
    block = "\n".join(f"{one.id} = {written_toml(one.keys)}" for one in unique())
    keys = {
        f"{area}.{verb}": key
        for area, verbs in tomllib.loads(block).items()
        for verb, key in verbs.items()
    }
    same = chosen(Preferences(keys=keys, places=dict.fromkeys(keys, PLACE)), {})
    assert same == actions()


def unique() -> list[Action]:
    return list({action.id: action for action in actions()}.values())


def test_labelling_screens_are_screens() -> None:
    names = {action.screen for action in actions()}
    assert "Label" in names & LABELLING


def test_a_projects_keys_come_with_their_lines(tmp_path: Path) -> None:
    folder = write_project(
        tmp_path / "p", review_rows(4), sections={"keys": 'label.skip = "x"', "screen": ""}
    )
    project = open_project(folder)
    with pytest.raises(ConfigError) as refused:
        keymap(preferences(project, {}, {}), label_letters(project))
    line = (folder / "project.toml").read_text().splitlines().index('label.skip = "x"') + 1
    assert (refused.value.file, refused.value.line) == (str(folder / "project.toml"), line)

"""Five voices, and the strongest wins."""

from pathlib import Path

import pytest

from tests.robots.projects import review_rows, write_project
from tui_labeler.errors import ConfigError, UsageError
from tui_labeler.project import Project, open_project
from tui_labeler.project.preferences import origins, preferences


@pytest.fixture
def project(tmp_path: Path) -> Project:
    sections = {
        "screen": 'theme = "of the project"',
        "keys": 'label.undo = "ctrl+z"\n"label.flag" = "F"',
    }
    return open_project(write_project(tmp_path / "p", review_rows(4), sections=sections))


def write_user_config(home: Path, text: str) -> Path:
    file = home / ".config" / "tui-labeler" / "config.toml"
    file.parent.mkdir()
    file.write_text(text)
    return file


def test_without_any_there_are_defaults() -> None:
    found = preferences(None, {}, {})
    assert found.screen.theme is None
    assert found.screen.hold_guard_ms == 150
    assert found.keys == {}


def test_the_strongest_voice_wins(project: Project, own_home: Path) -> None:
    write_user_config(own_home, '[screen]\ntheme = "of the user"\nglyphs = "ascii"\nmouse = true')
    environ = {"TUI_LABELER_MOUSE": "0", "TUI_LABELER_HOLD_GUARD_MS": "0", "TUI_LABELER_GLYPHS": ""}
    found = preferences(project, {"theme": None}, environ).screen
    assert (found.theme, found.glyphs) == ("of the project", "ascii")
    assert (found.mouse, found.hold_guard_ms) == (False, 0)
    assert preferences(project, {"theme": "flag"}, environ).screen.theme == "flag"
    assert preferences(None, {}, {}).screen.theme == "of the user"


def test_keys_are_those_of_both_files_with_their_lines(project: Project, own_home: Path) -> None:
    file = write_user_config(own_home, '[keys]\nlabel.undo = "ctrl+y"\nlabel.skip = "s"\n')
    found = preferences(project, {}, {})
    assert found.keys == {"label.undo": "ctrl+z", "label.flag": "F", "label.skip": "s"}
    assert (found.places["label.skip"].file, found.places["label.skip"].line) == (file, 3)
    lines = project.file.read_text().splitlines()
    for action, written in (
        ("label.undo", 'label.undo = "ctrl+z"'),
        ("label.flag", '"label.flag"'),
    ):
        place = found.places[action]
        assert place.file == project.file
        assert place.line is not None and lines[place.line - 1].startswith(written)


def test_the_users_file_is_as_strict_as_a_project(own_home: Path) -> None:
    file = write_user_config(own_home, '[screen]\nthem = "x"\n')
    with pytest.raises(ConfigError, match='Did you mean "theme"') as wrong:
        preferences(None, {}, {})
    assert (wrong.value.file, wrong.value.line) == (str(file), 2)
    file.write_text("[labels]\n")
    with pytest.raises(ConfigError, match=r'no "labels" in config.toml. Known: screen, keys'):
        preferences(None, {}, {})


@pytest.mark.parametrize("name", ["MOUSE", "GLYPHS", "HOLD_GUARD_MS", "COLOR"])
def test_a_variable_with_nonsense_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=f'TUI_LABELER_{name} cannot be "no\u241bsense"'):
        preferences(None, {}, {f"TUI_LABELER_{name}": "no\x1bsense"})


def test_who_said_it(project: Project, own_home: Path) -> None:
    file = write_user_config(own_home, "[screen]\nmouse = true\ntheme = 'of the user'\n")
    found = origins(project, {"TUI_LABELER_GLYPHS": "safe"})
    assert found["glyphs"] == ("safe", "environment")
    assert found["theme"] == ("of the project", "project.toml")
    assert found["mouse"] == (True, str(file))
    assert found["color"] == ("auto", "default")
    assert origins(None, {})["theme"] == ("of the user", str(file))

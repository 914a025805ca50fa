"""Rules are added and functions switched off without touching anything else in project.toml."""

from pathlib import Path

import pytest

from tests.robots.projects import review_rows, write_project
from tui_labeler.errors import ConfigError
from tui_labeler.project import Project, open_project
from tui_labeler.project.rule_edits import add_rule, set_off

RULE = {"name": "says_lovely", "keywords": ["lovely"], "label": "good"}


def project(folder: Path, more: str = "") -> Project:
    """A project with `more` at the end of project.toml."""
    write_project(folder, review_rows(6))
    file = folder / "project.toml"
    file.write_text("# mine\n" + file.read_text() + more)
    return open_project(folder)


@pytest.mark.parametrize(
    "section",
    [
        "",
        "[weak_supervision]\nlabel_model = 'majority_vote'  # simple\n",
        "[[weak_supervision.rules]]\nname = 'old'\nregex = 'x'\nlabel = 'bad'  # keep\n",
    ],
)
def test_a_rule_is_the_last_and_all_else_stays(tmp_path: Path, section: str) -> None:
    before = project(tmp_path / "p", section)
    text = before.file.read_text()
    after = add_rule(before, RULE)
    assert after == open_project(tmp_path / "p")
    rules = after.config.weak_supervision.rules
    assert [rule.name for rule in rules][-1] == "says_lovely"
    assert rules[:-1] == before.config.weak_supervision.rules
    assert rules[-1].keywords == ("lovely",)
    assert (
        after.config.model_copy(update={"weak_supervision": before.config.weak_supervision})
        == before.config
    )
    missing = set(text.splitlines()) - set(after.file.read_text().splitlines())
    assert missing == set(), "every line is there, comments too"


def test_rules_are_added_one_after_another(tmp_path: Path) -> None:
    once = add_rule(project(tmp_path / "p"), RULE)
    twice = add_rule(once, {**RULE, "name": "more"})
    assert [one.name for one in twice.config.weak_supervision.rules] == ["says_lovely", "more"]


def test_functions_go_off_and_on_again(tmp_path: Path) -> None:
    first = project(tmp_path / "p", "[weak_supervision]\nlabel_model = 'auto'\n")
    text = first.file.read_text()
    assert set_off(first, ["b", "a"]).config.weak_supervision.off == ("b", "a")
    assert set_off(open_project(tmp_path / "p"), []).config == first.config
    assert first.file.read_text() == text
    assert set_off(first, []).config == first.config, "there is nothing to switch on"


@pytest.mark.parametrize(
    "rule",
    [
        {**RULE, "label": "none of ours"},
        {**RULE, "keywrds": ["x"]},
        {"name": "says_nothing", "label": "good"},
    ],
)
def test_a_rule_that_cannot_be_leaves_the_file_as_it_was(
    tmp_path: Path, rule: dict[str, object]
) -> None:
    before = project(tmp_path / "p")
    content = before.file.read_bytes()
    with pytest.raises(ConfigError):
        add_rule(before, rule)
    assert before.file.read_bytes() == content


def test_two_rules_of_a_name_are_refused(tmp_path: Path) -> None:
    once = add_rule(project(tmp_path / "p"), RULE)
    content = once.file.read_bytes()
    with pytest.raises(ConfigError, match="two rules"):
        add_rule(once, RULE)
    assert once.file.read_bytes() == content


def test_an_inline_table_is_left_alone(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", review_rows(6))
    file = folder / "project.toml"
    file.write_text("weak_supervision = { label_model = 'auto' }\n" + file.read_text())
    content = file.read_bytes()
    with pytest.raises(ConfigError, match="no table of its own"):
        set_off(open_project(folder), ["a"])
    assert file.read_bytes() == content

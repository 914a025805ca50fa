"""A yes holds for one place and one content."""

import os
import stat
from pathlib import Path

import pytest

from tui_labeler.project import Project, open_project
from tui_labeler.project.trust import Trust, refusal

TOML = (
    '[project]\nname = "x"\n[data]\nfile = "d.csv"\ntext = "t"\n'
    '[[labels]]\nname = "A"\n[[labels]]\nname = "B"\n'
)


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "project.toml").write_text(TOML)
    (folder / "functions.py").write_text("x = 1")
    return folder / "functions.py"


@pytest.fixture
def project(code: Path) -> Project:
    return open_project(code.parent)


@pytest.fixture
def trust(tmp_path: Path) -> Trust:
    (tmp_path / "state").mkdir()
    return Trust(tmp_path / "state")


def test_a_yes_is_remembered(tmp_path: Path, trust: Trust, project: Project, code: Path) -> None:
    assert not trust.is_trusted(project, [code])
    trust.trust(project, [code])
    assert Trust(tmp_path / "state").is_trusted(project, [code])
    assert stat.S_IMODE((tmp_path / "state" / "trust.json").stat().st_mode) == 0o600


def test_other_content_asks_again(trust: Trust, project: Project, code: Path) -> None:
    trust.trust(project, [code])
    code.write_text("x = 2")
    assert not trust.is_trusted(project, [code])
    code.write_text("x = 1")
    assert trust.is_trusted(project, [code])
    assert not trust.is_trusted(project, [code, project.file])
    code.unlink()
    assert not trust.is_trusted(project, [code])


def test_text_does_not_move_between_files(trust: Trust, project: Project, code: Path) -> None:
    other = code.with_name("other.py")
    other.write_text("")
    trust.trust(project, [code, other])
    assert trust.is_trusted(project, [other, code])
    code.write_text("")
    other.write_text("x = 1")
    assert not trust.is_trusted(project, [code, other])


def test_another_place_asks_again(trust: Trust, project: Project, code: Path) -> None:
    trust.trust(project, [code])
    moved = code.parent.rename(code.parent.with_name("q"))
    assert not trust.is_trusted(open_project(moved), [moved / code.name])


def test_projects_do_not_replace_each_other(
    tmp_path: Path, trust: Trust, project: Project, code: Path
) -> None:
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / "project.toml").write_text(TOML)
    other = open_project(tmp_path / "q")
    trust.trust(project, [code])
    trust.trust(other, [other.file])
    assert trust.is_trusted(project, [code])
    assert trust.is_trusted(other, [other.file])


@pytest.mark.parametrize("content", ["", "[]", "{", '{"a": 1}', "\udcff"])
def test_a_damaged_record_trusts_nobody(
    tmp_path: Path, trust: Trust, project: Project, code: Path, content: str
) -> None:
    (tmp_path / "state" / "trust.json").write_text(content, errors="surrogateescape")
    assert not trust.is_trusted(project, [code])
    trust.trust(project, [code])
    assert trust.is_trusted(project, [code])


@pytest.mark.fault("F074")
def test_refusals(code: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(code) is None
    code.chmod(0o666)
    assert refusal(code) == "everybody can write to functions.py"
    code.chmod(0o664)
    assert refusal(code) is None
    code.parent.chmod(0o777)
    assert refusal(code) == "everybody can write to p"
    code.parent.chmod(0o1777)
    assert refusal(code) is None
    assert refusal(code.with_name("missing.py")) is not None
    owner = code.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    expected = None if owner == 0 else "functions.py belongs to another user"
    assert refusal(code) == expected


@pytest.mark.fault("F074")
def test_files_of_others_are_refused(code: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    os.chown(code, 12345, -1)
    assert refusal(code) == "functions.py belongs to another user"


@pytest.mark.fault("F075")
def test_a_server_is_trusted_beside_the_code(trust: Trust, project: Project, code: Path) -> None:
    trust.trust(project, [code])
    assert not trust.is_trusted_server(project, "https://a with A_API_KEY")
    trust.trust_server(project, "https://a with A_API_KEY")
    assert trust.is_trusted_server(project, "https://a with A_API_KEY")
    assert not trust.is_trusted_server(project, "https://a with B_API_KEY")
    assert trust.is_trusted(project, [code])

"""Opening a folder."""

import os
from pathlib import Path

import pytest

from tui_labeler.errors import ConfigError, UsageError
from tui_labeler.project.project import MOST_SENT, open_project

TOML = """\
[project]
name = "x"
guidelines = "{guidelines}"
[data]
file = "{file}"
text = "text"
[[labels]]
name = "B"
[[labels]]
name = "A"
"""


def write(folder: Path, *, file: str = "d.csv", guidelines: str = "g.md") -> Path:
    (folder / "project.toml").write_text(TOML.format(file=file, guidelines=guidelines))
    return folder


def test_open(tmp_path: Path) -> None:
    project = open_project(write(tmp_path))
    assert (project.folder, project.name, project.label_names) == (tmp_path, "x", ("B", "A"))
    assert project.data_file == tmp_path / "d.csv"
    assert project.line_of("data", "file") == 5
    assert project.line_of("data", "encoding") == 4
    assert project.line_of("llm") is None


def test_data_elsewhere(tmp_path: Path) -> None:
    assert open_project(write(tmp_path, file="/data/d.csv")).data_file == Path("/data/d.csv")


def test_no_project(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder" / "project.toml").mkdir(parents=True)
    os.mkfifo(tmp_path / "project.toml")
    for folder, message in {
        tmp_path: "no project.toml",
        tmp_path / "folder": "no project.toml",
        tmp_path / "file": "this is a file",
        tmp_path / "missing": "no such folder",
        Path("\0"): "no such folder",
    }.items():
        with pytest.raises(UsageError, match=message) as caught:
            open_project(folder)
        assert "init" in caught.value.hint


def test_no_project_names_the_one_that_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reviews" / "raw").mkdir(parents=True)
    write(tmp_path / "reviews")
    (tmp_path / "reviews" / "d.csv").write_text("text\na\n")
    for told in ("reviws", "reviews/raw", "reviews/d.csv", str(tmp_path / "reviews" / "raw")):
        with pytest.raises(UsageError) as caught:
            open_project(Path(told))
        assert caught.value.hint == "The project may be:  tui-labeler reviews"


def test_no_project_says_how_to_make_one_of_the_data_there(tmp_path: Path) -> None:
    data = tmp_path / "my reviews.csv"
    data.write_text("text\na\n")
    for path, wanted in {
        data: f"'{tmp_path}/my reviews' --data '{data}'",
        tmp_path: f"init {tmp_path} --data '{data}'",
    }.items():
        with pytest.raises(UsageError) as caught:
            open_project(path)
        assert wanted in caught.value.hint
    (tmp_path / "other.csv").write_text("text\na\n")
    with pytest.raises(UsageError) as caught:
        open_project(tmp_path)
    assert "DIR --data FILE" in caught.value.hint


def test_errors_name_the_file_with_its_folder(tmp_path: Path) -> None:
    (tmp_path / "project.toml").write_text("x")
    with pytest.raises(ConfigError) as caught:
        open_project(tmp_path)
    assert (caught.value.file, caught.value.line) == (str(tmp_path / "project.toml"), 1)


def test_guidelines(tmp_path: Path) -> None:
    project = open_project(write(tmp_path))
    with pytest.raises(ConfigError) as caught:
        project.read_guidelines()
    assert caught.value.line == 3
    (tmp_path / "g.md").write_text("\ufeffBe kind.", "utf-8")
    assert project.read_guidelines() == "Be kind."
    (tmp_path / "g.md").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="not UTF-8"):
        project.read_guidelines()
    (tmp_path / "g.md").write_bytes(b"x" * (MOST_SENT + 1))
    with pytest.raises(ConfigError, match="more than 1,000,000 bytes"):
        project.read_guidelines()


def test_guidelines_outside_the_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "link.md").symlink_to(tmp_path / "secret")
    for name in ("../secret", str(tmp_path / "secret"), "link.md"):
        with pytest.raises(ConfigError, match="must lie in the project folder"):
            open_project(write(folder, guidelines=name)).read_guidelines()

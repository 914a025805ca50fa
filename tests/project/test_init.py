"""A project is made whole or not at all, and what is made can be opened."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler import tables
from tui_labeler.errors import DataError, LabelerError, UsageError
from tui_labeler.project import open_pool, open_project
from tui_labeler.project.init import create, guess
from tui_labeler.project.template import project_toml

CSV = "id,text,label\n" + "".join(f"i{n},text number {n},{'ab'[n % 2]}\n" for n in range(8))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    path.write_text(CSV)
    return path


def test_a_project_is_made(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "deep" / "movie reviews"
    assert create(folder, data, guess(data, labels=["b", "a", "c"])) == folder / "project.toml"
    project = open_project(folder)
    assert project.name == "movie reviews"
    assert project.label_names == ("b", "a", "c")
    assert project.config.data.given_labels == "label"
    assert project.data_file.read_bytes() == data.read_bytes()
    assert list(open_pool(project).ids) == [f"i{n}" for n in range(8)]


def test_in_place(tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    create(Path("p"), Path("reviews.csv"), guess(data), in_place=True)
    assert sorted(os.listdir("p")) == [".cache", "project.toml"]
    assert open_project(tmp_path / "p").data_file == data


def test_in_place_below_the_project_goes_where_the_project_goes(tmp_path: Path, data: Path) -> None:
    (tmp_path / "p" / "raw").mkdir(parents=True)
    below = data.rename(tmp_path / "p" / "raw" / "d.csv")
    create(tmp_path / "p", below, guess(below), in_place=True)
    (tmp_path / "p").rename(tmp_path / "q")
    assert len(open_pool(open_project(tmp_path / "q")).ids) == 8


def test_data_that_is_in_the_folder_already(tmp_path: Path, data: Path) -> None:
    create(tmp_path, data, guess(data))
    assert open_project(tmp_path).config.data.file == "reviews.csv"


def test_labels_csv_is_ours(tmp_path: Path, data: Path) -> None:
    theirs = data.rename(tmp_path / "labels.csv")
    create(tmp_path / "p", theirs, guess(theirs))
    assert open_project(tmp_path / "p").config.data.file == "data.csv"
    with pytest.raises(UsageError, match="labels are written here"):
        create(tmp_path, theirs, guess(theirs))


def test_separator_and_encoding_are_written_down(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_bytes("id;text\n1;Müller, ja\n2;nein, nein\n".encode("cp1252"))
    create(tmp_path / "p", path, guess(path, labels=["a", "b"]))
    assert list(open_pool(open_project(tmp_path / "p")).texts) == ["Müller, ja", "nein, nein"]


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_nothing_is_made_without_labels(tmp_path: Path, data: Path) -> None:
    data.write_text("id,text\n1,some text\n")
    with pytest.raises(UsageError) as caught:
        create(tmp_path / "p" / "q", data, guess(data))
    assert "--labels" in caught.value.hint
    assert tree(tmp_path) == ["reviews.csv"]


@pytest.mark.parametrize("labels", [["a"], ["a", "A"], ["a", ""], ["a", "\ud800"]])
def test_bad_labels_are_wrong_use_and_leave_nothing(
    tmp_path: Path, data: Path, labels: list[str]
) -> None:
    with pytest.raises(UsageError):
        create(tmp_path / "p" / "q", data, guess(data, labels=labels))
    assert tree(tmp_path) == ["reviews.csv"]


@pytest.mark.fault("F060")
def test_bad_data_is_named_as_it_was_told(tmp_path: Path, data: Path) -> None:
    data.write_text("id,text\n1,some text\n1,other text\n")
    with pytest.raises(DataError, match="on line 2 already") as caught:
        create(tmp_path / "p", data, guess(data, id="id", labels=["a", "b"]))
    assert (caught.value.file, caught.value.line) == (str(data), 3)
    assert tree(tmp_path) == ["reviews.csv"]


def test_a_folder_that_was_there_keeps_what_was_in_it(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "mine").write_text("")
    with pytest.raises(UsageError):
        create(folder, data, guess(data, labels=["a"]))
    assert tree(folder) == ["mine"]


def test_a_full_disk_leaves_nothing(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    told = guess(data)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LabelerError, match="No space left"):
        create(tmp_path / "p", data, told)
    assert tree(tmp_path) == ["reviews.csv"]


def test_nothing_is_written_over(tmp_path: Path, data: Path) -> None:
    told = guess(data)
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "reviews.csv").write_text("mine")
    with pytest.raises(UsageError, match="another file of that name"):
        create(tmp_path / "p", data, told)
    assert tree(tmp_path / "p") == ["reviews.csv"]
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / "project.toml").write_text("mine")
    with pytest.raises(UsageError, match="a project already"):
        create(tmp_path / "q", data, told)
    assert (tmp_path / "q" / "project.toml").read_text() == "mine"
    with pytest.raises(UsageError, match="this is a file"):
        create(data, data, told)


def test_a_column_that_went_away_since(tmp_path: Path, data: Path) -> None:
    with pytest.raises(DataError):
        create(tmp_path / "p", data, replace(guess(data), text="gone"))
    assert tree(tmp_path) == ["reviews.csv"]


TEXT = st.text(min_size=1, max_size=10)


@settings(max_examples=50, deadline=None)
@given(
    name=TEXT,
    file=TEXT,
    text=TEXT,
    labels=st.lists(TEXT, min_size=1, max_size=3),
    show=st.lists(TEXT),
)
def test_every_name_survives_toml(
    name: str, file: str, text: str, labels: list[str], show: list[str]
) -> None:
    written = project_toml(
        name=name, file=file, text=text, labels=labels, id=text, show=show, given_labels=name
    )
    read = tomli.loads(written)
    assert read["project"]["name"] == name
    assert read["data"] == {"file": file, "text": text, "id": text, "given_labels": name}
    assert [label["name"] for label in read["labels"]] == labels


@pytest.mark.parametrize("name", ["agnews", "banking77"])
def test_real_data(shared_data: Path, tmp_path: Path, name: str) -> None:
    file = shared_data / name / "data.csv"
    gold = tables.read_rows(shared_data / name / "gold.csv")
    labels = sorted({cells[1] for _, cells in gold.rows})
    create(tmp_path / "p", file, guess(file, labels=labels), in_place=True)
    project = open_project(tmp_path / "p")
    assert project.label_names == tuple(labels)
    assert open_pool(project).kinds.keys() <= {"title", "split"}

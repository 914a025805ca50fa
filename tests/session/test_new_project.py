"""The questions of `init`, without a screen."""

import tomllib
from pathlib import Path

import pytest

from tui_labeler.errors import DataError, LabelerError, UsageError
from tui_labeler.project import open_project
from tui_labeler.session.new_project import HASH, NO_LABELS, NewProject, Told, split_labels


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "tickets.csv"
    rows = [f"T-{n};charged {n} times this month;{'money' if n % 2 else 'other'}" for n in range(9)]
    path.write_text("ticket_id;message;topic\n" + "\n".join(rows) + "\n")
    return path


def asked(project: NewProject) -> str:
    """The flag of the question."""
    assert project.question is not None
    return project.question.flag


def test_enter_at_every_question_takes_the_guess(data: Path, tmp_path: Path) -> None:
    project = NewProject(Told())
    flags = []
    for answer in (str(data), str(tmp_path / "deep" / "tickets")):
        flags.append(asked(project))
        project.answer(answer)
    while project.question is not None:
        flags.append(asked(project))
        project.answer(project.question.answer)
    assert flags == [
        *("--data FILE", "init DIR", "--text COLUMN", "--id COLUMN"),
        *("--given-labels COLUMN", "--labels good,bad"),
    ]
    shown = project.preview()
    assert not (tmp_path / "deep").exists()
    folder = project.create()
    assert (folder / "project.toml").read_text() == shown
    config = open_project(folder).config
    assert (config.data.text, config.data.id, config.data.separator) == (
        "message",
        "ticket_id",
        ";",
    )
    assert config.data.given_labels == "topic"
    assert [label.name for label in config.labels] == ["money", "other"]


def test_other_answers_than_the_guess(data: Path, tmp_path: Path) -> None:
    project = NewProject(Told(data=str(data), folder=str(tmp_path / "p")))
    project.answer("ticket_id")
    assert project.question is not None and project.question.answer == HASH
    assert "ticket_id" not in project.question.options
    project.answer(HASH)
    project.answer(NO_LABELS)
    project.answer(" b ,a, ")
    written = tomllib.loads(project.preview())
    assert written["data"] == {"file": "tickets.csv", "text": "ticket_id", "separator": ";"}
    assert [label["name"] for label in written["labels"]] == ["b", "a"]


def test_what_a_flag_said_is_not_asked(data: Path, tmp_path: Path) -> None:
    told = Told(data=str(data), text="message", id="ticket_id", labels=("a", "b"), given_labels="")
    project = NewProject(told)
    assert asked(project) == "init DIR"
    project.answer(str(tmp_path / "p"))
    assert project.question is None
    assert "given_labels" not in project.preview()


def test_back_asks_again_and_keeps_the_answers(data: Path, tmp_path: Path) -> None:
    project = NewProject(Told(folder=str(tmp_path / "p")))
    assert not project.back()
    project.answer(str(data))
    project.answer("topic")
    assert project.back() and project.back()
    assert project.question is not None and project.question.answer == str(data)
    project.answer(str(data))
    assert asked(project) == "--text COLUMN"


@pytest.mark.parametrize(
    ("place", "answer", "says"),
    [
        (0, "absent.csv", "absent.csv"),
        (0, "", "name of a file"),
        (1, "", "name of a folder"),
        (1, "{data}", "is a file"),
        (1, "{project}", "already"),
        (4, "message", "too many"),
        (5, "one", "at least two"),
        (5, "a,b,a", "twice"),
    ],
)
def test_an_answer_that_will_not_do_keeps_the_question(
    data: Path, tmp_path: Path, place: int, answer: str, says: str
) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "project.toml").write_text("")
    project = NewProject(Told())
    for good in (str(data), str(tmp_path / "new"), "message", HASH, NO_LABELS)[:place]:
        project.answer(good)
    before = asked(project)
    if place == 4:
        data.write_text("message\n" + "\n".join(f"{n}" for n in range(99)))
    with pytest.raises(LabelerError, match=says):
        project.answer(answer.format(data=data, project=tmp_path / "project"))
    assert asked(project) == before


def test_a_file_that_is_told_and_cannot_be_read_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises((DataError, UsageError), match="absent"):
        NewProject(Told(data=str(tmp_path / "absent.csv")))


def test_labels_are_split_at_commas() -> None:
    assert split_labels(" good, bad,,not sure ") == ("good", "bad", "not sure")


def test_names_of_columns_are_taken_as_they_are(tmp_path: Path) -> None:
    data = tmp_path / "d.csv"
    rows = [f'{n},word number {n},"{"yes, mostly" if n % 2 else "no"}"\n' for n in range(6)]
    data.write_text(", text, kind\n" + "".join(rows))
    project = NewProject(Told(data=str(data), folder=str(tmp_path / "p"), given_labels=" kind"))
    project.answer(" text")
    assert project.question is not None and project.question.options == (HASH, " kind")
    project.answer(HASH)
    project.answer("no, yes, mostly")
    written = tomllib.loads(project.preview())
    assert written["data"]["text"] == " text"
    assert [label["name"] for label in written["labels"]] == ["no", "yes, mostly"]


def test_the_files_here_are_told_on_the_way_back_too(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data.parent)
    (data.parent / "other.csv").write_text("text\nx\n")
    project = NewProject(Told())
    project.answer(" tickets.csv ")
    assert project.back()
    assert project.question is not None
    assert (project.question.answer, project.question.hint) == (
        "tickets.csv",
        "here: other.csv, tickets.csv",
    )

"""The data and project.toml change behind the labels; killed exports; many undos."""

import csv
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.program import PROGRAM, make
from tests.robots.projects import review_rows
from tui_labeler import tables
from tui_labeler.cli import main
from tui_labeler.errors import StoreError
from tui_labeler.session import Session
from tui_labeler.session.exchange import export_labels
from tui_labeler.session.status import status_of

GOLD = {row[0]: row[2] for row in review_rows(120)}


def answered(folder: Path, count: int) -> list[str]:
    """Give so many answers; their items."""
    items = []
    with Session.open(folder) as session:
        for _ in range(count):
            item = session.labelling.view().item
            assert item is not None
            items.append(item.id)
            session.labelling.answer(GOLD[item.id])
    return items


def rewritten(folder: Path, change: Callable[[list[list[str]]], list[list[str]]]) -> None:
    """Change the rows of the data file."""
    with (folder / "data.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    with (folder / "data.csv").open("w", newline="") as file:
        csv.writer(file).writerows([header, *change(rows)])


@pytest.mark.fault("F066")
def test_labels_stay_with_their_items(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make(tmp_path / "p")
    first, second, *others = answered(folder, 5)

    def change(rows: list[list[str]]) -> list[list[str]]:
        kept = [[id, "changed" if id == first else text] for id, text in rows if id != second]
        return [["new", "a new text"], *reversed(kept)]

    rewritten(folder, change)
    with Session.open(folder) as session:
        found = status_of(session)
        assert (found.labelled, found.changed, found.gone) == (4, 1, 1)
        for item in (first, *others):
            assert session.state[item].label == GOLD[item]
        assert session.labelling.view().item is not None
        assert export_labels(session, tmp_path / "out.csv") == {"human": 4}
    assert second in (folder / "labels.csv").read_text()
    assert main.run(["status", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "1 answers are to texts that have changed" in said
    assert "1 answers are to items no longer in the data" in said


@pytest.mark.fault("F071")
def test_a_label_removed_by_hand_keeps_its_answers(tmp_path: Path) -> None:
    folder = make(tmp_path / "p")
    items = answered(folder, 12)
    toml = folder / "project.toml"
    toml.write_text(toml.read_text().replace('name = "bad"', 'name = "other"'))
    bad = sum(GOLD[item] == "bad" for item in items)
    assert 0 < bad < 12
    with Session.open(folder) as session:
        assert status_of(session).by_label == {"good": 12 - bad, "other": 0, "bad": bad}
        export_labels(session, tmp_path / "out.csv")
        session.labelling.answer("other")
    rows = [
        dict(zip(t.columns, c, strict=True))
        for t in [tables.read_rows(tmp_path / "out.csv")]
        for _, c in t.rows
    ]
    assert {row["id"]: row["label"] for row in rows} == {item: GOLD[item] for item in items}


@pytest.mark.fault("F024", "F110")
def test_fifty_undos_after_a_restart(tmp_path: Path) -> None:
    folder = make(tmp_path / "p", 120)
    items = answered(folder, 50)
    with Session.open(folder) as session:
        for item in reversed(items):
            session.labelling.undo()
            shown = session.labelling.view().item
            assert shown is not None and shown.id == item
        assert session.state.by_label.total() == 0
    with Session.open(folder) as session:
        for _ in items:
            session.labelling.redo()
        labels = {item: session.state[item].label for item in items}
        assert labels == {item: GOLD[item] for item in items}
        assert len(list(session.store.events())) == 150, "an undo takes nothing out of the store"


EXPORT = """
import pathlib, sys
from tui_labeler import tables
def rows():
    while True:
        yield ("x" * 1000,)
        if sys.stdin:
            print("under way", flush=True)
            sys.stdin = None
tables.write_rows(pathlib.Path(sys.argv[1]), ["a"], rows())
"""


@pytest.mark.fault("F027")
def test_an_export_that_is_killed(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    tables.write_rows(out, ["a"], [("old",)])
    old = out.read_bytes()
    command = [sys.executable, "-c", EXPORT, str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline()
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert out.read_bytes() == old
    strays = [path.name for path in tmp_path.iterdir() if path != out]
    assert len(strays) == 1 and re.fullmatch(r"\.out\.csv\.\w+\.tmp", strays[0])
    tables.write_rows(out, ["a"], [("new",)])
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_what_is_written_is_private_whatever_the_umask(tmp_path: Path) -> None:
    data, folder = tmp_path / "data.csv", tmp_path / "made" / "p"
    data.write_text("id,text\n" + "".join(f"{id},{text}\n" for id, text, _ in review_rows(60)))
    lines = "".join(f"{1 + number % 2}\n" for number in range(20))
    for words, typed in (
        (["init", folder, "--data", data, "--labels", "good,bad"], ""),
        (["ask", folder], lines),
        (["backup", folder], ""),
        (["export", folder, "-o", folder / "out.csv"], ""),
    ):
        command = [*PROGRAM, *map(str, words)]
        subprocess.run(command, input=typed, text=True, check=True, capture_output=True, umask=0)
    made = [folder.parent, folder, *folder.rglob("*")]
    assert len(made) > 10
    assert [path.name for path in made if path.stat().st_mode & 0o077] == []


@pytest.mark.fault("F012")
def test_a_store_that_goes_is_said_at_the_end(tmp_path: Path) -> None:
    folder = make(tmp_path / "p")
    answered(folder, 2)
    session = Session.open(folder)
    (folder / "labels.sqlite").unlink()
    with pytest.raises(StoreError):
        session.labelling.answer("good")
    with pytest.raises(StoreError, match="deleted or replaced") as gone:
        session.close()
    assert "What you did in this session (1 act) is in " in gone.value.hint

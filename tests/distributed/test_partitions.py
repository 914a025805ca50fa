"""Whole commands on a folder of parquet files say what they say on one machine, of every item."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from tests.robots.projects import RULES, review_rows, write_project
from tui_labeler import tables
from tui_labeler.cli import main
from tui_labeler.distributed import cluster
from tui_labeler.hybrid.model_folder import save
from tui_labeler.project.locations import state_folder
from tui_labeler.session import Session

if TYPE_CHECKING:
    from distributed import Client

CODE = """
import os
from pathlib import Path


def rated(x):
    return "good" if x.rating is not None and x.rating > 3 else None


def deadly(x):
    if x.id == "r100" and not Path({marker!r}).exists():
        Path({marker!r}).touch()
        job = os.getppid()
        worker = int(Path(f"/proc/{{job}}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(worker, 9)
        os.read(os.pipe()[0], 1)
    return "bad" if "noisy" in x.text else None
"""
CARD = {
    "name": "reviews",
    "task": "",
    "labels": [],
    "trained_on": 120,
    "labelled": 120,
    "accuracy": {"value": None, "reason": "not judged"},
    "macro_f1": None,
    "confusions": [],
    "versions": {name: version(name) for name in ("tui-labeler", "scikit-learn")},
    "sources": {},
    "noise": "none",
    "seed": 0,
}
COLUMNS = ("id", "text", "rating")
RATINGS = ("5", "1", "4.5")
ROWS = [
    (item, text, RATINGS[at % 3] if at < 90 else "")
    for at, (item, text, _) in enumerate(review_rows(120))
]
"""The last file has no rating in it: by itself it would not tell that these are numbers."""


@pytest.fixture
def died(tmp_path: Path) -> Path:
    """Is made by the function that kills its worker; while it is there, none dies."""
    marker = tmp_path / "died"
    marker.touch()
    return marker


@pytest.fixture
def folder(tmp_path: Path, died: Path) -> Path:
    """A project with rules and functions, and a dozen answers."""
    weak = f'functions = "functions.py"\n{RULES}'
    folder = write_project(
        tmp_path / "reviews", ROWS, columns=COLUMNS, sections={"weak_supervision": weak}
    )
    (folder / "functions.py").write_text(CODE.format(marker=str(died)))
    gold = {item: label for item, _, label in review_rows(120)}
    with Session.open(folder) as session:
        while (view := session.labelling.view()).labelled < 12:
            assert view.item is not None
            session.labelling.answer(gold[view.item.id])
    return folder


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """The same items in three files, one of them in a folder of its own."""
    folder = tmp_path / "parts"
    (folder / "late").mkdir(parents=True)
    for number, name in enumerate(("0", "1", "late/2")):
        rows = ROWS[number * 45 : (number + 1) * 45]
        tables.write_rows(folder / f"{name}.parquet", COLUMNS, rows)
    return folder


@pytest.fixture
def two_workers(client: "Client", monkeypatch: pytest.MonkeyPatch) -> None:
    """`--workers` is the cluster that is there."""

    @contextmanager
    def there(workers: int) -> "Iterator[Client]":
        assert workers == 2
        yield client

    monkeypatch.setattr(cluster, "on_this_machine", there)


def run(*words: object) -> int:
    return int(main.run([str(word) for word in words]))


def rows(path: Path) -> list[Sequence[str]]:
    return [cells for _, cells in tables.read_rows(path).rows]


def all_rows(folder: Path) -> list[Sequence[str]]:
    return [row for name in ("0", "1", "late/2") for row in rows(folder / f"{name}.parquet")]


def test_weak_labels_though_a_worker_dies(
    two_workers: None, folder: Path, parts: Path, died: Path, tmp_path: Path
) -> None:
    here, out = tmp_path / "weak.csv", tmp_path / "out"
    assert run("weak-labels", folder, "--trust", "-o", here) == 0
    died.unlink()
    assert run("weak-labels", folder, "--data", parts, "-o", out, "--workers", 2) == 0
    assert died.exists(), "no worker was killed"
    assert all_rows(out) == rows(here)
    assert {row[1] for row in rows(here)} == {"good", "bad", ""}


def test_predictions(
    two_workers: None, folder: Path, parts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, here, out = tmp_path / "model", tmp_path / "here.csv", tmp_path / "out"
    _, texts, labels = zip(*review_rows(120), strict=True)
    pipeline = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts, labels)
    save(model, pipeline, CARD, state_folder())
    assert run("predict", model, folder / "data.csv", "-o", here) == 0
    assert run("predict", model, parts, "-o", out, "--workers", 2) == 0
    assert all_rows(out) == rows(here)
    assert "120 rows" in capsys.readouterr().err
    tables.write_rows(parts / "1.parquet", ("id", "words"), [("r1", "fine")])
    assert run("predict", model, parts, "-o", out, "--workers", 2) == 1
    said = capsys.readouterr().err
    assert '1.parquet: there is no column "text"' in said


def test_code_waits_for_a_yes(
    folder: Path, parts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("weak-labels", folder, "--data", parts, "-o", tmp_path / "out", "--workers", 2)
    assert run(*words) == 1
    assert "--trust" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("{folder}", "--workers", "2"), "--data FOLDER"),
        (("{folder}", "--data", "{parts}", "--workers", "2"), "-o FOLDER"),
        (("{folder}", "--data", "{parts}", "-o", "{parts}", "--workers", "2"), "something else"),
        (("{folder}", "--data", "{parts}", "-o", "{tmp}/out"), "--workers N, or --scheduler URL"),
    ],
)
def test_wrong_use_is_explained(
    folder: Path,
    parts: Path,
    tmp_path: Path,
    words: tuple[str, ...],
    says: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    places = {"folder": folder, "parts": parts, "tmp": tmp_path}
    told = [word.format(**places) for word in words]
    assert run("weak-labels", *told, "--trust") == 2
    assert says in capsys.readouterr().err

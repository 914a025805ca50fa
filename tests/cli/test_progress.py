"""Nothing that takes its time is silent: new data, labels in and out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.robots.projects import review_rows, write_project
from tui_labeler.project import pool_builder

ROWS = review_rows(60)
Cli = Callable[..., Ran]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its data have not been read yet, and are read in three parts."""
    monkeypatch.setattr(pool_builder, "_ROWS_AT_ONCE", 20)
    return write_project(tmp_path / "reviews", ROWS)


@pytest.mark.parametrize("command", ["errors", "export", "functions", "import", "status", "train"])
def test_a_command_that_reads_new_data_says_how_far_it_is(
    cli: Cli, project: Path, tmp_path: Path, command: str
) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("id,label\nr001,good\n")
    more = {
        "export": ["-o", tmp_path / "out.csv"],
        "import": [labels, "--as", "human"],
        "train": ["-o", tmp_path / "model"],
    }
    assert "reading data.csv 3" in cli(command, project, *more.get(command, [])).err
    assert "reading data.csv" not in cli(command, project, *more.get(command, [])).err


def test_labels_in_and_out(
    cli: Cli, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_labeler.tables.progress.EVERY", 15)
    monkeypatch.setattr("tui_labeler.session.exported.EVERY", 15)
    labels = tmp_path / "labels.csv"
    labels.write_text("id,label\n" + "".join(f"{item},{label}\n" for item, _, label in ROWS))
    assert "reading labels.csv 2" in cli("import", project, labels, "--as", "human").err
    assert "writing labels 0%" in cli("export", project, "-o", tmp_path / "out.csv").err

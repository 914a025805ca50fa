"""Labelling items that are not in the pool: what is refused before anything is run."""

from pathlib import Path
from typing import Any

import pytest

from tests.robots.projects import RULES
from tests.weak_supervision.projects import applied, project_with
from tui_labeler import tables
from tui_labeler.errors import DataError, JobError, TrustError, UsageError
from tui_labeler.jobs import Result
from tui_labeler.session import Session
from tui_labeler.session.weak_labels import partition_jobs
from tui_labeler.weak_supervision.partitions import label


@pytest.fixture
def session(tmp_path: Path) -> Any:
    """A project whose functions have voted."""
    with applied(project_with(tmp_path / "reviews", toml=RULES)) as session:
        yield session


def arguments(session: Session, part: Path) -> dict[str, Any]:
    """Of the job that labels this file."""
    (job,) = partition_jobs(session, {part: part.with_name("out.csv")}).values()
    return dict(job.arguments)


@pytest.fixture
def part(tmp_path: Path) -> Path:
    """Two items."""
    path = tmp_path / "part.csv"
    tables.write_rows(path, ("id", "text"), [("a", "lovely"), ("b", "nothing")])
    return path


def test_an_item_without_a_vote_has_no_label(session: Session, part: Path) -> None:
    *_, result = label(**arguments(session, part))
    assert isinstance(result, Result)
    assert (result.values["labelled"], result.values["abstained"]) == (1, 1)
    rows = [cells for _, cells in tables.read_rows(part.with_name("out.csv")).rows]
    assert [row[:2] for row in rows] == [("a", "good"), ("b", "")]


def test_code_that_was_changed_meanwhile_is_not_run(session: Session, part: Path) -> None:
    told = arguments(session, part)
    with (session.project.folder / "functions.py").open("a") as file:
        file.write("raise SystemExit\n")
    with pytest.raises(TrustError, match="not the code that was trusted"):
        list(label(**told))


def test_a_function_that_is_stopped_stops_the_file(
    session: Session, part: Path, tmp_path: Path
) -> None:
    """Labels without one of the functions would be others than those of the pool."""
    told = arguments(session, part)
    told["fitted"]["voters"].append("lf_gone")
    with pytest.raises(JobError, match="lf_gone did not vote: it is gone"):
        list(label(**told))
    assert not part.with_name("out.csv").exists()


def test_a_file_without_the_text_is_named(session: Session, tmp_path: Path) -> None:
    part = tmp_path / "odd.csv"
    tables.write_rows(part, ("id", "words"), [("a", "lovely")])
    with pytest.raises(DataError, match='column "text" not found') as refused:
        list(label(**arguments(session, part)))
    assert refused.value.file == str(part)


def test_votes_that_were_made_elsewhere_are_not_forgotten(session: Session, part: Path) -> None:
    assert session.functions.applied is not None
    session.functions.applied.arguments["imported"].append({"name": "lf_far", "path": "x"})
    with pytest.raises(UsageError, match="imported votes"):
        arguments(session, part)

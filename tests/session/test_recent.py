"""The list of recent projects: private, whole, and never in the way."""

import json
import os
from pathlib import Path

import pytest

from tests.robots.projects import review_rows, write_project
from tui_labeler.session import Session
from tui_labeler.session.recent import KEPT, forget, recent_projects, remember


def use(folder: Path, state: Path, now: float) -> None:
    with Session.open(folder, read_only=True) as session:
        remember(session, state, now)


def test_the_newest_comes_first_and_each_project_once(tmp_path: Path) -> None:
    one = write_project(tmp_path / "one", review_rows(6))
    two = write_project(
        tmp_path / "two", review_rows(6), sections={"active_learning": "budget = 4"}
    )
    for now, folder in enumerate((one, two, one)):
        use(folder, tmp_path, float(now))
    found = recent_projects(tmp_path)
    assert [(recent.folder, recent.used) for recent in found] == [(str(one), 2.0), (str(two), 1.0)]
    assert [(recent.name, recent.labelled, recent.goal) for recent in found] == [
        ("reviews", 0, 6),
        ("reviews", 0, 4),
    ]


def test_what_is_labelled_is_counted(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "one", review_rows(6))
    with Session.open(folder) as session:
        session.labelling.answer("good")
        remember(session, tmp_path, 1.0)
    (found,) = recent_projects(tmp_path)
    assert (found.labelled, found.accuracy) == (1, None)


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    use(write_project(tmp_path / "one", review_rows(6)), tmp_path, 0.0)
    (file,) = (tmp_path / "recent").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_is_gone_is_said_and_can_be_forgotten(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "one", review_rows(6))
    use(folder, tmp_path, 0.0)
    (found,) = recent_projects(tmp_path)
    assert found.found
    (folder / "project.toml").unlink()
    assert not found.found
    forget(found, tmp_path)
    assert recent_projects(tmp_path) == []
    forget(found, tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "3", '{"used": "never"}', "\xff"])
def test_nonsense_in_the_folder_is_passed_over(tmp_path: Path, content: str) -> None:
    (tmp_path / "recent").mkdir()
    (tmp_path / "recent" / "x.json").write_text(content, encoding="latin-1")
    assert recent_projects(tmp_path) == []


def test_a_state_folder_that_cannot_be_written_bothers_nobody(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "one", review_rows(6))
    (tmp_path / "recent").write_text("in the way")
    use(folder, tmp_path, 0.0)
    assert recent_projects(tmp_path) == []


def test_the_list_has_an_end(tmp_path: Path) -> None:
    (tmp_path / "recent").mkdir()
    for number in range(KEPT + 5):
        path = tmp_path / "recent" / f"{number:03}.json"
        path.write_text(json.dumps({"folder": f"/{number}", "used": number}))
        os.utime(path, (number, number))
    use(write_project(tmp_path / "one", review_rows(6)), tmp_path, 1e9)
    found = recent_projects(tmp_path)
    assert len(found) == len(list((tmp_path / "recent").iterdir())) == KEPT
    assert found[0].name == "reviews"

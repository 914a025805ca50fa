"""Whoever takes the rows of a file hears how far it is."""

from pathlib import Path

import pytest

from tui_labeler.jobs import Progress
from tui_labeler.tables import progress as module
from tui_labeler.tables import read_rows, told_rows, write_rows

ROWS = [(str(number), "한국어" * 3) for number in range(20)]


def heard(path: Path) -> list[Progress]:
    write_rows(path, ("id", "text"), ROWS)
    said: list[Progress] = []
    rows = told_rows(read_rows(path), path, "reading", said.append)
    assert [cells for _, cells in rows] == ROWS
    return said


def test_shares_of_the_bytes_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY", 5)
    path = tmp_path / "data.csv"
    said = heard(path)
    assert {one.total for one in said} == {path.stat().st_size}
    shares = [one.done / one.total for one in said]
    assert shares == pytest.approx([0.25, 0.5, 0.75, 1.0], abs=0.03)


def test_rows_are_told_where_the_bytes_are_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EVERY", 10)
    assert heard(tmp_path / "data.csv.gz") == [Progress("10 rows"), Progress("20 rows")]

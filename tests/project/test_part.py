"""A pool without what is held out."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.robots.projects import write_project
from tui_labeler.project import open_pool, open_project
from tui_labeler.project.part import open_part

ROWS = [(f"i{n}", f"text {n % 9} é\n", f"{n}") for n in range(30)]


@given(st.sets(st.integers(0, 8), min_size=1))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_it_is_the_pool_of_those_items(tmp_path: Path, kept: set[int]) -> None:
    folder = tmp_path / "p"
    if not folder.exists():
        write_project(folder, ROWS, columns=("id", "text", "nr"))
    pool = open_pool(open_project(folder))
    rows = [row for row in range(len(pool)) if row % 9 in kept]
    part = open_part(pool, rows, tmp_path)
    assert list(part.ids) == [pool.ids[row] for row in rows]
    assert list(part.texts) == [pool.texts[row] for row in rows]
    assert list(part.columns["nr"]) == [pool.columns["nr"][row] for row in rows]
    assert [part.row(item) for item in part.ids] == list(range(len(rows)))
    assert all(part.row(pool.ids[row]) is None for row in range(len(pool)) if row not in rows)
    order = [item for item in (pool.ids[row] for row in pool.order) if part.row(item) is not None]
    assert [part.ids[row] for row in part.order] == order
    assert part.copies == len(rows) - len(kept)
    for at, row in enumerate(rows):
        assert part.ids[part.copy_of(at)] == pool.ids[pool.copy_of(row)]
        assert part.copies_of(at) == pool.copies_of(row)
    again = open_part(pool, rows, tmp_path)
    assert (again.folder, again.fingerprint) == (part.folder, part.fingerprint)
    assert part.fingerprint != pool.fingerprint


def test_another_part_is_another_pool(tmp_path: Path) -> None:
    pool = open_pool(open_project(write_project(tmp_path / "p", ROWS)))
    one = open_part(pool, [0, 9, 18, 27], tmp_path)
    two = open_part(pool, [1, 10, 19, 28], tmp_path)
    assert one.fingerprint != two.fingerprint
    with pytest.raises(KeyError):
        open_part(pool, [9], tmp_path)

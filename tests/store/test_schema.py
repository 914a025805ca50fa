"""Migrations: all or nothing, after a backup."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tests.store.conftest import fill, saved
from tui_labeler.errors import StoreError
from tui_labeler.store import Store, connection, schema
from tui_labeler.store.schema import MIGRATIONS, Migration


def with_colour(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE event ADD COLUMN colour TEXT")


def with_rooms(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE room (id INTEGER PRIMARY KEY)")


def killed(db: sqlite3.Connection) -> None:
    with_rooms(db)
    raise KeyboardInterrupt


def full(db: sqlite3.Connection) -> None:
    db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0]}")
    with_rooms(db)


def orphans(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO batch (at, strategy, model) VALUES (0, 'margin', 99)")


LATER: tuple[Migration, ...] = (*MIGRATIONS, with_colour, with_rooms)


def test_an_older_store_is_backed_up_and_brought_up_to_date(path: Path, clock: FakeClock) -> None:
    fill(path, 3, clock)
    with closing(connection.writable(path, clock=clock, migrations=LATER)) as db:
        assert schema.version(db) == len(LATER)
        assert schema.stranger(db, LATER) is None
        assert db.execute("SELECT item, colour FROM event WHERE id = 1").fetchone() == (
            "item 0",
            None,
        )
        assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
    (copy,) = (path.parent / "backups").iterdir()
    assert copy.name == f"pre-v{len(LATER)}-19700112-134640.sqlite"
    assert len(saved(copy)) == 3
    with pytest.raises(StoreError, match="newer version"):
        Store.open(path)
    connection.writable(path, clock=clock, migrations=LATER).close()
    assert len(list((path.parent / "backups").iterdir())) == 1


@pytest.mark.fault("F019")
@pytest.mark.parametrize("broken", [killed, full, orphans])
def test_a_migration_cut_off_leaves_the_old_schema(
    path: Path, clock: FakeClock, broken: Migration
) -> None:
    fill(path, 3, clock)
    before = path.read_bytes()
    with pytest.raises((KeyboardInterrupt, StoreError)):
        connection.writable(path, clock=clock, migrations=(*MIGRATIONS, with_colour, broken))
    assert path.read_bytes() == before
    with closing(connection.writable(path, clock=clock, migrations=LATER)) as db:
        assert schema.version(db) == len(LATER)


def test_an_older_store_is_read_without_being_changed(path: Path, clock: FakeClock) -> None:
    fill(path, 3, clock)
    before = path.read_bytes()
    with closing(connection.readable(path, migrations=LATER)) as db:
        assert db.execute("SELECT count(*), max(colour) FROM event").fetchone() == (3, None)
    assert path.read_bytes() == before


def test_a_schema_has_the_objects_its_version_had(path: Path, clock: FakeClock) -> None:
    fill(path, 1, clock)
    with closing(sqlite3.connect(path)) as db:
        assert schema.stranger(db, LATER) is None
        db.execute("CREATE TABLE room (id INTEGER PRIMARY KEY)")
        assert schema.stranger(db, LATER) == "table room"

"""What is at the path may be anything; only a whole store of ours is opened."""

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tests.store.conftest import fill, label, saved
from tui_labeler.errors import StoreError
from tui_labeler.store import Store, connection, files

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20
BOTH = pytest.mark.parametrize("read_only", [False, True])


def outside(path: Path, *statements: str) -> None:
    """What somebody with an sqlite3 shell may do."""
    with closing(sqlite3.connect(path, isolation_level=None)) as shell:
        for statement in statements:
            shell.execute(statement)


def refused(path: Path, *, read_only: bool = False) -> StoreError:
    """Why the file is not opened; it is not changed either."""
    before = path.read_bytes()
    with pytest.raises(StoreError) as error:
        Store.open(path, read_only=read_only)
    assert path.read_bytes() == before
    return error.value


ODD_CELLS = (
    "UPDATE event SET label = x'00'",
    "UPDATE event SET at = 'noon'",
    "UPDATE event SET batch = 1.5",
    "UPDATE sitting SET pid = '99999999999999999999'",
    "INSERT INTO annotation VALUES (1, 'llm', 'm', x'ff', 'A', NULL, NULL, '', 0)",
    "INSERT INTO batch VALUES (1, 0, 'margin', 'newest')",
    "INSERT INTO meta VALUES ('seed', x'00')",
)


@pytest.mark.fault("F120")
@BOTH
@pytest.mark.parametrize("statement", ODD_CELLS)
def test_a_cell_of_another_kind_is_refused(
    path: Path, clock: FakeClock, statement: str, read_only: bool
) -> None:
    fill(path, 3, clock)
    outside(path, statement)
    error = refused(path, read_only=read_only)
    assert statement.split()[1 if statement.startswith("UPDATE") else 2] in error.message
    assert error.hint


def test_everything_made_is_private_and_whole(path: Path, clock: FakeClock) -> None:
    old = os.umask(0)
    try:
        fill(path, 51, clock)
    finally:
        os.umask(old)
    assert sorted(one.name for one in path.parent.iterdir()) == [
        "backups",
        "labels.sqlite",
        "labels.sqlite.lock",
    ]
    for one in path.parent.rglob("*"):
        assert stat.S_IMODE(one.stat().st_mode) == (0o700 if one.is_dir() else 0o600)


def test_the_connection_is_as_durable_as_sqlite_can_be(store: Store) -> None:
    pragmas = {
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "mmap_size": 0,
        "busy_timeout": 5000,
        "application_id": 0x54554C42,
    }
    found = {name: store._db.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas}
    assert found == pragmas


@pytest.mark.fault("F013")
@BOTH
def test_an_empty_file_is_no_new_store(path: Path, clock: FakeClock, read_only: bool) -> None:
    path.touch()
    assert "delete the empty file" in refused(path, read_only=read_only).hint
    path.unlink()
    fill(path, 51, clock)
    path.write_bytes(b"")
    error = refused(path, read_only=read_only)
    assert "empty" in error.message
    assert "backups/labels-19700112-134640.sqlite" in error.hint


@pytest.mark.fault("F014")
@BOTH
@pytest.mark.parametrize("content", [b"id,label\n", PNG, b"x", b"\0" * 8192])
def test_a_file_that_is_no_database_is_left_alone(
    path: Path, content: bytes, read_only: bool
) -> None:
    path.write_bytes(content)
    assert "not a tui-labeler database" in refused(path, read_only=read_only).message


@pytest.mark.fault("F014")
@BOTH
def test_a_database_of_another_program_is_left_alone(path: Path, read_only: bool) -> None:
    outside(path, "CREATE TABLE event (id)", "PRAGMA user_version = 1")
    assert "not a tui-labeler database" in refused(path, read_only=read_only).message


@pytest.mark.fault("F017")
@BOTH
def test_a_newer_version_is_left_alone(path: Path, clock: FakeClock, read_only: bool) -> None:
    fill(path, 1, clock)
    outside(path, "CREATE TABLE later (id)", "PRAGMA user_version = 999")
    error = refused(path, read_only=read_only)
    assert "newer version" in error.message
    assert "pip install -U" in error.hint


@pytest.mark.fault("F020")
@BOTH
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (
            "CREATE TRIGGER thief AFTER INSERT ON event BEGIN DELETE FROM event; END",
            "trigger thief",
        ),
        ("CREATE VIEW everyone AS SELECT * FROM event", "view everyone"),
        ("CREATE TABLE extra (id)", "table extra"),
        ("CREATE UNIQUE INDEX once ON event (item)", "index once"),
        ("ALTER TABLE event ADD COLUMN more", "table event"),
        ("DROP TABLE annotation", "table annotation"),
    ],
)
def test_a_schema_that_somebody_changed_is_refused(
    path: Path, clock: FakeClock, statement: str, named: str, read_only: bool
) -> None:
    fill(path, 2, clock)
    outside(path, statement)
    assert refused(path, read_only=read_only).message == f"unexpected schema object: {named}."
    with closing(sqlite3.connect(path)) as shell:
        assert shell.execute("SELECT count(*) FROM event").fetchone() == (2,)


def test_statistics_are_no_change(path: Path, clock: FakeClock) -> None:
    fill(path, 2, clock)
    outside(path, "ANALYZE")
    fill(path, 1, clock)


@pytest.mark.fault("F015", "F016")
@pytest.mark.parametrize("damage", ["overwrite", "truncate"])
def test_damage_is_found_and_the_backup_named(path: Path, clock: FakeClock, damage: str) -> None:
    fill(path, 400, clock)
    with Store.open(path, read_only=True) as reader:
        page = reader._db.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'event'"
        ).fetchone()[0]
    content = bytearray(path.read_bytes())
    if damage == "overwrite":
        content[(page - 1) * 4096 : (page - 1) * 4096 + 200] = b"\xa5" * 200
    else:
        del content[5000:]
    path.write_bytes(content)
    error = refused(path)
    assert "damaged" in error.message
    backup = path.parent / "backups" / "labels-19700112-134640.sqlite"
    assert f"cp {backup} {path}" in error.hint
    shutil.copy(backup, path)
    assert len(saved(path)) == 400


@pytest.mark.fault("F015")
def test_damage_met_while_reading_is_a_sentence(path: Path, clock: FakeClock) -> None:
    fill(path, 400, clock)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    with pytest.raises(StoreError, match="damaged"):
        saved(path)


def test_a_large_store_is_checked_only_after_a_crash(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path, 1, clock)
    monkeypatch.setattr(connection, "QUICK_CHECK_LIMIT", 0)
    checked: list[Path] = []
    monkeypatch.setattr(connection, "_check_pages", lambda _, path: checked.append(path))
    fill(path, 1, clock)
    assert checked == []
    outside(path, "UPDATE sitting SET ended = NULL")
    fill(path, 1, clock)
    assert checked == [path]


@BOTH
def test_a_link_is_not_followed(path: Path, clock: FakeClock, read_only: bool) -> None:
    target = path.with_name("target.sqlite")
    fill(target, 1, clock)
    path.symlink_to(target)
    assert "regular file" in refused(path, read_only=read_only).message
    path.unlink()
    path.symlink_to("nowhere")
    with pytest.raises(StoreError, match="regular file"):
        Store.open(path, read_only=read_only)
    assert not path.exists()


def test_a_path_with_odd_characters_is_a_path(tmp_path: Path, clock: FakeClock) -> None:
    folder = tmp_path / "a?mode=memory&b #%41 ü\udcff"
    folder.mkdir()
    fill(folder / "labels.sqlite", 51, clock)
    assert len(saved(folder / "labels.sqlite")) == 51
    assert len(list((folder / "backups").iterdir())) == 1


def test_a_relative_path_stays_where_it_was(
    path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    with Store.open(Path(path.name), clock=clock) as store:
        monkeypatch.chdir("/")
        store.append([label("a")])
    assert saved(path) == ["a"]


def test_a_write_ahead_log_left_by_a_shell_is_given_up(path: Path, clock: FakeClock) -> None:
    fill(path, 1, clock)
    outside(path, "PRAGMA journal_mode = WAL")
    with Store.open(path) as store:
        store.append([label("b")])
        assert store._db.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_store_that_cannot_be_made_leaves_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "publish", full)
    with pytest.raises(StoreError, match="No space left"):
        Store.open(path)
    assert [one.name for one in path.parent.iterdir()] == ["labels.sqlite.lock"]

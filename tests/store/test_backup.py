"""Backups: checked copies, the last five, made when there is something new."""

import stat
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tests.store.conftest import fill, label, saved
from tui_labeler.errors import StoreError
from tui_labeler.store import Store
from tui_labeler.store.backup import backup, newest_good
from tui_labeler.store.store import BACKUP_AFTER


def test_a_backup_holds_what_was_saved_at_that_moment(
    path: Path, store: Store, clock: FakeClock
) -> None:
    store.append([label("a")])
    copy = backup(path, path.parent / "deep" / "backups", clock)
    store.append([label("b")])
    assert copy.name == "labels-19700112-134640.sqlite"
    assert saved(copy) == ["a"]
    assert [one.name for one in copy.parent.iterdir()] == [copy.name]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


def test_the_last_five_are_kept(path: Path, store: Store, clock: FakeClock) -> None:
    copies = []
    for _ in range(7):
        copies.append(backup(path, path.parent, clock))
        clock.advance(60)
    assert sorted(path.parent.glob("labels-*.sqlite")) == copies[2:]


@pytest.mark.fault("F023")
def test_the_new_one_is_kept_when_the_clock_went_back(
    path: Path, store: Store, clock: FakeClock
) -> None:
    for _ in range(5):
        backup(path, path.parent, clock)
        clock.advance(60)
    clock.advance(-86_400)
    copy = backup(path, path.parent, clock)
    assert copy.exists()
    assert len(list(path.parent.glob("labels-*.sqlite"))) == 5


def test_the_newest_good_one_is_found(path: Path, store: Store, clock: FakeClock) -> None:
    assert newest_good(path.parent / "absent") is None
    copies = []
    for _ in range(3):
        copies.append(backup(path, path.parent, clock))
        clock.advance(60)
    copies[2].write_bytes(copies[2].read_bytes()[:5000])
    copies[1].write_bytes(b"")
    assert newest_good(path.parent) == copies[0]


def test_a_damaged_store_is_not_kept_as_a_backup(path: Path, clock: FakeClock) -> None:
    fill(path, 300, clock)
    good = newest_good(path.parent / "backups")
    damage(path)
    with pytest.raises(StoreError, match="no backup was made"):
        backup(path, path.parent / "backups", clock)
    assert list((path.parent / "backups").iterdir()) == [good]


def damage(path: Path) -> None:
    """Overwrite the second half with rubbish."""
    content = path.read_bytes()
    half = len(content) // 2 // 4096 * 4096
    path.write_bytes(content[:half] + b"\xff" * (len(content) - half))


def test_closing_backs_up_when_enough_is_new(path: Path, clock: FakeClock) -> None:
    backups = path.parent / "backups"
    fill(path, BACKUP_AFTER, clock)
    assert not backups.exists()
    fill(path, 1, clock)
    (first,) = backups.iterdir()
    clock.advance(60)
    fill(path, BACKUP_AFTER, clock)
    assert list(backups.iterdir()) == [first]
    fill(path, 1, clock)
    assert len(list(backups.iterdir())) == 2
    with Store.open(first, clock=clock) as store:
        assert store.last_event() == BACKUP_AFTER + 1
        assert not store.recovered


def test_a_backup_that_fails_is_said_and_the_labels_are_safe(path: Path, clock: FakeClock) -> None:
    (path.parent / "backups").write_text("a file where the folder would be")
    with pytest.raises(StoreError, match="no backup was made"):
        fill(path, BACKUP_AFTER + 1, clock)
    with Store.open(path, clock=clock) as store:
        assert store.last_event() == BACKUP_AFTER + 1
        assert not store.recovered
        (path.parent / "backups").unlink()

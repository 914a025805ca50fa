"""The pool is parsed once; a cache that changed, or was damaged, is made again."""

import csv
import json
import os
import resource
import stat
from pathlib import Path

import pytest

from tests.project.pools import CSV, ID, TEXT, make
from tui_labeler import tables
from tui_labeler.errors import DataError, LabelerError
from tui_labeler.project import Pool, open_pool, open_project
from tui_labeler.project.pool import load_pool


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were parsed."""
    found: list[Path] = []
    real = tables.read_rows

    def recorded(path: Path, **options: str) -> tables.Table:
        found.append(path)
        return real(path, **options)

    monkeypatch.setattr(tables, "read_rows", recorded)
    return found


def test_the_second_opening_parses_nothing(tmp_path: Path, parses: list[Path]) -> None:
    project = make(tmp_path, CSV, TEXT, ID)
    first, second = open_pool(project), open_pool(open_project(tmp_path))
    assert len(parses) == 1
    assert list(second.texts) == list(first.texts)
    assert list(load_pool(first.folder).order) == list(first.order)


@pytest.mark.fault("F066")
def test_changes_are_noticed(tmp_path: Path, parses: list[Path]) -> None:
    folders = {open_pool(make(tmp_path, CSV, TEXT, ID)).folder}
    folders.add(open_pool(make(tmp_path, CSV, TEXT, ID, seed=1)).folder)
    folders.add(open_pool(make(tmp_path, CSV, TEXT, seed=1)).folder)
    folders.add(open_pool(make(tmp_path, CSV + "e,new,1,\n", TEXT, seed=1)).folder)
    path = tmp_path / "data.csv"
    os.utime(path, ns=(1, 1))
    last = open_pool(open_project(tmp_path)).folder
    assert len(folders | {last}) == len(parses) == 5
    assert os.listdir(tmp_path / ".cache") == [last.name]


def test_fingerprints(tmp_path: Path) -> None:
    def fingerprint(data: str, seed: int = 0) -> str:
        return open_pool(make(tmp_path, data, TEXT, ID, seed=seed)).fingerprint

    assert fingerprint(CSV) == fingerprint(CSV, seed=5)
    variants = [CSV, CSV.replace("two", "too"), CSV.replace("b,", "B,"), CSV.replace("007", "07")]
    variants.append(CSV.replace("note", "remark"))
    assert len(set(map(fingerprint, variants))) == len(variants)


def damage(pool: Pool, name: str, content: bytes) -> None:
    path = pool.folder / name
    path.unlink()
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pool.json", b""),
        ("pool.json", b"[]"),
        ("pool.json", b'{"rows": 4}'),
        ("texts.utf8", b"o"),
        ("texts.offsets", b""),
        ("ids.offsets", b"123"),
        ("column-1.utf8", b""),
        ("order", bytes(8)),
    ],
)
def test_a_damaged_cache_is_made_again(
    tmp_path: Path, parses: list[Path], name: str, content: bytes
) -> None:
    project = make(tmp_path, CSV, TEXT, ID)
    damage(open_pool(project), name, content)
    assert list(open_pool(project).texts) == ["one", "two", "one", "one"]
    assert len(parses) == 2


@pytest.mark.parametrize(
    "change", [{"rows": 3}, {"columns": ["a"]}, {"kinds": {}}, {"copies": "x"}]
)
def test_a_tampered_description_is_made_again(
    tmp_path: Path, parses: list[Path], change: dict[str, object]
) -> None:
    project = make(tmp_path, CSV, TEXT, ID)
    pool = open_pool(project)
    meta = json.loads((pool.folder / "pool.json").read_text())
    damage(pool, "pool.json", json.dumps({**meta, **change}).encode())
    assert list(open_pool(project).columns) == ["stars", "note"]
    assert len(parses) == 2


def test_the_cache_is_private(tmp_path: Path) -> None:
    pool = open_pool(make(tmp_path, CSV, TEXT, ID))
    for path in (pool.folder.parent, pool.folder, *pool.folder.iterdir()):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_an_open_pool_outlives_its_folder(tmp_path: Path) -> None:
    pool = open_pool(make(tmp_path, CSV, TEXT, ID))
    open_pool(make(tmp_path, CSV.replace("two", "too"), TEXT, ID))
    assert not pool.folder.exists()
    assert pool.texts[1] == "two"


def test_nothing_is_left_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    project = make(tmp_path, CSV, TEXT, ID)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LabelerError, match="No space left"):
        open_pool(project)
    assert os.listdir(tmp_path / ".cache") == []


def test_more_columns_than_files_may_be_open(tmp_path: Path) -> None:
    names = ["id", "text", *(f"c{number}" for number in range(300))]
    csv = ",".join(names) + "\n" + ",".join("a" for _ in names) + "\n"
    project = make(tmp_path, csv, TEXT, ID)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, limits[1]))
    try:
        with pytest.raises(DataError, match="more columns") as caught:
            open_pool(project)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert caught.value.exit_code == 3
    assert len(open_pool(project).columns) == 300


@pytest.mark.parametrize(("name", "rows"), [("agnews", 7600), ("banking77", 13083)])
def test_real_data(
    shared_data: Path, tmp_path: Path, parses: list[Path], name: str, rows: int
) -> None:
    file = shared_data / name / "data.csv"
    (tmp_path / "project.toml").write_text(
        f'[project]\nname = "x"\n[data]\nfile = "{file}"\ntext = "text"\nid = "id"\n'
        '[[labels]]\nname = "A"\n[[labels]]\nname = "B"\n'
    )
    for _ in range(2):
        pool = open_pool(open_project(tmp_path))
    assert parses == [file]
    with file.open(encoding="utf-8", newline="") as source:
        expected = list(csv.DictReader(source))
    assert len(pool) == rows == len(expected)
    assert list(pool.texts) == [row["text"] for row in expected]
    assert list(pool.ids) == [row["id"] for row in expected]
    assert sorted(pool.order) == list(range(rows))

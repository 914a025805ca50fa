"""What is wrong with a file is said with the line it stands on."""

import gzip
import os
from pathlib import Path

import pytest

from tests.tables.files import failure, read, save
from tui_labeler.errors import DataError, LabelerError, UsageError
from tui_labeler.tables import delimited, source, write_rows


@pytest.mark.fault("F053", "F054", "F057", "F060")
@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("a,b\n1,2\n1,2,3\n", 3, "3 cells, the first line has 2"),
        ("a,b\n1,2,3\n1,2,3\n", 2, "3 cells, the first line has 2"),
        ('a,b\n"x\ny",1\n2\n', 4, "1 cell, the first line has 2"),
        ('a,b\n1,2\n3,"open\n4,5\n6,7\n', 3, "never closed"),
        ('a,b\n1,"in" side\n', 2, "after its closing quote"),
        ("a,b,a\n1,2,3\n", 1, '"a"'),
        ("", None, "empty"),
        ("\n\n", None, "empty"),
        ("a,b\n", None, "no rows"),
    ],
)
def test_broken_csv(tmp_path: Path, content: str, line: int | None, message: str) -> None:
    error = failure(save(tmp_path, "t.csv", content))
    assert (error.line, message in error.message) == (line, True), error.message


@pytest.mark.fault("F062")
@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ('{"a":1}\n{"a":\n', 2, "not JSON"),
        ('[{"a":1}]\n', 1, "JSON list"),
        ('{"a":1}\n[1]\n', 2, "a list, not an object"),
        ('{"a":1}\n3\n', 2, "a single value, not an object"),
        ('{"a":1}\n{"a":NaN}\n', 2, "NaN is not JSON"),
        ('{"a":1,"b":2,"a":3}\n', 1, 'the key "a" stands twice'),
        ('{"a":' + "[" * 100_000 + "]" * 100_000 + "}", 1, "nested too deep"),
        ("", None, "no rows"),
        ("\n \n", None, "no rows"),
    ],
)
def test_broken_jsonl(tmp_path: Path, content: str, line: int | None, message: str) -> None:
    error = failure(save(tmp_path, "t.jsonl", content))
    assert (error.line, message in error.message) == (line, True), error.message


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_wrong_encoding_names_the_line(tmp_path: Path, ending: str) -> None:
    row = '{"a": "x"}\n' if ending == "jsonl" else "x\n"
    content = (row * 200_000).encode() + row.replace("x", "Müller").encode("cp1252")
    path = save(tmp_path, f"t.{ending}", content)
    error = failure(path)
    assert error.line == 200_001
    assert 'encoding = "cp1252"' in error.hint
    assert read(path, encoding="cp1252")[1][-1] == ("Müller",)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_mark_is_recognised_in_the_hint(tmp_path: Path, encoding: str) -> None:
    path = save(tmp_path, "t.csv", "a\nü\n".encode(encoding))
    assert f'encoding = "{encoding}"' in failure(path).hint
    assert read(path, encoding=encoding) == (("a",), [("ü",)])


def test_long_cells_are_read_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path, "t.csv", "a\n" + "x" * 300_000 + "\n")
    assert len(read(path)[1][0][0]) == 300_000
    monkeypatch.setattr(delimited, "MAX_CELL", 1000)
    assert failure(path).line == 2


@pytest.mark.fault("F063")
def test_gzip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(b"a\n" + b"x\n" * 50_000)
    assert len(read(save(tmp_path, "ok.csv.gz", packed))[1]) == 50_000
    assert "no gzip" in failure(save(tmp_path, "cut.csv.gz", packed[:-20])).message
    assert "no gzip" in failure(save(tmp_path, "no.csv.gz", "a\n1\n")).message
    flipped = bytearray(packed)
    flipped[40] ^= 0xFF
    assert "no gzip" in failure(save(tmp_path, "bad.csv.gz", bytes(flipped))).message
    for name in ("plain.csv", "plain.jsonl", "twice.csv.gz"):
        content = gzip.compress(packed) if name.endswith("gz") else packed
        assert "compressed" in failure(save(tmp_path, name, content)).hint
    monkeypatch.setattr(source, "MAX_EXPANDED", 10_000)
    assert "expands to more" in failure(tmp_path / "ok.csv.gz").message


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "fifo.csv")
    for ending in ("csv", "parquet"):
        for path, message in {
            tmp_path / f"missing.{ending}": "no such file",
            tmp_path / "folder.csv": "a folder",
            tmp_path / "fifo.csv": "a pipe or a device",
            Path(f"http://example.org/t.{ending}"): "only local files",
        }.items():
            assert message in failure(path).message


def test_unknown_ending(tmp_path: Path) -> None:
    for name in ("t.txt", "t", "t.gz", "t.parquet.gz", "gz"):
        assert ".jsonl.gz" in failure(save(tmp_path, name, "a\n1\n")).hint
        with pytest.raises(UsageError):
            write_rows(tmp_path / name, ["a"], [])


def test_parquet_that_is_none(tmp_path: Path) -> None:
    assert "not parquet" in failure(save(tmp_path, "t.parquet", "a,b\n")).message
    with pytest.raises(DataError, match="lone surrogate"):
        write_rows(tmp_path / "u.parquet", ["a"], [("\ud800",)])
    assert not (tmp_path / "u.parquet").exists()


def test_parquet_values_that_are_no_text_name_their_row(tmp_path: Path) -> None:
    pyarrow, path = pytest.importorskip("pyarrow"), tmp_path / "t.parquet"
    pytest.importorskip("pyarrow.parquet")
    for odd in (
        pyarrow.array([0, 10**15], pyarrow.timestamp("ms")),
        pyarrow.array([b"a", b"\xff"]),
        pyarrow.array([0, 0], pyarrow.timestamp("s", "Mars/Olympus")),
    ):
        pyarrow.parquet.write_table(pyarrow.table({"text": ["a", "b"], "odd": odd}), path)
        error = failure(path)
        assert error.line in (1, 2) and "text" in error.message


def test_parquet_without_pyarrow_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(UsageError) as caught:
        read(save(tmp_path, "t.parquet", "PAR1"))
    assert "tui-labeler[parquet]" in caught.value.hint


def test_an_unreadable_file_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path, "t.csv", "a\n1\n")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(source, "_open_binary", refuse)
    with pytest.raises(LabelerError, match="Permission denied"):
        read(path)

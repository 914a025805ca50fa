"""Reading and writing by a name's ending: cells survive, and bad files are named with a line."""

from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tables.files import read, save
from tui_labeler.tables import FORMATS, read_rows, write_rows

CELL = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from(list(",;\t\"'\r\n\0\ufeff\ud800 \u2028\x85")),
    ),
    max_size=12,
)

Tables: TypeAlias = tuple[list[str], list[list[str]]]


def tables(cell: st.SearchStrategy[str]) -> st.SearchStrategy[Tables]:
    """Column names and rows."""
    return st.integers(1, 4).flatmap(
        lambda width: st.tuples(
            st.lists(cell, min_size=width, max_size=width, unique=True),
            st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=5),
        )
    )


@pytest.mark.fault("F104")
@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "csv.gz", "tsv.gz", "jsonl.gz"])
@settings(max_examples=50, deadline=None)
@given(table=tables(CELL))
def test_what_is_written_is_read_back(
    ending: str, table: Tables, tmp_path_factory: pytest.TempPathFactory
) -> None:
    columns, rows = table
    path = tmp_path_factory.getbasetemp() / f"table.{ending}"
    write_rows(path, columns, rows)
    assert read(path) == (tuple(columns), [tuple(row) for row in rows])


@settings(max_examples=50, deadline=None)
@given(table=tables(st.text(st.characters(codec="utf-8"), max_size=12)))
def test_so_is_parquet_which_holds_unicode_only(
    table: Tables, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pytest.importorskip("pyarrow")
    columns, rows = table
    path = tmp_path_factory.getbasetemp() / "table.parquet"
    write_rows(path, columns, rows)
    assert read(path) == (tuple(columns), [tuple(row) for row in rows])


@pytest.mark.fault("F055")
def test_every_format_keeps_what_looks_like_something_else(tmp_path: Path) -> None:
    cells = ["NA", "null", "None", "nan", "001", "1e5", "True", "", " x ", "Ü 한 👩‍🚀"]
    for ending in FORMATS:
        path = tmp_path / f"t.{ending}"
        write_rows(path, ["id", " text"], [(str(n), cell) for n, cell in enumerate(cells)])
        columns, rows = read(path)
        assert columns == ("id", " text")
        assert [cell for _, cell in rows] == cells


def test_golden_bytes(tmp_path: Path) -> None:
    rows = [("1", 'say "hi", you'), ("2", "a\rb"), ("", "")]
    expected = {
        "csv": b'id,text\n1,"say ""hi"", you"\n2,"a\rb"\n,\n',
        "tsv": b'id\ttext\n1\t"say ""hi"", you"\n2\t"a\rb"\n\t\n',
        "jsonl": b'{"id": "1", "text": "say \\"hi\\", you"}\n{"id": "2", "text": "a\\rb"}\n'
        b'{"id": "", "text": ""}\n',
    }
    for ending, content in expected.items():
        path = tmp_path / f"t.{ending}"
        write_rows(path, ["id", "text"], rows)
        assert path.read_bytes() == content


def test_compressed_output_does_not_depend_on_time_or_name(tmp_path: Path) -> None:
    for name in ("a.csv.gz", "b.csv.gz"):
        write_rows(tmp_path / name, ["a"], [("1",)])
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()


def test_rows_carry_the_line_they_begin_on(tmp_path: Path) -> None:
    csv = save(tmp_path, "t.csv", 'a,b\n1,"x\ny"\n\n2,z\n')
    assert list(read_rows(csv).rows) == [(2, ("1", "x\ny")), (5, ("2", "z"))]
    jsonl = save(tmp_path, "t.jsonl", '\n{"a":1}\n\n{"a":2}')
    assert list(read_rows(jsonl).rows) == [(2, ("1",)), (4, ("2",))]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_mark(tmp_path: Path, line_end: str) -> None:
    for encoding in ("utf-8", "utf-8-sig"):
        path = save(tmp_path, "t.csv", line_end.join(["a,b", "1,ü", ""]).encode("utf-8-sig"))
        assert read(path, encoding=encoding) == (("a", "b"), [("1", "ü")])


def test_separator_overrides_the_one_of_the_ending(tmp_path: Path) -> None:
    path = save(tmp_path, "t.csv", "a;b\n1,5;2\n")
    assert read(path, separator=";") == (("a", "b"), [("1,5", "2")])


@pytest.mark.fault("F062")
def test_jsonl_cells(tmp_path: Path) -> None:
    huge = "9" * 5000
    lines = [
        '{"a": 1.50, "b": null, "c": true}',
        f'{{"d": [1.0, {{"k": "é"}}, []], "a": {huge}, "c": false}}',
        r'{"b": "\ud83d\ude00 001"}',
    ]
    columns, rows = read(save(tmp_path, "t.jsonl", "\n".join(lines)))
    assert columns == ("a", "b", "c", "d")
    assert rows == [
        ("1.50", "", "true", ""),
        (huge, "", "false", '[1.0,{"k":"é"},[]]'),
        ("", "😀 001", "", ""),
    ]


def test_parquet_values_become_text(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "t.parquet"
    values = {
        "i": [1, None],
        "f": [0.5, 2.0],
        "b": [True, False],
        "l": [[1, 2], []],
        "s": ["", "x"],
    }
    parquet.write_table(pyarrow.table(values), path)
    table = read_rows(path)
    assert table.columns == ("i", "f", "b", "l", "s")
    assert list(table.rows) == [
        (1, ("1", "0.5", "true", "[1,2]", "")),
        (2, ("", "2.0", "false", "[]", "x")),
    ]


@pytest.mark.fault("F104")
def test_spreadsheet_safe(tmp_path: Path) -> None:
    cells = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "  =1", "＝1", "＋1", "a=1", "", "1"]
    rows = [(cell,) for cell in cells]
    path = tmp_path / "t.csv"
    write_rows(path, ["=name"], rows, spreadsheet_safe=True)
    columns, found = read(path)
    assert columns == ("'=name",)
    assert [cell for (cell,) in found] == ["'" + cell for cell in cells[:9]] + cells[9:]
    write_rows(tmp_path / "t.jsonl", ["a"], rows, spreadsheet_safe=True)
    assert read(tmp_path / "t.jsonl")[1] == rows


def test_rows_must_fit_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_rows(path, ["a"], [("old",)])
    for columns, rows in ((["a", "b"], [("1",)]), (["a", "a"], [("1", "2")])):
        with pytest.raises(ValueError):
            write_rows(path, columns, rows)
    assert read(path)[1] == [("old",)]

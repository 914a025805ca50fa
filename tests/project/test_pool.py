"""The pool: what the file says, whatever is in it."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.project.pools import CSV, ID, TEXT, make
from tui_labeler import tables
from tui_labeler.errors import DataError
from tui_labeler.project import Pool, open_pool, pool_builder
from tui_labeler.project import pool as pool_module
from tui_labeler.project.pool import column_kinds, text_hash


def test_what_the_file_says(tmp_path: Path) -> None:
    pool = open_pool(make(tmp_path, CSV, TEXT, ID))
    assert len(pool) == 4
    assert list(pool.ids) == ["a", "b", "c", "d"]
    assert list(pool.texts) == ["one", "two", "one", "one"]
    assert {name: list(cells) for name, cells in pool.columns.items()} == {
        "stars": ["1", "-2.5", "", "0"],
        "note": ["x", "", "007", "y"],
    }
    assert (pool.texts[-1], pool.texts[1:3]) == ("one", ["two", "one"])
    with pytest.raises(IndexError):
        pool.texts[4]


def test_data_that_went_away_are_told_with_the_line_that_names_them(tmp_path: Path) -> None:
    project = make(tmp_path, CSV, TEXT, ID)
    project.data_file.unlink()
    with pytest.raises(DataError, match="no such file") as caught:
        open_pool(project)
    assert f"line {project.line_of('data', 'file')}, names it" in caught.value.hint


@pytest.mark.fault("F059")
def test_rows_by_id_and_copies(tmp_path: Path) -> None:
    pool = open_pool(make(tmp_path, CSV, TEXT, ID))
    assert [pool.row(item) for item in ("a", "d", "z")] == [0, 3, None]
    assert [pool.copy_of(row) for row in range(4)] == [0, 1, 0, 0]
    assert [pool.copies_of(row) for row in range(4)] == [2, 0, 2, 2]
    assert pool.copies == 2


def test_ids_whose_hashes_are_equal_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (pool_module, pool_builder):
        monkeypatch.setattr(module, "order_key", lambda seed, item: len(item))
    pool = open_pool(make(tmp_path, CSV, TEXT, ID))
    assert [pool.row(item) for item in ("d", "a", "z", "zz", "")] == [3, 0, None, None, None]


def test_kinds_of_columns(tmp_path: Path) -> None:
    data = "text,plain,zero,exponent,empty,space,big\n"
    data += "t,1,01,1e5,, 1,12345678901234567890\nu,0.5,2,2,,2,\n"
    assert column_kinds(open_pool(make(tmp_path, data, TEXT))) == {
        "plain": "number",
        "zero": "text",
        "exponent": "text",
        "empty": "text",
        "space": "text",
        "big": "number",
    }
    told = 'columns = { plain = "text", exponent = "number" }'
    kinds = column_kinds(open_pool(make(tmp_path, data, TEXT, told)))
    assert (kinds["plain"], kinds["exponent"]) == ("text", "number")


def test_a_column_said_to_hold_numbers_must(tmp_path: Path) -> None:
    project = make(tmp_path, CSV, TEXT, 'columns = { note = "number" }')
    with pytest.raises(DataError, match='"x" in column "note" is no number') as caught:
        open_pool(project)
    assert caught.value.line == 2


def test_ids_made_from_texts(tmp_path: Path) -> None:
    pool = open_pool(make(tmp_path, "text\none\ntwo\none\none\n", TEXT))
    one = text_hash("one")[:12]
    assert list(pool.ids) == [one, text_hash("two")[:12], f"{one}-2", f"{one}-3"]


@pytest.mark.fault("F058")
@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        ("id,text\na,x\n,y\n", 3, "the id is empty"),
        ("id,text\na,x\n  ,y\n", 3, "the id is empty"),
        ("id,text\na,x\nb,y\na,z\n", 4, '"a" stands on line 2 already'),
        ("id,text\na,x\nb\ud800,y\n", 3, "lone surrogate"),
    ],
)
def test_bad_ids(tmp_path: Path, data: str, line: int, message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        open_pool(make(tmp_path, data, TEXT, ID))
    assert caught.value.line == line
    assert os.listdir(tmp_path / ".cache") == []


@pytest.mark.fault("F058")
def test_ids_are_told_apart_as_strings(tmp_path: Path) -> None:
    pool = open_pool(make(tmp_path, "id,text\n1,a\n01,b\n1.0,c\n 1,d\n", TEXT, ID))
    assert [pool.row(item) for item in ("1", "01", "1.0", " 1")] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("keys", "line", "key"),
    [
        (['text = "txet"'], 6, "text"),
        ([TEXT, 'id = "txet"'], 7, "id"),
        ([TEXT, 'show = ["other", "txet"]'], 7, "show"),
        ([TEXT, 'given_labels = "txet"'], 7, "given_labels"),
        ([TEXT, 'columns = { txet = "text" }'], 7, "columns"),
    ],
)
def test_missing_columns(tmp_path: Path, keys: list[str], line: int, key: str) -> None:
    with pytest.raises(DataError, match=r'"txet" not found\. Did you mean "text"') as caught:
        open_pool(make(tmp_path, "other,text\n1,x\n", *keys))
    assert caught.value.hint == (
        f'Columns: "other", "text".\nproject.toml, line {line}, names it as "{key}".'
    )


def test_a_name_with_a_space_is_found_by_the_hint(tmp_path: Path) -> None:
    with pytest.raises(DataError, match='Did you mean "text"') as caught:
        open_pool(make(tmp_path, "id, text\n1,x\n", TEXT))
    assert '"id", "text"' in caught.value.hint


def order_of_ids(pool: Pool) -> list[str]:
    return [pool.ids[row] for row in pool.order]


@pytest.mark.fault("F066")
def test_the_order_is_a_permutation_that_survives_new_rows(tmp_path: Path) -> None:
    rows = [f"i{number},text {number}\n" for number in range(50)]
    old = open_pool(make(tmp_path, "id,text\n" + "".join(rows[:40]), TEXT, ID))
    assert sorted(old.order) == list(range(40)) != list(old.order)
    before = order_of_ids(old)
    new = open_pool(make(tmp_path, "id,text\n" + "".join(reversed(rows)), TEXT, ID))
    assert [item for item in order_of_ids(new) if item in set(before)] == before
    other = open_pool(make(tmp_path, "id,text\n" + "".join(rows[:40]), TEXT, ID, seed=1))
    assert order_of_ids(other) != before


def test_hashes_of_texts() -> None:
    assert text_hash("") == "e4a6a0577479b2b4"
    assert len(text_hash("\ud800")) == 16


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=()), max_size=20).filter(lambda text: text != ""),
        min_size=1,
        max_size=20,
    )
)
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("pool")
    project = make(folder, "", TEXT, name="data.jsonl")
    tables.write_rows(folder / "data.jsonl", ["text"], [(text,) for text in texts])
    pool = open_pool(project)
    assert list(pool.texts) == texts
    assert [pool.texts[pool.copy_of(row)] for row in range(len(texts))] == texts
    assert pool.copies == len(texts) - len(set(texts))
    assert [pool.row(item) for item in pool.ids] == list(range(len(texts)))

"""Many strings in two files: whichever way they are taken, they are the same."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.project.strings import CHUNK, Strings, StringsWriter, encode, map_strings

TEXTS = st.lists(st.one_of(st.text(max_size=9), st.text(alphabet="ab", max_size=3)), max_size=20)


def written(folder: Path, texts: list[str]) -> Strings:
    with StringsWriter(folder, "some") as writer:
        writer.add(map(encode, texts))
    return map_strings(folder, "some")


@given(texts=TEXTS)
@settings(max_examples=50, deadline=None)
def test_every_way_to_take_them(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("strings")
    strings = written(folder, texts)
    assert list(strings) == texts
    assert [strings[position] for position in range(len(strings))] == texts
    assert strings[1:4] == texts[1:4]
    assert list(reversed(strings)) == texts[::-1]


def test_more_than_one_chunk(tmp_path: Path) -> None:
    texts = [f"text {n}" if n != CHUNK + 5 else "텍스트 \ud800" for n in range(2 * CHUNK + 3)]
    strings = written(tmp_path, texts)
    assert list(strings) == texts
    (tmp_path / "none").mkdir()
    assert list(written(tmp_path / "none", [])) == []

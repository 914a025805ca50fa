"""What was paid is known after a kill."""

from pathlib import Path

import pytest

from tui_labeler.llm import journal
from tui_labeler.llm.journal import Journal


def record(key: str, **more: object) -> dict[str, object]:
    return {"key": key, "items": [key], "answers": {}, "paid": False, "error": None, **more}


def test_what_was_under_way_is_on_the_bill(tmp_path: Path) -> None:
    path = journal.new_path(tmp_path)
    with Journal(path, {"model": "m"}) as book:
        for key in ("a", "b"):
            book.sent(record(key))
        book.settled(record("a", paid=True, answers={"a": {"label": "x"}}))
        assert journal.leftovers(tmp_path) == []
        with pytest.raises(OSError):
            Journal(path, {})
    assert journal.leftovers(tmp_path) == [path]
    header, (first, second) = journal.read(path)
    assert header == {"model": "m"}
    assert first["answers"] == {"a": {"label": "x"}}
    assert (second["key"], second["paid"], second["error"]) == ("b", True, "interrupted")


def test_a_line_cut_by_a_kill_is_no_line(tmp_path: Path) -> None:
    path = tmp_path / "llm-run-000007.jsonl"
    with Journal(path, {"model": "m"}) as book:
        book.settled(record("a"))
    whole = path.read_bytes()
    for cut in range(len(whole) - 1):
        path.write_bytes(whole[:cut])
        header, records = journal.read(path)
        assert header in ({}, {"model": "m"})
        assert records == []
    assert journal.new_path(tmp_path).name == "llm-run-000008.jsonl"

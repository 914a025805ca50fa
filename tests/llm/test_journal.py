"""What was paid is known after a kill."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tui_labeler.llm import journal
from tui_labeler.llm.journal import Journal, Sent


@pytest.fixture
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def record(key: str, **more: object) -> dict[str, Any]:
    return {"key": key, "items": [key], "answers": {}, "paid": False, "error": None, **more}


def sent(key: str) -> Sent:
    """All alike but for the text."""
    body = {"messages": [{"role": "system", "content": "Which label? " * 200}, {"content": key}]}
    return Sent(key, key, (key,), ("k",), body)


def test_what_was_under_way_is_on_the_bill(tmp_path: Path, loop: asyncio.Runner) -> None:
    path = journal.new_path(tmp_path)
    with Journal(path, {"model": "m"}) as book:
        for key in ("a", "b", "c"):
            loop.run(book.sent(record(key), sent(key)))
        loop.run(book.settled(record("a", paid=True, answers={"a": {"label": "x"}})))
        assert journal.leftovers(tmp_path) == []
        assert journal.under_way(tmp_path) == {"a", "b", "c"}
        with pytest.raises(OSError):
            Journal(path, {})
    assert journal.leftovers(tmp_path) == [path]
    assert journal.under_way(tmp_path) == set()
    left = journal.read(path)
    assert left.header == {"model": "m"}
    (first,) = left.settled
    assert first["answers"] == {"a": {"label": "x"}}
    lost = {request.key: (kept, request) for kept, request in left.unanswered}
    assert lost.keys() == {"b", "c"}
    for key, (kept, request) in lost.items():
        assert (kept["key"], kept["paid"], kept["error"]) == (key, True, "interrupted")
        assert request == sent(key)
    assert path.stat().st_size < 3 * 500 + len("Which label? " * 200)


def test_a_line_cut_by_a_kill_is_no_line(tmp_path: Path, loop: asyncio.Runner) -> None:
    path = tmp_path / "llm-run-000007.jsonl"
    with Journal(path, {"model": "m"}) as book:
        loop.run(book.sent(record("a"), sent("a")))
        loop.run(book.settled(record("a")))
    whole = path.read_bytes()
    for cut in range(len(whole) - 1):
        path.write_bytes(whole[:cut])
        left = journal.read(path)
        assert left.header in ({}, {"model": "m"})
        assert left.settled == []
    assert journal.new_path(tmp_path).name == "llm-run-000008.jsonl"


def test_those_who_wait_together_share_a_sync(
    tmp_path: Path, loop: asyncio.Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "llm-run-000001.jsonl"
    syncs: list[int] = []
    on_disk: list[bytes] = []

    def fsync(fd: int) -> None:
        syncs.append(fd)
        on_disk.append(path.read_bytes())

    monkeypatch.setattr("tui_labeler.llm.journal.os.fsync", fsync)

    async def many(book: Journal) -> None:
        await asyncio.gather(*(book.settled(record(f"r{n}")) for n in range(50)))

    with Journal(path, {}) as book:
        syncs.clear()
        loop.run(many(book))
    assert 1 <= len(syncs) <= 2
    assert on_disk[-1].count(b"settled") == 50

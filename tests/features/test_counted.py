"""Counts of chunks: the frequencies of all, and every chunk again."""

from pathlib import Path

import numpy as np
import pytest

from tui_labeler.features.counted import Counts, count, counting


def chunks(rng: np.random.Generator) -> list[Counts]:
    """Three chunks of a few texts each; the second has no n-gram."""
    return [
        count(rng.integers(9, size=size).astype(np.uint64), np.arange(size, dtype=np.int32) % 4, 4)
        for size in (30, 0, 20)
    ]


@pytest.mark.parametrize("waiting", [0, 8, 1000])
def test_document_frequencies_do_not_depend_on_when_chunks_become_one(
    waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_labeler.features.counted.WAITING", waiting)
    made = chunks(np.random.default_rng(3))
    with counting(None) as counted:
        for chunk in made:
            counted.add(chunk)
    keys, df = counted.document_frequencies()
    wanted: dict[int, int] = {}
    for chunk in made:
        for key, texts in zip(chunk.keys.tolist(), (chunk.table > 0).sum(axis=0), strict=True):
            wanted[key] = wanted.get(key, 0) + int(texts)
    assert dict(zip(keys.tolist(), df.tolist(), strict=True)) == wanted
    assert keys.tolist() == sorted(wanted) and counted.texts == 12


def test_chunks_come_back_as_often_as_wanted_and_leave_no_file(tmp_path: Path) -> None:
    made = chunks(np.random.default_rng(4))
    with counting(tmp_path) as counted:
        for chunk in made:
            counted.add(chunk)
        assert not list(tmp_path.iterdir())
        for _ in range(2):
            for chunk, again in zip(made, counted, strict=True):
                np.testing.assert_array_equal(again.keys, chunk.keys)
                np.testing.assert_array_equal(again.table.toarray(), chunk.table.toarray())
                assert again.table.data.dtype == chunk.table.data.dtype

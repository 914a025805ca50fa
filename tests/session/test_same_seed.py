"""The same seed and the same answers give the same queue, byte for byte."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.robots.projects import review_rows, write_project
from tests.session.play import answer
from tui_labeler.session import Session
from tui_labeler.worker.twin import InProcessRunner


def queue(folder: Path, gold: Mapping[str, str], seed: int, strategy: str) -> bytes:
    """All that is kept of the batches of 40 answers, but for when they were made."""
    sections = {
        "project": f'name = "reviews"\nseed = {seed}',
        "active_learning": f'strategy = "{strategy}"\ncold_start = "diverse"\nbatch_size = 6',
    }
    with Session.open(write_project(folder, review_rows(120), sections=sections)) as session:
        answer(session, gold, 40, InProcessRunner())
        batches = [asdict(batch) for batch in session.store.batches()]
    assert sum(item["why"] == "query" for batch in batches for item in batch["items"]) > 10
    return json.dumps([{**batch, "at": 0} for batch in batches]).encode()


@pytest.mark.parametrize("strategy", ["margin", "cluster_uncertainty", "bald"])
def test_twice(tmp_path: Path, gold: Mapping[str, str], strategy: str) -> None:
    first, second = (queue(tmp_path / name, gold, 3, strategy) for name in "ab")
    assert first == second
    assert queue(tmp_path / "c", gold, 4, strategy) != first

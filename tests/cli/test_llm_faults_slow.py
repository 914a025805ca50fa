"""A thousand items on a server that misbehaves, and a kill in the middle."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.killing import billed, run_and_kill
from tests.robots.llm_server import KEY, LLMServer
from tests.robots.projects import review_rows, write_project

ROWS = review_rows(1000)
FAULTS = (
    *("500", "502", "503", "408", "409", "429", "429:1", "hang", "drip", "rst", "close"),
    *("truncated", "html", "list", "null", "no_choices", "null_content", "utf8", "nan"),
    *("length", "filter", "refusal", "list_content", "say:maybe", "say:good or bad"),
)
CONCURRENCY = 16


@pytest.mark.fault("F083", "F084", "F087", "F088", "F093")
@pytest.mark.slow
@pytest.mark.parametrize("child_too", [False, True])
def test_every_item_ends_with_a_label_or_a_typed_error(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, child_too: bool
) -> None:
    """And each is paid once; where all processes die, on a server that honours its keys."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    gold = {text: label for _, text, label in ROWS}
    faulty = random.Random(0).sample(list(gold), len(gold) // 20)
    fault = {text: FAULTS[at % len(FAULTS)] for at, text in enumerate(faulty)}

    def misbehave(text: str, n: int) -> str:
        return fault.get(text, "ok") if n == 1 or text in faulty[:10] else "ok"

    server = LLMServer(lambda text: gold[text], fault=misbehave, delay=0.02, idempotent=child_too)
    with server:
        section = (
            f'model = "fake"\nbase_url = "{server.url}"\nconcurrency = {CONCURRENCY}\n'
            "timeout = 2.0\ninput_price = 1.0\noutput_price = 2.0"
        )
        folder = write_project(tmp_path / "reviews", ROWS, sections={"llm": section})
        run_and_kill(folder, server, paid=400, child_too=child_too)
        while list(folder.glob("llm-run-*")):
            ran = cli("llm", folder, "--yes", "--json")
            assert ran.code == 0, ran.err
        paid, texts = server.paid, server.paid_texts
    with sqlite3.connect(folder / "labels.sqlite") as db:
        (labelled,) = db.execute("SELECT count(DISTINCT item) FROM annotation").fetchone()
        (failed,) = db.execute(
            "SELECT count(DISTINCT item.key) FROM llm_request, json_each(answers) item "
            "WHERE item.value ->> 'error' IS NOT NULL AND item.key NOT IN "
            "(SELECT item FROM annotation)"
        ).fetchone()
    db.close()
    assert labelled + failed == len(ROWS)
    assert failed < len(faulty)
    assert paid == billed(folder), {t: (n, fault.get(t)) for t, n in texts.items() if n > 1}
    assert [text for text, count in texts.items() if count > 1 and text not in fault] == []

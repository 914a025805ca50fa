"""A thousand items on a server that misbehaves, and a kill in the middle."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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
def test_every_item_ends_with_a_label_or_a_typed_error(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    gold = {text: label for _, text, label in ROWS}
    faulty = random.Random(0).sample(list(gold), len(gold) // 20)
    fault = {text: FAULTS[at % len(FAULTS)] for at, text in enumerate(faulty)}

    def misbehave(text: str, n: int) -> str:
        return fault.get(text, "ok") if n == 1 or text in faulty[:10] else "ok"

    with LLMServer(lambda text: gold[text], fault=misbehave, delay=0.02) as server:
        section = (
            f'model = "fake"\nbase_url = "{server.url}"\nconcurrency = {CONCURRENCY}\n'
            "timeout = 2.0\ninput_price = 1.0\noutput_price = 2.0"
        )
        folder = write_project(tmp_path / "reviews", ROWS, sections={"llm": section})
        command = [sys.executable, "-m", "tui_labeler", "llm", str(folder), "--yes"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=dict(os.environ)) as killed:
            while server.paid < 400:
                assert killed.poll() is None
            killed.send_signal(signal.SIGKILL)
        ran = cli("llm", folder, "--yes", "--json")
        paid, texts = server.paid, server.paid_texts
    assert ran.code == 0, ran.err
    with sqlite3.connect(folder / "labels.sqlite") as db:
        (labelled,) = db.execute("SELECT count(DISTINCT item) FROM annotation").fetchone()
        (billed,) = db.execute("SELECT sum(paid) FROM llm_request").fetchone()
        (lost,) = db.execute(
            "SELECT count(*) FROM llm_request WHERE error = 'interrupted'"
        ).fetchone()
        (failed,) = db.execute(
            "SELECT count(DISTINCT item.key) FROM llm_request, json_each(answers) item "
            "WHERE item.value ->> 'error' IS NOT NULL AND item.key NOT IN "
            "(SELECT item FROM annotation)"
        ).fetchone()
    db.close()
    assert labelled + failed == len(ROWS)
    assert failed < len(faulty)
    assert lost <= CONCURRENCY
    assert paid <= billed <= paid + lost
    twice = [text for text, count in texts.items() if count > 1 and text not in fault]
    assert len(twice) <= lost

"""A project whose LLM is a server on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.robots.llm_server import KEY, LLMServer
from tests.robots.projects import review_rows, write_project

ROWS = review_rows(30)

GOLD = {text: label for _, text, label in ROWS}

PRICES = "input_price = 1.0\noutput_price = 2.0\nconcurrency = 4\ntimeout = 2.0"


@pytest.fixture
def server() -> Iterator[LLMServer]:
    with LLMServer(lambda text: GOLD.get(text, "good")) as running:
        yield running


@pytest.fixture
def project(tmp_path: Path, server: LLMServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Thirty reviews, and an [llm] that is the server."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    section = f'model = "fake"\nbase_url = "{server.url}"\n{PRICES}'
    return write_project(tmp_path / "reviews", ROWS, sections={"llm": section})

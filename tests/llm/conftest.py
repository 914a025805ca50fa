"""A pool to ask about, a key, and no pauses between tries."""

from pathlib import Path

import pytest

from tests.llm.harness import KEY, KEY_NAME, make_pool
from tui_labeler.llm import run
from tui_labeler.project import Pool


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    """Forty reviews."""
    return make_pool(tmp_path)


@pytest.fixture(autouse=True)
def key_and_no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_NAME, KEY)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setattr(run, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(run, "TICK", 0.02)

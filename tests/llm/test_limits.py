"""What a run may spend, what a server cannot do, and the key."""

import json

import pytest

from tests.llm.harness import KEY, KEY_NAME, ROWS, ask, faulty, gold
from tests.robots.llm_server import LLMServer
from tui_labeler.errors import LLMError
from tui_labeler.llm.server import NO_KEY, read_key, server_of
from tui_labeler.project import Pool
from tui_labeler.project.llm_section import USUAL_KEY


@pytest.mark.fault("F094")
def test_a_server_that_does_not_count_is_estimated(pool: Pool) -> None:
    with LLMServer(gold, usage=False) as server:
        ended = ask(pool, server)
    assert all(r["tokens_in"] > 50 and r["cost"] > 0 for r in ended.records)


@pytest.mark.fault("F094")
@pytest.mark.parametrize("concurrency", [1, 8])
def test_parallel_requests_cannot_pass_the_cap(pool: Pool, concurrency: int) -> None:
    grant = 0.0012
    with LLMServer(gold, delay=0.01) as server:
        ended = ask(pool, server, rows=40, grant=grant, concurrency=concurrency)
    assert ended.result["stopped"] == "cap"
    assert 0 < sum(r["cost"] for r in ended.records) <= grant
    assert ended.paid == server.paid < 40


@pytest.mark.fault("F094")
def test_without_a_price_the_cap_counts_tokens(pool: Pool) -> None:
    with LLMServer(gold) as server:
        ended = ask(pool, server, rows=40, grant=0.001, input_price=None, output_price=None)
    assert ended.result["stopped"] == "cap"
    assert all(r["cost"] is None for r in ended.records)
    assert sum(r["tokens_in"] + r["tokens_out"] for r in ended.records) <= 1000


@pytest.mark.fault("F095")
@pytest.mark.parametrize(
    ("refuses", "sentence"),
    [
        (("json_schema",), "no JSON schema"),
        (("response_format",), "no structured output"),
        (("logprobs", "seed"), "as the model claims"),
        (("temperature", "max_tokens"), "JSON schema"),
    ],
)
def test_what_a_server_cannot_do_is_left_out(
    pool: Pool, refuses: tuple[str, ...], sentence: str
) -> None:
    with LLMServer(gold, refuses=refuses) as server:
        ended = ask(pool, server)
        settled = len(server.asked) - 10
    assert len(ended.answers) == 10
    assert not ended.failed
    assert settled <= 3
    (said,) = ended.said
    assert sentence in said


@pytest.mark.fault("F095")
def test_a_server_without_log_probabilities_is_asked_how_sure_it_is(pool: Pool) -> None:
    with LLMServer(gold, logprobs=False) as server:
        ended = ask(pool, server)
    sure = [one["confidence"] for one in ended.answers.values()]
    assert sure.count(None) == 1
    assert sure.count(0.8) == 9


def test_what_is_known_is_not_tried_again(pool: Pool) -> None:
    with LLMServer(gold, refuses=("json_schema",)) as server:
        known = ask(pool, server).result["abilities"]
        before = len(server.asked)
        ended = ask(pool, server, abilities=known)
        assert len(server.asked) - before == 10
    assert not ended.said


@pytest.mark.fault("F096")
@pytest.mark.parametrize("key", ["", "  "])
def test_a_missing_key_is_explained(pool: Pool, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with LLMServer(gold) as server, pytest.raises(LLMError, match="OPENAI_API_KEY is not set"):
        ask(pool, server, base_url="https://api.openai.com/v1", api_key_env=USUAL_KEY)


@pytest.mark.fault("F096")
@pytest.mark.parametrize("key", [KEY + "\n", "sk-ключ-ключ", "sk-a b"])
def test_a_key_that_is_none_is_not_sent(
    pool: Pool, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_NAME, key)
    with LLMServer(gold) as server:
        with pytest.raises(LLMError, match="no key has") as caught:
            ask(pool, server)
        assert not server.asked
    assert key.strip() not in str(caught.value)


@pytest.mark.fault("F075")
def test_the_usual_key_is_not_sent_to_a_port_that_project_toml_names(pool: Pool) -> None:
    with LLMServer(gold, fault=lambda text, n: "401") as server:
        ended = ask(pool, server, api_key_env=USUAL_KEY)
        assert server.keys == {f"Bearer {NO_KEY}"}
    assert "api_key_env in project.toml names" in ended.result["message"]


def test_a_server_of_ones_own_environment_gets_it() -> None:
    environment = {"OPENAI_BASE_URL": "http://localhost:8000/v1", USUAL_KEY: KEY}
    assert read_key(server_of(None, environment), USUAL_KEY, environment) == KEY


@pytest.mark.fault("F096")
def test_the_key_is_in_nothing_that_is_kept(pool: Pool) -> None:
    with LLMServer(gold, fault=faulty("401", text=ROWS[5][1])) as server:
        ended = ask(pool, server)
    assert ended.result["stopped"] == "auth"
    assert "[key]" in ended.result["message"]
    assert KEY not in json.dumps([ended.records, ended.result, ended.progress])


def test_a_key_does_not_travel_in_clear(pool: Pool) -> None:
    with LLMServer(gold) as server, pytest.raises(LLMError, match="unencrypted"):
        ask(pool, server, base_url="http://example.com/v1")

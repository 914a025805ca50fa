"""Area llm of the table of faults: what a server may do, and what must come of it."""

from email.utils import formatdate
from time import monotonic, time

import pytest

from tests.llm.harness import FIRST, KEY_NAME, ROWS, ask, faulty, gold
from tests.robots.llm_server import LLMServer
from tui_labeler.errors import LLMError
from tui_labeler.project import Pool


def test_everything_is_labelled_and_billed(pool: Pool) -> None:
    with LLMServer(gold) as server:
        ended = ask(pool, server)
    assert {item: one["label"] for item, one in ended.answers.items()} == {
        item: label for item, _, label in ROWS[:10]
    }
    assert ended.paid == server.paid == 10
    assert all(r["tokens_in"] == 50 and r["tokens_out"] == 5 for r in ended.records)
    assert sum(r["cost"] for r in ended.records) == pytest.approx(10 * 60 / 1e6)
    assert ended.result["stopped"] is None
    assert server.most_at_once <= 4


@pytest.mark.fault("F083")
@pytest.mark.parametrize(
    "header",
    ["0.2", formatdate(time() - 60, usegmt=True), ""],
    ids=["seconds", "a date that is past", "none"],
)
def test_a_rate_limit_is_waited_for(pool: Pool, header: str) -> None:
    fault = f"429:{header}" if header else "429"
    with LLMServer(gold, fault=faulty(fault, "ok")) as server:
        ended = ask(pool, server)
    assert len(ended.answers) == 10
    assert not ended.failed
    if header == "0.2":
        assert any("rate limit, waiting" in what for what in ended.progress)


@pytest.mark.fault("F083")
def test_a_server_that_limits_everybody_stops_the_run(pool: Pool) -> None:
    with LLMServer(gold, fault=lambda text, n: "429") as server:
        ended = ask(pool, server)
    assert ended.result["stopped"] == "rate_limit"


@pytest.mark.fault("F083")
def test_a_very_long_wait_stops_the_run(pool: Pool) -> None:
    with LLMServer(gold, fault=faulty("429:3600")) as server:
        ended = ask(pool, server)
    assert ended.result["stopped"] == "wait"
    assert "60 minutes" in ended.result["message"]


@pytest.mark.fault("F083")
def test_no_quota_stops_the_run(pool: Pool) -> None:
    with LLMServer(gold, fault=faulty("429:quota", text=FIRST)) as server:
        ended = ask(pool, server)
        assert len(server.asked) == 1
    assert ended.result["stopped"] == "quota"
    assert "quota" in ended.result["message"]


@pytest.mark.fault("F084")
@pytest.mark.parametrize("fault", ["500", "502", "503", "503:0", "408", "409"])
def test_a_busy_server_is_asked_again(pool: Pool, fault: str) -> None:
    with LLMServer(gold, fault=faulty(fault, fault, "ok")) as server:
        ended = ask(pool, server)
    assert not ended.failed
    assert [r["error"] for r in ended.records].count("server") == 2
    assert ended.paid == server.paid == 10


@pytest.mark.fault("F084")
def test_tries_end(pool: Pool) -> None:
    with LLMServer(gold, fault=faulty("500")) as server:
        ended = ask(pool, server)
    assert ended.failed == {"server": 1}
    assert len(ended.answers) == 10
    assert [r["error"] for r in ended.records].count("server") == 5


@pytest.mark.fault("F084")
def test_a_server_that_is_down_stops_the_run(pool: Pool) -> None:
    with LLMServer(gold, fault=lambda text, n: "500") as server:
        ended = ask(pool, server, rows=40)
    assert ended.result["stopped"] == "server"
    assert ended.paid == 0


@pytest.mark.fault("F085")
@pytest.mark.parametrize(
    ("fault", "kind"), [("401", "auth"), ("403", "auth"), ("404", "model"), ("422", "request")]
)
def test_what_no_request_survives_stops_at_the_first(pool: Pool, fault: str, kind: str) -> None:
    with LLMServer(gold, fault=lambda text, n: fault) as server:
        ended = ask(pool, server)
        assert len(server.asked) == 1
    assert ended.result["stopped"] == kind


def test_a_redirect_is_not_followed(pool: Pool) -> None:
    with LLMServer(gold, fault=lambda text, n: "307") as server:
        ended = ask(pool, server)
    assert ended.result["stopped"] == "redirect"
    assert "base_url is not the server's, it sends on to" in ended.result["message"]


@pytest.mark.fault("F087")
@pytest.mark.parametrize("fault", ["hang", "drip"])
def test_the_time_limit_is_a_total(pool: Pool, fault: str) -> None:
    with LLMServer(gold, fault=faulty(fault, "ok")) as server:
        began = monotonic()
        ended = ask(pool, server, timeout=0.3)
        assert monotonic() - began < 2.5
    assert not ended.failed
    assert [r["error"] for r in ended.records].count("timeout") == 1
    assert ended.paid == server.paid


@pytest.mark.fault("F087")
@pytest.mark.parametrize("fault", ["rst", "close"])
def test_a_broken_connection_is_tried_again(pool: Pool, fault: str) -> None:
    with LLMServer(gold, fault=faulty(fault, fault, "ok")) as server:
        ended = ask(pool, server)
    assert not ended.failed
    (detail,) = {r["detail"] for r in ended.records if r["error"] == "network"}
    assert detail


@pytest.mark.fault("F087")
@pytest.mark.parametrize("url", ["http://127.0.0.1:1/v1", "http://no-such-host.invalid/v1"])
def test_a_server_that_is_not_there_stops_the_run(
    pool: Pool, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY_NAME)
    with LLMServer(gold) as server:
        ended = ask(pool, server, base_url=url)
    assert ended.result["stopped"] == "network"
    assert "does not answer" in ended.result["message"]


@pytest.mark.fault("F087")
def test_an_address_without_a_scheme_is_explained(pool: Pool) -> None:
    with LLMServer(gold) as server, pytest.raises(LLMError, match="no address of a server"):
        ask(pool, server, base_url="localhost:11434/v1")


UNREADABLE = ["truncated", "html", "list", "null", "no_choices", "null_content", "utf8", "nan"]


@pytest.mark.fault("F088")
@pytest.mark.parametrize("fault", UNREADABLE)
def test_an_answer_that_is_none_is_kept_and_asked_again(pool: Pool, fault: str) -> None:
    with LLMServer(gold, fault=faulty(fault, "ok")) as server:
        ended = ask(pool, server)
    assert not ended.failed
    (odd,) = [r for r in ended.records if r["error"]]
    assert (odd["error"], odd["paid"]) == ("unreadable", True)
    assert odd["raw"]
    assert ended.paid == server.paid == 11


def test_asking_again_ends_where_it_costs(pool: Pool) -> None:
    with LLMServer(gold, fault=faulty("html")) as server:
        ended = ask(pool, server)
    assert ended.failed == {"unreadable": 1}
    assert server.paid == 11


@pytest.mark.fault("F088")
def test_content_in_parts_is_read(pool: Pool) -> None:
    with LLMServer(gold, fault=faulty("list_content")) as server:
        assert not ask(pool, server).failed


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("length", "cut_off"),
        ("filter", "filtered"),
        ("refusal", "refused"),
        ("say:maybe", "no_label"),
        ("say:good bad", "no_label"),
    ],
)
def test_what_would_only_be_said_again_is_not_asked_again(
    pool: Pool, fault: str, kind: str
) -> None:
    with LLMServer(gold, fault=faulty(fault)) as server:
        ended = ask(pool, server)
    assert ended.failed == {kind: 1}
    assert server.paid == 10


@pytest.mark.fault("F091")
def test_a_hostile_answer_is_stored_as_text(pool: Pool) -> None:
    answer = "\x1b]0;x\x07[/foo]\ud800" + "x" * 1_000_000
    with LLMServer(gold, fault=faulty("say:" + answer)) as server:
        ended = ask(pool, server)
    (odd,) = [r for r in ended.records if r["error"]]
    assert odd["error"] == "no_label"
    assert len(odd["raw"]) <= 20_000
    odd["raw"].encode()
    assert "\x1b" not in odd["detail"]


@pytest.mark.fault("F090")
def test_items_in_one_prompt_are_told_apart_by_key(pool: Pool) -> None:
    with LLMServer(gold) as server:
        ended = ask(pool, server, items_per_prompt=4)
    assert ended.paid == server.paid == 3
    assert {item: one["label"] for item, one in ended.answers.items()} == {
        item: label for item, _, label in ROWS[:10]
    }


def test_a_prompt_that_fails_is_asked_item_by_item(pool: Pool) -> None:
    def fault(text: str, n: int) -> str:
        return "say:nonsense" if text == FIRST and n == 1 else "ok"

    with LLMServer(gold, fault=fault) as server:
        ended = ask(pool, server, items_per_prompt=5)
    assert len(ended.answers) == 10
    assert not ended.failed
    assert ended.paid == server.paid == 7


def test_a_vote_is_the_share_of_the_answers(pool: Pool) -> None:
    answers = iter(["good", "bad", "good", "good"])
    with LLMServer(lambda text: next(answers), logprobs=False) as server:
        ended = ask(pool, server, rows=1, confidence="vote", samples=4)
    (one,) = ended.answers.values()
    assert (one["label"], one["confidence"], one["by"]) == ("good", 0.75, "vote")
    assert one["distribution"] == {"good": 0.75, "bad": 0.25}
    assert ended.paid == server.paid == 4

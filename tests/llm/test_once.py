"""One question is on the bill once, whatever happens on the way."""

import pytest

from tests.llm.harness import ROWS, SECOND, ask, gold, job, journal_of
from tests.robots.llm_server import LLMServer
from tui_labeler.jobs import Progress
from tui_labeler.llm import journal
from tui_labeler.project import Pool


@pytest.mark.fault("F087")
def test_what_was_billed_and_came_too_late_is_asked_under_its_key(pool: Pool) -> None:
    def late(text: str, n: int) -> str:
        return "late" if text == SECOND and n == 1 else "ok"

    with LLMServer(gold, fault=late) as server:
        ended = ask(pool, server, timeout=0.3)
        keys = [asked.once for asked in server.asked if asked.texts == [SECOND]]
        others = {asked.once for asked in server.asked if asked.texts != [SECOND]}
    assert len(keys) == 2
    assert keys[0] == keys[1] and keys[0] not in others
    assert len(others) == 9
    assert ended.paid == server.paid == 10
    assert server.conflicts == 0


def test_an_answer_that_cannot_be_read_is_asked_under_a_new_key(pool: Pool) -> None:
    def torn(text: str, n: int) -> str:
        return "truncated" if text == SECOND and n == 1 else "ok"

    with LLMServer(gold, fault=torn) as server:
        ended = ask(pool, server)
        keys = {asked.once for asked in server.asked}
    assert len(keys) == ended.paid == server.paid == 11


def test_a_cancelled_job_awaits_what_is_under_way(pool: Pool) -> None:
    with LLMServer(gold, delay=0.1, idempotent=False) as server:
        steps = job(pool, server, rows=40)
        for outcome in steps:
            if isinstance(outcome, Progress) and outcome.done > 4:
                break
        steps.close()
        left = journal.read(journal_of(pool))
        asked = len(server.asked)
    assert 4 < asked < 40
    assert left.unanswered == []
    assert sum(record["paid"] for record in left.settled) == server.paid == asked


def test_votes_that_were_paid_count_when_a_run_is_stopped(pool: Pool) -> None:
    """The cap ends the run in the middle of five questions about one item."""
    with LLMServer(gold, logprobs=False) as server:
        ended = ask(pool, server, rows=1, confidence="vote", samples=5, concurrency=1, grant=0.0005)
    assert ended.result["stopped"] == "cap"
    assert 1 <= server.paid < 5
    (one,) = ended.answers.values()
    assert (one["label"], one["by"]) == (ROWS[0][2], "vote")
    assert ended.paid == server.paid

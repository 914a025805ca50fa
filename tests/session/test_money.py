"""The ledger: the person's time is the clock's, the LLM's money is the server's."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FakeClock
from tests.robots.llm_handler import asked_about
from tests.robots.llm_server import KEY, LLMServer
from tests.robots.projects import review_rows, write_project
from tests.session.play import answer, work
from tui_labeler.hybrid.ledger import Line
from tui_labeler.session import Session
from tui_labeler.session.exchange import import_labels
from tui_labeler.session.llm_questions import Wish
from tui_labeler.session.pace import PAUSE
from tui_labeler.store.records import Annotation
from tui_labeler.worker.twin import InProcessRunner

ROWS = review_rows(60)
GOLD = {item: label for item, _, label in ROWS}
TEXTS = {text: label for _, text, label in ROWS}
INPUT, OUTPUT = 0.15, 0.60
"""US dollars per million tokens."""


class PricedServer(LLMServer):
    """Bills each answer by the length of its text, and keeps a price log."""

    def __init__(self, label: Callable[[str], str]) -> None:
        super().__init__(label)
        self.log: list[float] = []

    def completion(self, content: Any, body: Mapping[str, Any]) -> dict[str, Any]:
        made = super().completion(content, body)
        tokens = {"prompt_tokens": 4000 + 37 * len(asked_about(body)[0][1]), "completion_tokens": 9}
        made["usage"] = {**tokens, "total_tokens": sum(tokens.values())}
        self.log.append((tokens["prompt_tokens"] * INPUT + 9 * OUTPUT) / 1e6)
        return made


@pytest.fixture
def priced(tmp_path: Path) -> Path:
    """Sixty reviews; an hour of the person costs 36 dollars."""
    sections = {"costs": "per_human_hour = 36.0", "active_learning": "batch_size = 6"}
    return write_project(tmp_path / "reviews", ROWS, sections=sections)


def line(session: Session, stage: str) -> Line:
    (found,) = [one for one in session.money.view().lines if one.stage == stage]
    return found


def test_the_time_is_that_of_the_clock(priced: Path, clock: FakeClock) -> None:
    worked = 0.0
    for sitting in range(3):
        with Session.open(priced, clock=clock) as session:
            for number in range(10):
                seconds = 3.0 + number + sitting / 8
                clock.advance(seconds)
                worked += seconds
                answer(session, GOLD, 1)
            clock.advance(2.0)
            worked += 2.0
            session.labelling.undo()
            clock.advance(PAUSE + 1)
            session.labelling.flag()
            clock.advance(5.0)
            worked += 5.0
            answer(session, GOLD, 1)
        clock.advance(86_400.0)
    with Session.open(priced, clock=clock) as session:
        found = session.money.view()
        assert found.seconds == pytest.approx(worked, abs=1e-6)
        assert found.cost == pytest.approx(worked / 100)
        assert line(session, "label").labels == len(dict(session.state.answers()))
        assert found.speed.n == 33
        assert found.speed.value == pytest.approx(worked / 33)
        assert found.by_hand is not None
        assert found.by_hand.cost == pytest.approx(60 * worked / 33 / 100)


def test_a_clock_set_back_takes_no_time_away(priced: Path, clock: FakeClock) -> None:
    with Session.open(priced, clock=clock) as session:
        clock.advance(4.0)
        answer(session, GOLD, 1)
        clock.advance(-100.0)
        answer(session, GOLD, 1)
        clock.advance(6.0)
        answer(session, GOLD, 1)
        assert session.money.view().seconds == pytest.approx(10.0)


def test_each_stage_has_its_own_time(priced: Path, clock: FakeClock) -> None:
    with Session.open(priced, clock=clock) as session:
        session.llm_labels.add(
            [Annotation(source="llm", annotator="m", item=i, label=g) for i, g in GOLD.items()]
        )
        for _ in range(5):
            clock.advance(10.0)
            answer(session, GOLD, 1)
        session.validation.begin(20)
        for _ in range(4):
            clock.advance(3.0)
            item = session.validation.current
            assert item is not None
            session.validation.answer(GOLD[item])
        clock.advance(1.0)
        session.labelling.undo()
        label, validate = line(session, "label"), line(session, "validate")
        assert label.seconds == pytest.approx(50)
        assert validate.seconds == pytest.approx(13)
        both = set(session.validation.sample.items[:4]) & set(dict(session.state.answers()))
        assert validate.labels == len(both) == 3
        assert line(session, "llm").paid is None
        assert session.money.view().not_counted == ("m",)


def test_imported_labels_took_nobodys_time(priced: Path, clock: FakeClock, tmp_path: Path) -> None:
    old = tmp_path / "old.csv"
    old.write_text("id,label\n" + "".join(f"{i},{g}\n" for i, g in list(GOLD.items())[:30]))
    with Session.open(priced, clock=clock) as session:
        clock.advance(20.0)
        import_labels(session, old, source="human", mapping={})
        found = session.money.view()
        assert found.seconds == 0
        assert line(session, "import").labels == 30
        assert found.speed.value is None and found.by_hand is None


def test_the_money_is_that_of_the_servers_price_log(
    tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    server = PricedServer(lambda text: TEXTS.get(text, "good"))
    with server:
        faults = {ROWS[3][1]: "refusal", ROWS[4][1]: "500", ROWS[5][1]: "say:neither"}
        server.fault = lambda text, n: faults.get(text, "ok") if n == 1 else "ok"
        prices = f"input_price = {INPUT}\noutput_price = {OUTPUT}"
        section = f'model = "fake"\nbase_url = "{server.url}"\n{prices}'
        folder = write_project(tmp_path / "asked", ROWS, sections={"llm": section})
        with Session.open(folder, clock=clock) as session:
            for limit in (25, None):
                session.llm.wish = Wish(limit=limit)
                session.llm.start()
                work(session, InProcessRunner())
            found = session.money.view()
            assert found.paid == pytest.approx(sum(server.log), abs=1e-9)
            assert f"{found.paid:.2f}" == f"{sum(server.log):.2f}" != "0.00"
            asked = line(session, "llm")
            assert asked.source == "fake"
            assert asked.paid == pytest.approx(sum(server.log))
            assert asked.labels == len(session.llm_labels.items()) > 50
            assert found.cost is None, "nothing says what the person costs"


def test_what_if_and_what_100_more_bring(priced: Path, clock: FakeClock) -> None:
    with Session.open(priced, clock=clock) as session:
        assert session.money.view().what_if == ()
        assert session.money.view().more.accuracy.reason == "no model yet"
        runner = InProcessRunner()
        for _ in range(54):
            clock.advance(10.0)
            answer(session, GOLD, 1, runner)
        work(session, runner)
        found = session.money.view()
        by_hand, with_model = found.what_if
        assert [size.seconds for size in by_hand.sizes] == pytest.approx([1e4, 1e5, 1e6])
        assert [size.cost for size in by_hand.sizes] == pytest.approx([1e2, 1e3, 1e4])
        assert [size.seconds for size in with_model.sizes] == pytest.approx([540] * 3)
        assert with_model.accuracy == session.learning.view().accuracy
        assert found.more.cost == pytest.approx(10.0)
        gained = found.more.accuracy
        assert (gained.value is None) == bool(gained.reason)
        values = found.as_json()
        assert values["next_100"]["cost"] == found.more.cost
        assert [one["way"] for one in values["what_if"]] == [by_hand.way, with_model.way]

"""A threshold is a chance of being right, not what the LLM claims."""

from pathlib import Path

import pytest

from tests.robots.projects import review_rows, write_project
from tui_labeler.session import Session
from tui_labeler.store import Annotation

ROWS = review_rows(200)
OTHER = {"good": "bad", "bad": "good"}


def opened(folder: Path, threshold: str, *, right: float) -> Session:
    """Two hundred labels claimed to be 85 % sure, and as often right as `right`; and a hundred
    answers of the person to a fair sample of them."""
    section = f'model = "m"\nthreshold = {threshold}\nprecision = 0.8'
    session = Session.open(write_project(folder, ROWS, sections={"llm": section}))
    said = [
        Annotation(
            source="llm",
            annotator="m",
            item=item,
            label=gold if n % 20 < 20 * right else OTHER[gold],
            confidence=0.85,
        )
        for n, (item, _, gold) in enumerate(ROWS)
    ]
    session.llm_labels.add(said)
    return session


def judge(session: Session) -> None:
    """A hundred items with the gold."""
    gold = {item: label for item, _, label in ROWS}
    session.validation.begin(100)
    while (item := session.validation.current) is not None:
        session.validation.answer(gold[item])


@pytest.mark.parametrize(("right", "kept"), [(0.6, 0), (0.95, 100)])
def test_what_is_claimed_counts_until_it_is_known_better(
    tmp_path: Path, right: float, kept: int
) -> None:
    with opened(tmp_path / "p", "0.8", right=right) as session:
        routing = session.llm.routing
        assert len(routing.confident_rows()) == 200
        assert routing.queued() == 0
        judge(session)
        assert routing.queued() == 100 - kept
        open_rows = [
            row
            for row in routing.confident_rows()
            if not session.state[session.pool.ids[row]].settled
        ]
        assert len(open_rows) == kept


@pytest.mark.parametrize(("right", "kept"), [(0.6, 0), (0.95, 200)])
def test_auto_keeps_its_precision_or_finds_nothing(tmp_path: Path, right: float, kept: int) -> None:
    with opened(tmp_path / "p", '"auto"', right=right) as session:
        assert session.llm.routing.confident_rows() == []
        judge(session)
        assert len(session.llm.routing.confident_rows()) == kept
        found = session.agreement.report().threshold
        assert (found.value is not None) == (kept > 0)
        assert found.value is not None or "no confidence has a precision" in found.reason


def test_a_cascade_passes_on_what_is_not_as_sure_as_it_claims(tmp_path: Path) -> None:
    with opened(tmp_path / "p", "0.8", right=0.6) as session:
        confident = session.agreement.confident("m")
        assert confident is not None and confident(0.85)
        judge(session)
        confident = session.agreement.confident("m")
        assert confident is not None and not confident(0.85)

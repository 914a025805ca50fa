"""Where others than the model speak, the person is asked what all of them are unsure of."""

from collections.abc import Mapping
from pathlib import Path

from tests.robots.projects import review_rows, write_project
from tests.session.play import answer
from tests.session.test_resolved import gold, mixed, resolve, rows  # noqa: F401
from tui_labeler.session import Session
from tui_labeler.session.labelling import COMBINED
from tui_labeler.worker.twin import InProcessRunner


def asked_for(session: Session) -> list[tuple[str, str]]:
    """(strategy, why) of each item of the newest batch."""
    batch = session.queue.slots[-1].batch
    return [(batch.strategy, one.why) for one in batch.items]


def test_the_resolution_asks_once_it_is_there(mixed: Session, gold: Mapping[str, str]) -> None:  # noqa: F811
    answer(mixed, gold, 10, InProcessRunner())
    assert COMBINED not in dict(asked_for(mixed)), "nothing was put together yet"
    resolve(mixed)
    doubtful = {mixed.pool.ids[row] for row, _ in mixed.resolved.ranking()[:10]}
    answer(mixed, gold, 10)
    batch = mixed.queue.slots[-1].batch
    assert batch.strategy == COMBINED
    queried = {one.item for one in batch.items if one.why == "query"}
    assert queried and queried < doubtful
    assert {one.why for one in batch.items} == {"query", "random"}, "the sample goes on"


def test_the_list_is_renewed_and_goes_on_next_time(
    mixed: Session,  # noqa: F811
    gold: Mapping[str, str],  # noqa: F811
) -> None:
    resolve(mixed)
    answer(mixed, gold, 20, InProcessRunner())
    known = {row for row, _ in mixed.resolved.ranking()}
    answered = {mixed.pool.row(item) for item, _ in mixed.state.answers()}
    assert len(known & answered) <= 10, "at most a batch has come since"
    mixed.close()
    with Session.open(mixed.project.folder) as again:
        answer(again, gold, 10)
        assert again.queue.slots[-1].batch.strategy == COMBINED


def test_a_model_without_others_asks_itself(tmp_path: Path) -> None:
    gold = {row[0]: row[2] for row in review_rows(60)}  # noqa: F811
    with Session.open(write_project(tmp_path / "plain", review_rows(60))) as session:
        answer(session, gold, 12, InProcessRunner())
        resolve(session)
        assert session.resolved.ranking()
        answer(session, gold, 10, InProcessRunner())
        assert session.queue.slots[-1].batch.strategy == "margin"

"""When the model is retrained, and what a result changes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.robots.projects import review_rows, write_project
from tests.session.play import answer, work
from tui_labeler.jobs import Failure, Progress, Report
from tui_labeler.session import Session
from tui_labeler.session.labelling import COLD_FIRST
from tui_labeler.session.learning import PREPARE, RETRAIN
from tui_labeler.store.records import Annotation
from tui_labeler.worker.twin import InProcessRunner

Open = Callable[[], Session]


def test_features_are_prepared_first_and_no_second_job_is_given_meanwhile(opened: Open) -> None:
    session = opened()
    job = session.next_job()
    assert job is not None
    assert job.function == PREPARE
    assert session.next_job() is None
    assert session.install(Report(job, Progress("features", 3, 10)))
    assert session.labelling.view().model.message == "no model yet: features 30%"
    session.install(Report(job, Failure("no disk")))
    assert session.labelling.view().model.message == "no model yet: no disk"


def test_a_retrain_is_due_when_the_last_item_of_the_batch_is_on_screen(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session, runner = opened(), InProcessRunner()
    work(session, runner)
    answer(session, gold, 4)
    assert session.next_job() is None
    answer(session, gold, 1)
    job = session.next_job()
    assert job is not None
    assert job.function == RETRAIN
    assert len(job.arguments["rows"]) == 5
    assert session.labelling.view().model.training


def test_the_next_batch_is_made_by_the_new_model(opened: Open, gold: Mapping[str, str]) -> None:
    session, runner = opened(), InProcessRunner()
    answer(session, gold, 12, runner)
    batches = session.store.batches()
    assert [batch.model for batch in batches] == [None, 1, 2]
    assert [batch.strategy for batch in batches] == ["random", "margin", "margin"]
    assert {item.why for item in batches[1].items} == {"query", "random"}


def test_a_model_is_found_again_and_not_trained_again(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session, runner = opened(), InProcessRunner()
    answer(session, gold, 12, runner)
    number = session.labelling.view().model.number
    session = opened()
    view = session.labelling.view()
    assert view.model.number == number
    assert view.suggestion is not None
    work(session, runner)
    assert session.labelling.view().model.number == number


def test_labels_without_a_model_are_learned_at_once(
    opened: Open, gold: Mapping[str, str], tmp_path: Path
) -> None:
    session, runner = opened(), InProcessRunner()
    answer(session, gold, 4)
    session = opened()
    work(session, runner)
    model = session.labelling.view().model
    assert (model.number, model.labels) == (1, 4)


@pytest.mark.fault("F099")
def test_one_kind_of_label_is_explained(opened: Open) -> None:
    session, runner = opened(), InProcessRunner()
    for _ in range(5):
        session.labelling.answer("good")
    work(session, runner)
    model = session.labelling.view().model
    assert model.number is None
    assert "good" in model.message
    session.labelling.answer("good")
    assert session.labelling.view().item is not None


def test_a_result_nobody_asked_for_is_dropped(opened: Open, gold: Mapping[str, str]) -> None:
    session, runner = opened(), InProcessRunner()
    work(session, runner)
    answer(session, gold, 5)
    job = session.next_job()
    assert job is not None
    stranger = replace(job, seconds=1.0)
    assert not session.install(Report(stranger, Failure("late")))
    runner.submit(job)
    for report in runner.poll():
        session.install(report)
    assert session.labelling.view().model.number == 1


@pytest.mark.parametrize("damage", ["predictions.npy", "result.json"])
def test_a_damaged_cache_is_learned_again(
    opened: Open, gold: Mapping[str, str], damage: str
) -> None:
    session, runner = opened(), InProcessRunner()
    answer(session, gold, 8, runner)
    (file,) = session.learning.cache.glob(f"model-*/{damage}")
    file.write_bytes(b"\x93NUMPY damaged")
    session = opened()
    assert session.labelling.view().suggestion is None
    work(session, runner)
    assert session.labelling.view().model.number == 2


@pytest.mark.parametrize("name", ["diverse", "stratified"])
def test_a_cold_start_that_looks_at_the_pool_makes_the_second_batch(
    tmp_path: Path, name: str, gold: Mapping[str, str]
) -> None:
    rows = [row[:2] for row in sorted(review_rows(120), key=lambda row: row[2])]
    sections = {"active_learning": f'batch_size = 6\ncold_start = "{name}"'}
    folder = write_project(tmp_path / "sorted", rows, sections=sections)
    with Session.open(folder) as session:
        session.store.add_annotations(
            Annotation(source="llm", annotator="m", item=item, label=label)
            for item, label in list(gold.items())[:60]
        )
        runner = InProcessRunner()
        assert session.labelling.view().item is not None
        answer(session, gold, 15, runner)
        batches = session.store.batches()
        assert [len(batch.items) for batch in batches[:2]] == [COLD_FIRST, 6 - COLD_FIRST]
        assert session.store.models()[0].labels == 5, "learned before the last of the first six"
        assert [batch.strategy for batch in batches[:3]] == [name, name, "margin"]
        assert {item.why for item in batches[0].items} == {"cold"}
        whys = [item.why for item in batches[1].items]
        assert set(whys) == {"query", "random"}
        asked = {item.item for item in batches[1].items if item.why == "query"}
        ranked = {session.pool.ids[row] for row, _ in session.learning.cold_ranking}
        assert asked <= ranked


def test_who_only_looks_is_not_told_that_it_learns(
    opened: Open, folder: Path, gold: Mapping[str, str]
) -> None:
    answer(opened(), gold, 6)
    with Session.open(folder, read_only=True) as looking:
        assert looking.labelling.view().model.message == "no model yet: read-only"

"""One label per item from all who spoke, and every one of them explained."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.robots.projects import RULES, review_rows, write_project
from tests.session.play import answer, work
from tui_labeler.errors import UsageError
from tui_labeler.session import Session, final
from tui_labeler.session.exchange import export_labels, import_labels
from tui_labeler.session.explain import explain
from tui_labeler.session.final import training_job, training_labels
from tui_labeler.worker.twin import InProcessRunner

VOTED = f'label_model = "majority_vote"\n{RULES}'


@pytest.fixture
def rows() -> list[tuple[str, ...]]:
    """Reviews with a given label, one in eight wrong; the last is a copy of the first."""
    other = {"good": "bad", "bad": "good"}
    found: list[tuple[str, ...]] = [
        (item, text, other[label] if place % 8 == 3 else label, label)
        for place, (item, text, label) in enumerate(review_rows(120))
    ]
    return [*found, ("copy", *found[0][1:])]


@pytest.fixture
def gold(rows: list[tuple[str, ...]]) -> dict[str, str]:
    return {row[0]: row[3] for row in rows}


@pytest.fixture
def mixed(tmp_path: Path, rows: list[tuple[str, ...]]) -> Iterator[Session]:
    """A project in which everybody has something to say."""
    folder = write_project(
        tmp_path / "mixed",
        rows,
        columns=("id", "text", "given"),
        sections={"data": 'given_labels = "given"', "weak_supervision": VOTED},
    )
    said = folder / "llm.csv"
    with said.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "label", "confidence", "model"))
        for place, row in enumerate(rows):
            wrong = place % 6 == 1
            label = {"good": "bad", "bad": "good"}[row[3]] if wrong else row[3]
            writer.writerow((row[0], label, 0.6 if wrong else 0.9, "gpt"))
            writer.writerow((row[0], row[3], "", "small"))
    with Session.open(folder) as session:
        import_labels(session, said, source="llm", mapping={})
        yield session


def resolve(session: Session) -> None:
    runner = InProcessRunner()
    work(session, runner)
    session.resolved.want()
    work(session, runner)
    assert session.resolved.message == ""


def exported(session: Session, path: Path) -> list[dict[str, str]]:
    decided = export_labels(session, path, source="resolved")
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert decided == Counter(row["source"] for row in rows)
    return rows


def test_every_exported_row_is_explained(
    mixed: Session, gold: Mapping[str, str], tmp_path: Path
) -> None:
    first = mixed.pool.ids[0]
    answer(mixed, gold, 24)
    mixed.labelling.visit(first)
    mixed.labelling.answer(gold[first])
    resolve(mixed)
    written = exported(mixed, tmp_path / "out.csv")
    assert len(written) > 110
    spoke = set()
    for row in written:
        found = explain(mixed, row["id"])
        assert (found.label, found.rule) == (row["label"], row["rule"])
        spoke |= {one.source for one in found.chain}
        if row["source"] == "human":
            assert found.chain[0].source == "human"
        else:
            assert float(row["confidence"]) >= 0.7
            assert any(one.label == row["label"] for one in found.chain)
    assert spoke == {"human", "given", "llm", "rule", "model", "resolved"}
    assert {row["source"] for row in written} > {"human"}
    (copy,) = (row for row in written if row["id"] == "copy")
    assert (copy["source"], copy["how"]) == ("human", "copy")
    right = sum(row["label"] == gold[row["id"]] for row in written)
    assert right / len(written) > 0.96, "better than the given labels, 7 in 8, and either LLM"


def test_a_new_answer_makes_the_result_old(mixed: Session, gold: Mapping[str, str]) -> None:
    answer(mixed, gold, 6)
    resolve(mixed)
    assert mixed.resolved.fresh
    assert mixed.resolved.next_job() is None
    answer(mixed, gold, 1)
    assert not mixed.resolved.fresh
    with pytest.raises(UsageError, match="not resolved"):
        export_labels(mixed, mixed.project.folder / "out.csv", source="resolved")
    mixed.labelling.undo()
    assert not mixed.resolved.fresh, "events only grow: an undo is news too"


def test_the_next_session_knows_it_already(mixed: Session, gold: Mapping[str, str]) -> None:
    answer(mixed, gold, 12)
    resolve(mixed)
    before = [mixed.resolved.of(row) for row in range(len(mixed.pool))]
    mixed.close()
    with Session.open(mixed.project.folder, read_only=True) as again:
        work(again, InProcessRunner())
        assert again.resolved.fresh
        assert [again.resolved.of(row) for row in range(len(again.pool))] == before


def test_what_is_damaged_is_worked_out_again(mixed: Session, gold: Mapping[str, str]) -> None:
    resolve(mixed)
    folder = mixed.resolved.folder
    mixed.close()
    (folder / "labels.npy").write_bytes(b"\x93NUMPY\x01\x00")
    with Session.open(mixed.project.folder) as again:
        assert again.resolved.result is None
        resolve(again)
        assert again.resolved.fresh


def test_a_person_weighs_more_in_training(mixed: Session, gold: Mapping[str, str]) -> None:
    answer(mixed, gold, 24)
    assert {one.source for one in training_labels(mixed)} == {"human"}
    resolve(mixed)
    found = training_labels(mixed)
    assert [one.row for one in found] == sorted({one.row for one in found})
    by_hand = [one.weight for one in found if one.source == "human"]
    machines = [one.weight for one in found if one.source != "human"]
    assert set(by_hand) == {2.0}
    assert machines
    assert max(machines) <= 1
    assert min(machines) >= 0.7


def test_of_many_labels_of_machines_some_are_learned(
    mixed: Session, gold: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(mixed, gold, 24)
    resolve(mixed)
    every = training_labels(mixed)
    assert mixed.resolved.result is not None
    assert mixed.resolved.result["learned"] == len(mixed.pool) - 24, "a few: no sample"
    by_hand = [one.row for one in every if one.source == "human"]
    monkeypatch.setattr(final, "MOST", 5)
    job = training_job(mixed, tmp_path / "model")
    rows = job.arguments["rows"]
    assert rows == sorted(rows)
    assert set(by_hand) < set(rows) < {one.row for one in every}
    assert len(rows) == len(by_hand) + 5
    assert job.arguments["about"]["labelled"] == len(every)
    assert training_job(mixed, tmp_path / "model") == job, "drawn by the seed"


def test_accuracy_is_measured_on_the_random_sample(mixed: Session, gold: Mapping[str, str]) -> None:
    answer(mixed, gold, 6)
    resolve(mixed)
    assert mixed.resolved.accuracy().value is None
    answer(mixed, gold, 50)
    resolve(mixed)
    figure = mixed.resolved.accuracy()
    assert figure.n == len(mixed.queue.sample())
    assert figure.value is not None
    assert figure.value > 0.85


def test_a_source_can_be_left_out(mixed: Session, gold: Mapping[str, str]) -> None:
    folder = mixed.project.folder
    mixed.close()
    config = folder / "project.toml"
    config.write_text(config.read_text() + '[resolution]\nsources = ["llm"]\nthreshold = 0.0\n')
    with Session.open(folder) as session:
        resolve(session)
        assert session.resolved.result is not None
        assert set(session.resolved.result["weights"]) == {"llm gpt", "llm small", "final model"}
        assert session.resolved.coverage() == 1.0


def test_rejected_items_have_no_label(mixed: Session) -> None:
    shown = mixed.labelling.view().item
    assert shown is not None
    mixed.labelling.reject()
    resolve(mixed)
    row = mixed.pool.row(shown.id)
    assert row is not None
    decision = mixed.resolved.of(row)
    assert decision is not None
    assert decision.label is None
    assert explain(mixed, shown.id).label is None


def test_the_person_alone_needs_no_machines(tmp_path: Path) -> None:
    """A model that only learned from the person is no second opinion: it labels nothing."""
    folder = write_project(tmp_path / "plain", review_rows(60))
    gold = {row[0]: row[2] for row in review_rows(60)}
    with Session.open(folder) as session:
        answer(session, gold, 30, InProcessRunner())
        assert not session.resolved.others
        assert len(exported(session, tmp_path / "out.csv")) == 30
        resolve(session)
        assert session.resolved.coverage() == 30 / 60
        ranking = session.resolved.ranking()
        assert len(ranking) == 30
        worth = [value for _, value in ranking]
        assert worth == sorted(worth, reverse=True)


def test_the_result_is_plain_json(mixed: Session) -> None:
    resolve(mixed)
    values = json.loads((mixed.resolved.folder / "result.json").read_text())
    assert values["basis"] == mixed.resolved.basis()


def test_other_embeddings_are_something_new(tmp_path: Path) -> None:
    sections = {"model": 'features = ["words", "e.npy"]'}
    folder = write_project(tmp_path / "p", review_rows(5), sections=sections)
    (folder / "e.npy").touch()
    with Session.open(folder) as session:
        before = session.resolved.basis()
        assert session.resolved.basis() == before
        (folder / "e.npy").write_bytes(b"other")
        assert session.resolved.basis() != before

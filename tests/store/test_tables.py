"""Batches, models, annotations, facts and sittings come back as they were."""

import getpass
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tests.store.conftest import fill, label
from tui_labeler.errors import StoreError
from tui_labeler.store import Act, Annotation, Batch, BatchItem, Model, Store


def test_a_batch_keeps_its_order_and_reasons(store: Store, clock: FakeClock) -> None:
    items = (BatchItem("b", "query", 0.25), BatchItem("a", "random"), BatchItem("b", "repeat"))
    model = store.add_model(labels=10, estimator="logistic", figures={})
    first = store.add_batch(items, strategy="margin", model=model.id)
    second = store.add_batch([], strategy="diverse", model=None)
    assert first == Batch(1, clock(), "margin", 1, items)
    assert store.batches() == [first, second]
    (event,) = store.append([Act(kind="label", item="b", label="A", batch=first.id)])
    assert event.batch == first.id


def test_a_batch_of_an_unknown_model_is_refused_whole(store: Store) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        store.add_batch([BatchItem("a", "query")], strategy="margin", model=7)
    assert store.batches() == []


def test_models_keep_their_figures(store: Store, clock: FakeClock) -> None:
    assert store.last_model() is None
    figures = {"accuracy": {"value": 0.5, "n": 20, "low": None}, "by_label": ["A", 0.25]}
    first = store.add_model(labels=20, estimator="logistic", figures=figures)
    second = store.add_model(labels=30, estimator="forest", figures={})
    assert first == Model(1, clock(), 20, "logistic", figures)
    assert store.models() == [first, second]
    assert store.last_model() == second


def said(
    item: str, label: str | None, source: str = "llm", annotator: str = "m", **more: object
) -> Annotation:
    return Annotation(source=source, annotator=annotator, item=item, label=label, **more)  # type: ignore[arg-type]


def test_the_newest_annotation_of_an_annotator_counts(store: Store, clock: FakeClock) -> None:
    full = said("a", "A", confidence=0.75, distribution={"A": 0.75, "B": 0.25}, version="2", at=5.0)
    assert store.add_annotations([said("a", "B"), said("b", "B"), full]) == 3
    store.add_annotations([said("a", None, annotator="other"), said("a", "B", source="given")])
    clock.advance(1)
    assert store.add_annotations(iter([said("b", None)])) == 1
    llm = list(store.annotations("llm"))
    assert llm == [
        full,
        said("a", None, annotator="other", at=clock() - 1),
        said("b", None, at=clock()),
    ]
    assert [one.source for one in store.annotations()] == ["llm", "llm", "given", "llm"]
    assert list(store.annotations("rule")) == []


def test_annotations_are_saved_all_or_none(store: Store) -> None:
    def interrupted() -> Iterator[Annotation]:
        yield said("a", "A")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.add_annotations(interrupted())
    assert list(store.annotations()) == []
    assert store.add_annotations([said("b", "B")]) == 1


def test_facts_are_replaced(store: Store) -> None:
    assert store.get("seed") is None
    store.set("seed", "1")
    store.set("seed", "2")
    assert store.get("seed") == "2"


def test_each_session_is_a_sitting(path: Path, clock: FakeClock) -> None:
    fill(path, 1, clock)
    clock.advance(10)
    with Store.open(path, clock=clock) as store:
        first, second = store.sittings()
        assert second == store.sitting
        assert not store.recovered
    assert (first.started, first.ended) == (clock() - 10, clock() - 10)
    assert (second.user, second.pid, second.ended) == (getpass.getuser(), os.getpid(), None)


def test_a_user_without_a_name_has_a_number(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nameless)
    with Store.open(path) as store:
        assert store.sitting is not None
        assert store.sitting.user == str(os.getuid())


def test_a_reader_sees_all_and_writes_nothing(path: Path, clock: FakeClock) -> None:
    fill(path, 3, clock)
    before = path.read_bytes()
    with Store.open(path, read_only=True) as reader:
        assert reader.last_event() == 3
        assert reader.read_only
        assert reader.sitting is None
        for write in (
            lambda: reader.append([label("x")]),
            lambda: reader.set("seed", "1"),
            lambda: reader.add_batch([], strategy="margin", model=None),
        ):
            with pytest.raises(StoreError, match="read-only"):
                write()
    assert path.read_bytes() == before
    assert len(Store.open(path, read_only=True).sittings()) == 1


def test_reading_before_the_first_label_finds_nothing_and_makes_nothing(path: Path) -> None:
    with Store.open(path, read_only=True) as reader:
        assert list(reader.events()) == []
        assert reader.batches() == []
    assert list(path.parent.iterdir()) == []

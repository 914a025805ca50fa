"""Acts become events and come back as they were."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import FakeClock
from tests.store.conftest import label, saved
from tui_labeler.errors import StoreError
from tui_labeler.store import Act, Store

texts = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=5,
)
acts = st.builds(
    Act,
    kind=st.sampled_from(["skip", "reject", "flag", "unflag", "note"]),
    item=texts,
    label=st.none() | texts,
    note=texts,
    text_hash=texts,
    how=st.sampled_from(["typed", "agreed", "changed", "imported", "oracle"]),
    blind=st.booleans(),
    suggestion=st.none() | texts,
    suggested_by=st.none() | texts,
    seconds=st.none() | st.floats(min_value=0, max_value=1e9),
    details=st.none() | st.dictionaries(texts, json_values),
)


@settings(max_examples=50, deadline=None)
@given(steps=st.lists(st.lists(acts, max_size=3), max_size=4))
def test_events_come_back_as_they_were(steps: list[list[Act]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "labels.sqlite"
        with Store.open(path) as store:
            added = [event for step in steps for event in store.append(step)]
        with Store.open(path, read_only=True) as reader:
            assert list(reader.events()) == added
            assert reader.last_event() == len(added)
    wanted = [act for step in steps for act in step]
    for event, act in zip(added, wanted, strict=True):
        assert all(getattr(event, name) == getattr(act, name) for name in Act.__slots__)


def test_acts_given_together_are_one_step(store: Store, clock: FakeClock) -> None:
    store.append([label("a"), label("b")])
    clock.advance(2.5)
    (third,) = store.append([label("c")])
    assert [(event.id, event.step) for event in store.events()] == [(1, 1), (2, 1), (3, 3)]
    assert third.at == clock() and store.sitting is not None
    assert third.session == store.sitting.id
    assert [event.item for event in store.events(after=1)] == ["b", "c"]


def test_an_undo_names_a_step_that_is_there(store: Store) -> None:
    store.append([label("a")])
    (undo,) = store.append([Act(kind="undo", undoes=1)])
    (redo,) = store.append([Act(kind="undo", undoes=undo.step)])
    assert redo.undoes == 2
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        store.append([Act(kind="undo", undoes=99)])
    assert store.append([label("b")])


@pytest.mark.fault("F023")
def test_order_is_by_id_when_the_clock_goes_back(path: Path, clock: FakeClock) -> None:
    with Store.open(path, clock=clock) as store:
        store.append([label("before")])
        clock.advance(-86_400)
        store.append([label("after")])
    with Store.open(path, clock=clock) as store:
        store.append([label("next session")])
        first, second, third = store.events()
    assert first.at > second.at == third.at
    assert [first.item, second.item, third.item] == ["before", "after", "next session"]


def test_text_with_nul_is_kept(store: Store, path: Path) -> None:
    store.append([Act(kind="note", item="a\0b", note="\0", details={"\0": "x\0y"})])
    (event,) = store.events()
    assert (event.item, event.note, event.details) == ("a\0b", "\0", {"\0": "x\0y"})
    assert saved(path) == ["a\0b"]


@pytest.mark.parametrize(
    "act",
    [
        Act(kind="note", item="a", note="\ud800"),
        Act(kind="note", item="\udfff"),
        Act(kind="note", item="a", details={"deep": ["\ud83d"]}),
    ],
)
def test_half_a_surrogate_pair_is_refused_whole(store: Store, path: Path, act: Act) -> None:
    with pytest.raises(StoreError, match="surrogate"):
        store.append([label("before"), act])
    assert saved(path) == []
    store.append([label("after")])
    assert saved(path) == ["after"]


def test_an_event_that_makes_no_sense_is_refused(store: Store) -> None:
    for act in (Act(kind="label", item="a"), Act(kind="skip"), Act(kind="skip", undoes=1)):
        with pytest.raises(StoreError, match="CHECK"):
            store.append([label("fine"), act])
    assert list(store.events()) == []

"""The fold of the events, against a plain model of undo and redo."""

from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.session.events import numbered
from tui_labeler.session.state import State
from tui_labeler.store.records import Act, Event

ITEMS = st.sampled_from(["a", "b", "c"])
WORDS = st.one_of(
    st.tuples(st.just("label"), ITEMS, st.sampled_from(["x", "y"])),
    st.tuples(st.sampled_from(["skip", "reject", "flag", "unflag"]), ITEMS, st.none()),
    st.tuples(st.just("note"), ITEMS, st.sampled_from(["one", "two"])),
    st.tuples(st.sampled_from(["undo", "redo"]), st.none(), st.none()),
)
Seen: TypeAlias = tuple[str | None, str | None, bool, str]
Picture: TypeAlias = dict[str, Seen]
NOTHING: Seen = (None, None, False, "")


def picture(state: State) -> Picture:
    """What the person would see of the items that were touched and are not as new."""
    seen: Picture = {}
    for item, here in state.items.items():
        kind = here.answer.kind if here.answer else None
        looks = (kind, here.label, here.flagged, here.note)
        if looks != NOTHING:
            seen[item] = looks
    return seen


def play(words: list[tuple[str, str | None, str | None]]) -> tuple[list[Event], Picture]:
    """The events of a session, and what a model with whole snapshots says it ends in."""
    state = State()
    events: list[Event] = []
    past: list[Picture] = []
    future: list[Picture] = []
    current: Picture = {}
    for kind, item, value in words:
        if kind in ("undo", "redo"):
            step = state.step_to_undo if kind == "undo" else state.step_to_redo
            assert (step is None) == (not (past if kind == "undo" else future))
            if step is None:
                continue
            act = Act(kind="undo", undoes=step)
            source, target = (past, future) if kind == "undo" else (future, past)
            target.append(current)
            current = source.pop()
        else:
            assert item is not None
            label = value if kind == "label" else None
            note = value if kind == "note" and value else ""
            act = Act(kind=kind, item=item, label=label, note=note)  # type: ignore[arg-type]
            past.append(current)
            future.clear()
            before = current.get(item, NOTHING)
            if kind == "skip" and before[0] == "label":
                after: Seen = before
            elif kind in ("label", "skip", "reject"):
                after = (kind, label, before[2], before[3])
            elif kind == "note":
                after = (before[0], before[1], before[2], note)
            else:
                after = (before[0], before[1], kind == "flag", before[3])
            current = {**current, item: after}
            if after == NOTHING:
                del current[item]
        event = numbered(act, len(events) + 1)
        events.append(event)
        state.apply(event)
        assert picture(state) == current
    return events, current


@pytest.mark.fault("F110")
@given(st.lists(WORDS, max_size=30))
@settings(max_examples=200, deadline=None)
def test_undo_and_redo_follow_the_model(
    words: list[tuple[str, str | None, str | None]],
) -> None:
    events, expected = play(words)
    folded = State.fold(events)
    assert picture(folded) == expected
    labels = [seen[1] for seen in expected.values() if seen[1] is not None]
    assert {name: count for name, count in folded.by_label.items() if count} == {
        name: labels.count(name) for name in set(labels)
    }


def test_a_step_of_many_acts_is_undone_whole() -> None:
    first = [
        numbered(Act(kind="label", item=i, label="x"), n, step=1) for n, i in enumerate("ab", 1)
    ]
    state = State.fold(first)
    state.apply(numbered(Act(kind="undo", undoes=1), 3))
    assert picture(state) == {}
    assert state.step_to_undo is None
    assert state.step_to_redo == 3


@pytest.mark.fault("F120")
@pytest.mark.parametrize("undoes", [1, 2, 4, 7, None])
def test_an_undo_that_no_session_wrote_does_nothing(undoes: int | None) -> None:
    """Of a step that was taken back already, of itself, of a redone undo, of nothing."""
    acts = [
        Act(kind="label", item="a", label="x"),
        Act(kind="undo", undoes=1),
        Act(kind="label", item="b", label="x"),
    ]
    state = State.fold([numbered(act, n) for n, act in enumerate(acts, 1)])
    before = picture(state)
    state.apply(numbered(Act(kind="undo", undoes=undoes), 4))
    assert picture(state) == before
    assert (state.step_to_undo, state.step_to_redo) == (3, None)


def test_newest_answers_come_first_and_undone_ones_are_gone() -> None:
    acts = [Act(kind="label", item=item, label="x") for item in "abc"]
    state = State.fold([numbered(act, n) for n, act in enumerate(acts, 1)])
    assert [event.item for event in state.newest(2)] == ["c", "b"]
    state.apply(numbered(Act(kind="undo", undoes=3), 4))
    assert [event.item for event in state.newest(9)] == ["b", "a"]

"""Which items a batch holds, and that the evaluation sample stays a prefix of one order."""

from collections.abc import Callable, Mapping

import pytest

from tests.session.play import answer, work
from tui_labeler.active_learning.sharing import RANDOM_FIRST
from tui_labeler.session import Session
from tui_labeler.session.queue import REPEAT_AFTER, Queue, Recipe, Slot
from tui_labeler.worker.twin import InProcessRunner

Open = Callable[[], Session]


def test_the_cold_start_follows_the_random_order(opened: Open, gold: Mapping[str, str]) -> None:
    session = opened()
    asked = answer(session, gold, 6)
    order = [session.pool.ids[row] for row in session.pool.order]
    assert asked == order[:6]
    assert session.queue.sample() == list(session.pool.order[:6])


def test_every_second_item_is_random_at_first_then_one_in_ten(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session, runner = opened(), InProcessRunner()
    answer(session, gold, 90, runner)
    whys = [slot.item.why for slot in session.queue.slots]
    random_places = [place for place, why in enumerate(whys) if why in ("random", "cold")]
    first = [place for place in random_places if place < 48]
    assert first == [*range(6), *range(6, 48, 2)]
    later = [place for place in random_places if place >= RANDOM_FIRST * 2]
    assert later == [60, 70, 80, 90]


def test_the_sample_is_a_prefix_of_the_order_and_counts_queried_items(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session, runner = opened(), InProcessRunner()
    answer(session, gold, 60, runner)
    sample = session.queue.sample()
    labelled = {session.pool.row(item) for item, _ in session.state.answers()}
    prefix = session.pool.order[: len(sample)]
    assert sample == list(prefix)
    assert set(sample) <= labelled
    randoms = [slot for slot in session.queue.slots if slot.item.why in ("random", "cold")]
    assert len(sample) > len([s for s in randoms if session.pool.row(s.item.item) in labelled]) - 2


def test_an_answer_costs_the_same_late_as_early(
    opened: Open, gold: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Places that were answered are not looked at again; after an undo they are."""
    session = opened()
    looked: list[int] = []
    whole = Queue.waiting

    def counted(queue: Queue, slot: Slot) -> bool:
        looked.append(slot.batch.id)
        return whole(queue, slot)

    monkeypatch.setattr(Queue, "waiting", counted)
    answer(session, gold, 70)
    looked.clear()
    answer(session, gold, 9)
    assert min(looked) > 5
    session.labelling.undo()
    assert session.labelling.view().item is not None
    assert min(looked) == 1


def test_the_same_batches_are_read_back(opened: Open, gold: Mapping[str, str]) -> None:
    session, runner = opened(), InProcessRunner()
    answer(session, gold, 25, runner)
    again = Queue(session.pool, session.state, session.queue.recipe, session.store.batches())
    assert [slot.item for slot in again.slots] == [slot.item for slot in session.queue.slots]
    assert again.sample() == session.queue.sample()
    assert list(again.open_slots()) == list(session.queue.open_slots())


def test_queried_items_are_the_best_ranked_ones(opened: Open, gold: Mapping[str, str]) -> None:
    session = opened()
    answer(session, gold, 6)
    queue = session.queue
    out = {slot.item.item for slot in queue.open_slots()}
    free = [row for row in range(len(session.pool)) if session.pool.ids[row] not in out]
    free = [row for row in free if not session.state[session.pool.ids[row]].settled]
    ranking = [(row, 1.0 - row / 1000) for row in free]
    all_query = Queue(session.pool, session.state, Recipe(4, 0.0), session.store.batches())
    items = all_query.compose(ranking)
    assert [item.item for item in items] == [session.pool.ids[row] for row in free[:4]]
    assert {item.why for item in items} == {"query"}


def test_a_fixed_share_is_kept(opened: Open) -> None:
    session = opened()
    queue = Queue(session.pool, session.state, Recipe(8, 0.25), [])
    ranking = [(row, 1.0) for row in range(60)]
    whys = [item.why for item in queue.compose(ranking)]
    assert whys.count("random") == 2


def test_one_in_25_is_shown_again_blind_and_counts_as_agreement(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session, runner = opened(), InProcessRunner()
    answer(session, gold, 49, runner)
    work(session, runner)
    view = session.labelling.view()
    assert view.item is not None and view.blind and view.suggestion is None
    assert view.item.why == "repeat" and view.item.given is None
    earlier = [slot.item.item for slot in session.queue.slots[: 50 - REPEAT_AFTER]]
    assert view.item.id in earlier
    before = session.state[view.item.id].label
    session.labelling.skip()
    assert session.state[view.item.id].label == before
    after = session.labelling.view().item
    assert after is not None and after.id != view.item.id
    session.labelling.undo()
    shown = session.labelling.view().item
    assert shown is not None and shown.id == view.item.id
    session.labelling.answer("good" if before == "bad" else "bad")
    assert session.state[view.item.id].label != before
    assert session.labelling.view().labelled == 49


def test_repeats_come_at_every_25th_place_and_never_twice(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session = opened()
    answer(session, gold, 110)
    repeats = [p for p, slot in enumerate(session.queue.slots) if slot.item.why == "repeat"]
    assert repeats == [49, 74, 99]
    again = [session.queue.slots[place].item.item for place in repeats]
    assert len(set(again)) == 3


def test_what_was_looked_at_before_changes_no_batch(opened: Open, gold: Mapping[str, str]) -> None:
    """Only new answers are looked at for a batch: it is the one that a look at all would make."""
    session = opened()
    acts = session.labelling
    ranking = [(row, 1.0) for row in reversed(range(len(session.pool)))]
    for step in (acts.skip, acts.reject, acts.undo, acts.redo, acts.undo, acts.undo, acts.skip):
        if step != acts.redo:
            answer(session, gold, 7)
        step()
        afresh = Queue(session.pool, session.state, session.queue.recipe, session.store.batches())
        for ranked in ([], ranking):
            assert session.queue.compose(ranked, 60) == afresh.compose(ranked, 60)

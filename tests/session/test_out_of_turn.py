"""Looking back, searching, answering out of turn, and asking blind."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from tests.session.play import answer, work
from tui_labeler.errors import UsageError
from tui_labeler.session import Session
from tui_labeler.session.views import Item
from tui_labeler.worker.twin import InProcessRunner

Open = Callable[[], Session]


def item_of(session: Session) -> Item:
    item = session.labelling.view().item
    assert item is not None
    return item


def test_a_digit_on_an_earlier_answer_changes_it_and_the_queue_goes_on(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session = opened()
    asked = answer(session, gold, 4)
    following = item_of(session).id
    session.labelling.look_back(1)
    assert item_of(session).id == asked[3] and session.labelling.view().visiting
    session.labelling.look_back(1)
    assert item_of(session).id == asked[2] and item_of(session).given == gold[asked[2]]
    other = "bad" if gold[asked[2]] == "good" else "good"
    session.labelling.answer(other)
    assert item_of(session).id == following and not session.labelling.view().visiting
    assert session.state[asked[2]].label == other
    assert list(session.store.events())[-1].how == "changed"
    session.labelling.undo()
    assert item_of(session).id == asked[2] and session.state[asked[2]].label == gold[asked[2]]


def test_an_earlier_answer_that_is_no_label_is_named_too(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session = opened()
    answer(session, gold, 1)
    session.labelling.skip()
    session.labelling.reject()
    for kind, label in (("reject", False), ("skip", False), (None, True)):
        session.labelling.look_back(1)
        item = item_of(session)
        assert item.put_aside == kind and (item.given is not None) == label


def test_forward_past_the_newest_answer_is_the_queue(opened: Open, gold: Mapping[str, str]) -> None:
    session = opened()
    answer(session, gold, 2)
    following = item_of(session).id
    session.labelling.look_back(1)
    session.labelling.look_back(-1)
    assert item_of(session).id == following
    with pytest.raises(UsageError, match="no later"):
        session.labelling.look_back(-1)
    session.labelling.look_back(2)
    with pytest.raises(UsageError, match="no earlier"):
        session.labelling.look_back(1)


def test_an_item_searched_for_is_answered_out_of_turn_and_says_so(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session = opened()
    answer(session, gold, 2)
    following = item_of(session).id
    batches = len(session.store.batches())
    wanted = session.pool.ids[session.pool.order[-1]]
    session.labelling.visit(wanted)
    session.labelling.flag()
    assert item_of(session).id == wanted and item_of(session).flagged
    session.labelling.leave()
    assert len(session.store.batches()) == batches, "looking asks nothing"
    session.labelling.visit(wanted)
    session.labelling.answer(gold[wanted])
    assert item_of(session).id == following
    batch = session.store.batches()[-1]
    assert [(one.item, one.why) for one in batch.items] == [(wanted, "search")]
    assert opened().state[wanted].label == gold[wanted]


def test_the_search_by_text_id_label_and_flag(opened: Open, gold: Mapping[str, str]) -> None:
    session = opened()
    asked = answer(session, gold, 6)
    session.labelling.visit(asked[0])
    session.labelling.flag()
    found = session.browsing
    assert [entry.item for entry in found.search("flag:")] == [asked[0]]
    assert {entry.item for entry in found.search("label:goo")} == {
        item for item in asked if gold[item] == "good"
    }
    assert [entry.item for entry in found.search("r017")] == ["r017"]
    word = session.pool.texts[3].split()[0]
    assert all(word in session.pool.texts[row] for row in map(_row(session), found.search(word)))
    assert [entry.item for entry in found.answers()] == asked[::-1]
    assert found.answers("label:nobody") == ()


def _row(session: Session) -> Callable[[object], int]:
    def row(entry: object) -> int:
        found = session.pool.row(entry.item)  # type: ignore[attr-defined]
        assert found is not None
        return found

    return row


def test_blind_hides_everything_and_is_remembered_with_the_answer(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session = opened()
    answer(session, gold, 18, InProcessRunner())
    session.labelling.set_blind(True)
    view = session.labelling.view()
    assert view.blind and view.suggestion is None
    assert all(choice.probability is None for choice in view.choices)
    with pytest.raises(UsageError):
        session.labelling.agree()
    session.labelling.answer("good")
    assert list(session.store.events())[-1].blind
    session.labelling.set_blind(False)


def test_one_item_in_ten_is_asked_blind(opened: Open, gold: Mapping[str, str]) -> None:
    session = opened()
    runner = InProcessRunner()
    answer(session, gold, 18, runner)
    work(session, runner)
    blind: list[bool] = []
    while len(blind) < 80:
        blind.append(session.labelling.view().blind)
        answer(session, gold, 1, runner)
    assert 2 <= sum(blind) <= 18


def test_words_and_neighbours_come_with_the_model(opened: Open, gold: Mapping[str, str]) -> None:
    session = opened()
    answer(session, gold, 24, InProcessRunner())
    item = next(
        item for _ in range(6) if (item := _next(session, gold)) and item.speaking is not None
    )
    assert item.speaking is not None
    assert item.speaking.best or item.speaking.second
    for word in (*item.speaking.best, *item.speaking.second):
        assert word in item.text.lower()
    assert not set(item.speaking.best) & set(item.speaking.second)
    assert all(near.label == gold[near.item] and 0 < near.cosine <= 1 for near in item.closest)
    again = opened()
    assert again.learning.learned is not None and again.learning.learned.terms.weights


def _next(session: Session, gold: Mapping[str, str]) -> Item:
    item = item_of(session)
    if item.speaking is None:
        answer(session, gold, 1)
    return item


def test_a_new_label_is_offered_the_answers_that_mention_it(
    opened: Open, gold: Mapping[str, str]
) -> None:
    session = opened()
    answer(session, gold, 20)
    session.label_set.add("noisy_film", description="complains of noise")
    first = session.browsing.likely("noisy_film")[0]
    assert "noisy" in first.text or "film" in first.text


def test_everything_about_an_item(opened: Open, gold: Mapping[str, str]) -> None:
    session = opened()
    (item,) = answer(session, gold, 1)
    details = session.browsing.details(item)
    assert details.text == session.pool.texts[session.pool.ids.index(item)]
    assert gold[item] in [fact.value for fact in details.facts]
    assert replace(details).item == item

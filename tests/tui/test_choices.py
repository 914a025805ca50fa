"""Keys of labels: few keep theirs, many share nine."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.scripted import choices
from tui_labeler.tui.choices import FEW, label_keys, numbered
from tui_labeler.tui.keys import span
from tui_labeler.tui.screens.finder import find

CARDS = ("card_payment_fee", "card_arrival", "declined_card_payment", "top_up", "payment")


def test_ten_labels_keep_project_order_whatever_the_model_says() -> None:
    ten = choices([f"l{n}" for n in range(10)], [n / 100 for n in range(10)])
    assert [(key, c.name) for key, c in numbered(ten)][::9] == [("1", "l0"), ("0", "l9")]


def test_of_eleven_the_nine_best_have_digits_and_letters_stay() -> None:
    eleven = choices([f"l{n}" for n in range(11)], [n / 100 for n in range(11)])
    own = (replace(eleven[0], key="p"), *eleven[1:])
    keys = label_keys(own)
    assert keys["1"] == "l10" and keys["9"] == "l2" and keys["p"] == "l0"
    assert "0" not in keys


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_a_key_gives_one_label_and_is_shown_beside_it(shares: list[float]) -> None:
    labels = choices([f"l{n}" for n in range(len(shares))], shares)
    rows = numbered(labels)
    assert label_keys(labels) == {key: choice.name for key, choice in rows}
    assert len({key for key, _ in rows}) == len(rows) == (len(shares) if len(shares) <= FEW else 9)


def test_spans_of_keys() -> None:
    assert span(list("1234567890")) == "1-9 0"
    assert span(["1", "p", "2"]) == "1 p 2"
    assert span([]) == ""


def test_find_wants_every_word_and_puts_prefixes_first() -> None:
    cards = choices(CARDS)
    assert [c.name for c in find(cards, "ca pay", [])] == [CARDS[0], CARDS[2]]
    assert find(cards, "pay", [])[0].name == "payment"
    assert find(cards, "zzz", []) == []


def test_an_empty_search_shows_what_was_used_lately_first() -> None:
    found = [c.name for c in find(choices(CARDS), " ", ["top_up", "payment"])]
    assert found == ["top_up", "payment", *CARDS[:3]]

"""Rules that labels suggest: words that tell more than the share of their label does."""

from tui_labeler.weak_supervision.suggestions import Suggestion, suggest, unsaid

SPORT, NEWS = 0, 1


def told(texts: list[tuple[str, int]]) -> list[Suggestion]:
    return suggest(
        {row: text for row, (text, _) in enumerate(texts)},
        {row: label for row, (_, label) in enumerate(texts)},
    )


def test_a_word_of_one_label_is_suggested_with_its_count() -> None:
    texts = [(f"the goal {n}", SPORT) for n in range(6)] + [("the vote", NEWS)] * 6
    assert [(one.words, one.label, one.right, one.wrong) for one in told(texts)[:2]] == [
        ("goal", SPORT, 6, 0),
        ("vote", NEWS, 6, 0),
    ]


def test_a_word_that_is_right_no_more_often_than_its_label_is_common_tells_nothing() -> None:
    texts = [(f"word{n} the", NEWS) for n in range(20)] + [("goal", SPORT)] * 4
    texts += [(f"a word{n}", NEWS) for n in range(5)]
    assert [one.words for one in told(texts)] == ["goal"]


def test_of_phrases_in_the_same_items_the_shortest_counts() -> None:
    texts = [("own goal", SPORT)] * 6 + [("vote", NEWS)] * 6
    assert [one.words for one in told(texts)] == ["goal", "vote"]


def test_a_pair_of_words_is_worth_a_line_only_where_it_tells_more_than_each() -> None:
    texts = [("my goal", SPORT)] * 6 + [(f"goal {n}", SPORT) for n in range(6)]
    texts += [("my vote", NEWS)] * 6 + [("not my goal at all", NEWS)] * 4
    found = {one.words: one.label for one in told(texts)}
    assert found["all"] == NEWS and found["vote"] == NEWS
    assert "my vote" not in found and "my goal" not in found


def test_what_a_rule_says_already_is_not_said_again() -> None:
    texts = [("goal", SPORT)] * 6 + [("vote", NEWS)] * 6
    assert [one.words for one in unsaid(told(texts), ["GOAL"])] == ["vote"]

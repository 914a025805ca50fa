"""Labels are read by fixed rules and never guessed; keys count, positions do not."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.llm.failures import Failed, Kind
from tui_labeler.llm.parsing import Said, parse, parse_many

LABELS = ("Good", "Very bad", "C++", "C")


@pytest.mark.fault("F089")
@pytest.mark.parametrize(
    "content",
    [
        "Good",
        " good\n",
        '"GOOD"',
        "`Good`.",
        "**Good**",
        "Label: good",
        '{"label": "good"}',
        '```json\n{"label": "Good"}\n```',
        "```\ngood\n```",
        "<think>It is Very bad? No.</think>Good",
        "hm, Very bad</think>\n\nGood",
        "<think>a<think>b</think>c</think>Good",
        "<THINKING>" * 300_000 + "</THINKING>Good",
        "<think></think>" * 100_000 + "Good",
        "```" + "\n" * 1_000_000 + "Good",
    ],
)
def test_case_spaces_quotes_fences_and_thoughts_do_not_count(content: str) -> None:
    assert parse(content, LABELS).label == "Good"


@pytest.mark.fault("F089")
@pytest.mark.parametrize(
    "content",
    ["", "Goodish", "Good or Very bad", "It is good", '{"label": null}', '{"labels": "Good"}',
     '{"label": ["Good"]}', "[]", "null", "<think>Good",
     "<think>" * 300_000],
)  # fmt: skip
def test_anything_else_is_no_label(content: str) -> None:
    with pytest.raises(Failed) as caught:
        parse(content, LABELS)
    assert caught.value.kind is Kind.NO_LABEL


@pytest.mark.fault("F089")
def test_labels_that_look_alike_are_kept_apart() -> None:
    assert parse("c", LABELS).label == "C"
    assert parse("C++", LABELS).label == "C++"
    assert parse("very  BAD", LABELS).label == "Very bad"


@pytest.mark.parametrize(
    ("claimed", "confidence"),
    [(0.7, 0.7), (70, 0.7), (1, 1.0), (True, None), ("0.7", None), (-1, None), (1e9, None)],
)
def test_a_claimed_confidence_is_a_share(claimed: object, confidence: float | None) -> None:
    content = json.dumps({"label": "Good", "confidence": claimed, "reason": "a\nb\x1b"})
    assert parse(content, LABELS) == Said("Good", confidence, "a b␛")


KEYS = ("k1", "k2", "k3")


def many(*entries: object) -> str:
    return json.dumps({"items": entries})


@pytest.mark.fault("F090")
@given(st.permutations(range(3)))
@settings(max_examples=10, deadline=None)
def test_the_order_of_answers_means_nothing(order: list[int]) -> None:
    labels = ("Good", "Very bad", "C")
    said, ignored = parse_many(
        many(*({"key": KEYS[n], "label": labels[n]} for n in order)), KEYS, LABELS
    )
    assert {key: one.label for key, one in said.items()} == dict(zip(KEYS, labels, strict=True))
    assert ignored == 0


@pytest.mark.fault("F090")
def test_missing_extra_and_conflicting_keys() -> None:
    content = many(
        {"key": "k1", "label": "Good"},
        {"key": "k1", "label": "good"},
        {"key": "k2", "label": "Good"},
        {"key": "k2", "label": "C"},
        {"key": "K3", "label": "C"},
        {"key": 3, "label": "C"},
        "C",
        {"label": "C"},
    )
    said, ignored = parse_many(content, KEYS, LABELS)
    assert {key: one.label for key, one in said.items()} == {"k1": "Good"}
    assert ignored == 4


def test_one_unknown_label_among_good_ones_spoils_the_key() -> None:
    content = many({"key": "k1", "label": "Good"}, {"key": "k1", "label": "?"})
    assert parse_many(content, KEYS, LABELS)[0] == {}


@pytest.mark.parametrize("content", ["Good", '{"items": 3}', "null", '{"k1": "Good"}'])
def test_an_answer_that_is_no_list_has_no_labels(content: str) -> None:
    with pytest.raises(Failed):
        parse_many(content, KEYS, LABELS)

"""Whatever is in a text, what is drawn of it is text."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.robots.controls import stray_controls
from tui_labeler.text import MARKS_PER_LETTER, clip, one_line, printable

CONTROLS = [chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))]
BIDI = [
    chr(code) for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
]
INVISIBLE = [chr(code) for code in (0x200B, 0xFEFF, 0xAD, 0x2060, 0x180E, 0xE0041, 0x2028, 0x2029)]
SURROGATES = ["\ud800", "\udbff", "\udc80", "\udfff"]
MARKS = ["\u0301", "\u0336", "\u20dd", "\u0489", "\u3099"]

hostile = st.lists(
    st.sampled_from([*CONTROLS, *BIDI, *INVISIBLE, *SURROGATES, *MARKS, "\r\n", "a", "漢", "é"])
    | st.characters(),
    max_size=60,
).map("".join)
ANY = settings(max_examples=200, deadline=None)


@ANY
@given(hostile)
def test_nothing_but_text_and_line_breaks_comes_out(text: str) -> None:
    shown = printable(text)
    assert stray_controls(shown) == []
    assert not {"\r", "\t", "\u2028", "\u2029"} & set(shown)
    shown.encode()
    assert all(unicodedata.category(c) not in ("Cc", "Cs") for c in shown if c != "\n")


@ANY
@given(hostile)
def test_twice_is_once(text: str) -> None:
    assert printable(printable(text)) == printable(text)
    assert one_line(one_line(text)) == one_line(text)


@ANY
@given(st.lists(st.sampled_from([*MARKS, "a", "か"]), max_size=30).map("".join))
def test_no_letter_carries_more_marks_than_four(text: str) -> None:
    run = 0
    for character in printable(text):
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        assert run <= MARKS_PER_LETTER


@ANY
@given(hostile, st.integers(0, 20))
def test_one_line_is_one_line_of_at_most_its_limit(text: str, limit: int) -> None:
    shown = one_line(text, limit)
    assert len(shown) <= limit
    assert "\n" not in shown
    assert shown == shown.strip()


@ANY
@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"])))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("two\nlines\r\nthree", "two\nlines\nthree"),
        ("visible\rHIDDEN", "visible␍HIDDEN"),
        ("a\tb\n\tc", "a   b\n    c"),
        ("\x1b[2J", "␛[2J"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b2J\x9d0;title\x9c", "\ufffd2J\ufffd0;title\ufffd"),
        ("\x00\x7f\x0e", "␀␡␎"),
        ("\u202etxt.exe\u2069", "<202E>txt.exe<2069>"),
        ("zero\u200bwidth\ufeff", "zero·width·"),
        ("\u2028next", "\nnext"),
        ("lone \ud800", "lone \ufffd"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("z" + "\u0301" * 9 + "x", "z" + "\u0301" * 4 + "x"),
        ("👩\u200d👩\u200d👧 \U0001f3f3\ufe0f", "👩\u200d👩\u200d👧 \U0001f3f3\ufe0f"),
        ("नमस्ते שלום مرحبا 漢字", "नमस्ते שלום مرحبا 漢字"),
        ("[/] [link=http://e]x[/link] \\[b]", "[/] [link=http://e]x[/link] \\[b]"),
    ],
)
def test_hostile_text_becomes_visible(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_limit_bounds_what_is_looked_at() -> None:
    assert printable("\x1b" * 10, limit=3) == "␛␛␛"
    assert printable("abc", limit=0) == ""


def test_one_line_folds_and_clips() -> None:
    assert one_line("  a\n\n b\t\tc ") == "a b c"
    assert one_line("a" * 100, 5) == "aaaa…"
    assert one_line("\u202e" * 3, 8) == "<202E><…"


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abcd", 1, "…"), ("abcd", 0, ""), ("", 0, "")],
)
def test_clip_marks_what_is_missing(text: str, limit: int, clipped: str) -> None:
    assert clip(text, limit) == clipped

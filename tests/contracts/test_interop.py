"""Every tool's file: what goes out comes back, and bad input has a line."""

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.errors import DataError
from tui_labeler.interop.record import Outcome, Record, Suggestion
from tui_labeler.interop.registry import INTEROP, tool

LABELS = ("good", "bad", "a label, with “quotes”")
TEXTS = st.text(max_size=40)
NAMES = st.from_regex(r"c_[a-z]{1,6}", fullmatch=True)
SCORES = st.one_of(st.none(), st.floats(0, 1))
SUGGESTIONS = st.lists(
    st.builds(Suggestion, label=st.sampled_from(LABELS), agent=TEXTS, score=SCORES),
    max_size=2,
    unique_by=lambda suggestion: suggestion.label,
).map(tuple)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A record as the session would write it."""
    outcome: Outcome | None = draw(st.sampled_from([None, "label", "skip", "reject"]))
    answered = outcome is not None
    return Record(
        item=draw(st.text(min_size=1, max_size=9)),
        text=draw(TEXTS),
        outcome=outcome,
        label=draw(st.sampled_from(LABELS)) if outcome == "label" else None,
        annotator=draw(TEXTS) if answered else "",
        at=float(draw(st.integers(1, 2**31))) if answered else None,
        seconds=draw(st.one_of(st.none(), st.floats(0, 1e4))) if answered else None,
        suggestions=draw(SUGGESTIONS),
        columns=draw(st.dictionaries(NAMES, TEXTS, max_size=2)),
    )


def known_by(name: str, record: Record) -> Record:
    """What of `record` the tool has a place for."""
    if name == "doccano":
        outcome = record.outcome if record.outcome == "label" else None
        return Record(
            item=record.item,
            text=record.text,
            outcome=outcome,
            label=record.label,
            columns=record.columns,
        )
    if name == "prodigy":
        scored = [one for one in record.suggestions if one.score is not None]
        in_order = sorted(scored, key=lambda one: LABELS.index(one.label))
        return replace(record, seconds=None, suggestions=tuple(in_order))
    return record


@pytest.mark.parametrize("name", INTEROP)
@given(written=st.lists(records(), max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_round_trip_loses_only_what_the_tool_has_no_place_for(
    name: str, written: list[Record]
) -> None:
    file = io.BytesIO()
    tool(name).write(file, written, LABELS)
    read = list(tool(name).read(io.BytesIO(file.getvalue())))
    assert read == [known_by(name, record) for record in written]


@pytest.mark.parametrize("name", INTEROP)
@pytest.mark.parametrize("broken", [b"{", b'"text"\n', b"\xff\xfe{}", b'[{"tex": 1}]', b"[[1]]"])
def test_what_is_no_record_is_refused(name: str, broken: bytes) -> None:
    with pytest.raises(DataError):
        list(tool(name).read(io.BytesIO(broken)))


def test_the_line_of_a_bad_record_is_named() -> None:
    lines = b'{"text": "a", "label": ["x"]}\n\n{"text": "b", "label": ["x", "y"]}\n'
    with pytest.raises(DataError, match="several labels") as caught:
        list(tool("doccano").read(io.BytesIO(lines)))
    assert caught.value.line == 3


def test_prodigy_binary_tasks() -> None:
    lines = [
        {"text": "a", "label": "INSULT", "answer": "accept"},
        {"text": "b", "label": "INSULT", "answer": "reject"},
        {"text": "c", "label": "INSULT", "answer": "ignore"},
        {"text": "d", "label": "INSULT"},
    ]
    file = io.BytesIO("\n".join(map(json.dumps, lines)).encode())
    found = [(record.outcome, record.label) for record in tool("prodigy").read(file)]
    assert found == [("label", "INSULT"), (None, None), ("skip", None), ("label", "INSULT")]


def test_label_studio_writes_its_own_shape() -> None:
    record = Record(
        item="7", text="t", outcome="label", label="good", annotator="me", at=1.0, seconds=4.5
    )
    file = io.BytesIO()
    tool("label_studio").write(file, [record], LABELS)
    (task,) = json.loads(file.getvalue())
    (annotation,) = task["annotations"]
    (result,) = annotation["result"]
    assert task["data"] == {"text": "t", "id": "7"}
    assert annotation["lead_time"] == 4.5
    assert (result["from_name"], result["to_name"], result["type"]) == ("label", "text", "choices")
    assert result["value"] == {"choices": ["good"]}

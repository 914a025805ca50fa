"""Every tool's file: what goes out comes back, and bad input has a line."""

import io
import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.errors import DataError, UsageError
from tui_labeler.interop.record import Outcome, Record, Suggestion
from tui_labeler.interop.registry import INTEROP, tool

LABELS = ("good", "bad", "a label, with “quotes”")
TEXTS = st.text(max_size=40)
NAMES = st.one_of(
    st.sampled_from(["id", "text", "label", "item", "rejected", "data.id", "meta", "outcome"]),
    st.text(max_size=6),
)
SCORES = st.one_of(st.none(), st.floats(0, 1))
SUGGESTIONS = st.lists(
    st.builds(Suggestion, label=st.sampled_from(LABELS), agent=TEXTS, score=SCORES),
    max_size=3,
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


FILES = [name for name in INTEROP if name != "datasets"]
UNICODE = st.lists(records(), min_size=1, max_size=3).filter(
    lambda found: "\\ud" not in ascii(found)
)


@pytest.mark.parametrize("name", FILES)
@given(written=st.lists(records(), max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_round_trip_loses_nothing(name: str, written: list[Record]) -> None:
    file = io.BytesIO()
    tool(name).write(file, written, LABELS)
    read = list(tool(name).read(io.BytesIO(file.getvalue())))
    assert read == written


@given(written=UNICODE)
@settings(max_examples=15, deadline=None)
def test_a_round_trip_through_a_datasets_folder(
    written: list[Record], tmp_path_factory: pytest.TempPathFactory
) -> None:
    library = pytest.importorskip("datasets")
    folder = tmp_path_factory.mktemp("d") / "data"
    tool("datasets").write(folder, written, LABELS)
    assert [path.name for path in folder.parent.iterdir()] == ["data"]
    assert list(tool("datasets").read(folder)) == written
    loaded = library.load_from_disk(str(folder))
    assert loaded.features["label"].names == list(LABELS)
    with pytest.raises(UsageError):
        tool("datasets").write(folder, written, LABELS)


WHOLE = Record(
    item="7",
    text="t",
    outcome="label",
    label="good",
    annotator="me",
    at=1.0,
    seconds=4.5,
    suggestions=(Suggestion(label="good", agent="m", score=0.5),) * 2,
    columns={"title": "A"},
)
ODD: list[Any] = [
    None,
    True,
    -1,
    10**400,
    1e999,
    "",
    "\x1b[2J\ud800",
    [],
    [1],
    ["x", "y"],
    {},
    {"a": [{}]},
]


def spoiled(value: Any) -> Iterator[Any]:
    """`value` with one of its members, at any depth, missing or replaced by something odd."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield {key: one for key, one in value.items() if key != name}
            yield from ({**value, name: other} for other in (*ODD, *spoiled(member)))
    elif isinstance(value, list):
        for place, member in enumerate(value):
            for other in (*ODD, *spoiled(member)):
                yield [*value[:place], other, *value[place + 1 :]]


@pytest.mark.fault("F121")
@pytest.mark.parametrize("name", FILES)
def test_a_record_with_a_spoiled_member_is_read_or_refused(name: str) -> None:
    file = io.BytesIO()
    tool(name).write(file, [WHOLE], LABELS)
    refused = 0
    for value in spoiled(json.loads(file.getvalue())):
        try:
            (record,) = tool(name).read(io.BytesIO(json.dumps(value).encode()))
        except DataError as error:
            refused += 1
            assert error.line == 1
        else:
            assert isinstance(record.text, str) and record.outcome in (None, "label", "skip")
            assert all(one.score != math.inf for one in record.suggestions)
    assert refused


@pytest.mark.parametrize("name", FILES)
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

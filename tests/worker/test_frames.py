"""Messages survive any way a pipe cuts them, and nothing else gets through."""

import os
import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_labeler.worker import frames
from tui_labeler.worker.frames import Decoder, FrameError, encode

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@settings(max_examples=50, deadline=None)
@given(st.lists(json_values, max_size=5), st.integers(1, 20))
def test_messages_arrive_whole_however_they_are_cut(values: list[Any], size: int) -> None:
    stream = b"".join(encode(value) for value in values)
    decoder, received = Decoder(), list[Any]()
    for start in range(0, len(stream), size):
        received += decoder.feed(stream[start : start + size])
    assert received == values


def test_an_incomplete_message_is_not_passed_on() -> None:
    frame = encode({"a": 1})
    decoder = Decoder()
    assert list(decoder.feed(frame[:-1])) == []
    assert list(decoder.feed(frame[-1:])) == [{"a": 1}]


def test_a_header_beyond_the_limit_is_refused_before_its_body() -> None:
    with pytest.raises(FrameError, match="4294967295 bytes"):
        list(Decoder().feed(b"\xff\xff\xff\xff"))


def test_what_is_not_json_is_refused() -> None:
    for body in (b"{", b"\xff\xfe", b""):
        with pytest.raises(FrameError, match="not JSON"):
            list(Decoder().feed(len(body).to_bytes(4, "big") + body))


def test_a_value_beyond_the_limit_is_not_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "LIMIT", 4)
    assert encode("ab")
    with pytest.raises(FrameError, match="5 bytes"):
        encode("abc")


def test_a_pipe_carries_messages_larger_than_itself_until_it_is_closed() -> None:
    read_fd, write_fd = os.pipe()
    values = ["x" * 300_000, {"last": True}]

    def write() -> None:
        for value in values:
            frames.write(write_fd, encode(value))
        os.close(write_fd)

    writer = threading.Thread(target=write)
    writer.start()
    assert list(frames.read(read_fd)) == values
    writer.join()
    os.close(read_fd)

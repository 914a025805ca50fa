"""Messages on a pipe: four bytes of length, then that much JSON.

JSON and not pickle, so that a child cannot make its parent run anything; a size cap, so that it
cannot make it run out of memory.
"""

import json
import os
import struct
from collections.abc import Iterator
from typing import Any

from tui_labeler.errors import JobError

LIMIT = 16 * 2**20
"""Bytes of one message; anything larger travels as a file."""
CHUNK = 2**16
_HEADER = struct.Struct("!I")


class FrameError(JobError):
    """What was read is no message, or one is too large to send."""


def encode(value: Any) -> bytes:
    """`value` as one frame. Raises TypeError where it is not JSON, FrameError beyond `LIMIT`."""
    body = json.dumps(value).encode("ascii")
    if len(body) > LIMIT:
        raise FrameError(f"a message of {len(body)} bytes is too large (at most {LIMIT}).")
    return _HEADER.pack(len(body)) + body


class Decoder:
    """Turns the bytes of a pipe into messages, however they are cut."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Any]:
        """Yield the messages that `data` completes. Raises FrameError."""
        self._buffer += data
        while len(self._buffer) >= _HEADER.size:
            (length,) = _HEADER.unpack_from(self._buffer)
            if length > LIMIT:
                raise FrameError(f"a message says it has {length} bytes (at most {LIMIT}).")
            end = _HEADER.size + length
            if len(self._buffer) < end:
                return
            body = bytes(self._buffer[_HEADER.size : end])
            del self._buffer[:end]
            try:
                yield json.loads(body)
            except ValueError as error:
                raise FrameError("a message is not JSON.") from error


def read(fd: int) -> Iterator[Any]:
    """Yield the messages of a blocking pipe until its other end is closed. Raises FrameError."""
    decoder = Decoder()
    while data := os.read(fd, CHUNK):
        yield from decoder.feed(data)


def write(fd: int, frame: bytes) -> None:
    """Write all of `frame` to a blocking pipe."""
    rest = memoryview(frame)
    while rest:
        rest = rest[os.write(fd, rest) :]

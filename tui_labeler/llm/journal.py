"""A net under the ledger: what is sent and what comes back, on disk before anything else happens.

The session books answers a moment after they arrive. If it is killed in that moment, the journal
still has them: what was paid and has come back is never asked again. What was sent and has not come
back cannot be known; it is kept word for word, to be asked again under the same idempotency key, so
that a server that honours the key answers it once and bills it once.
"""

import asyncio
import base64
import fcntl
import json
import os
import zlib
from collections.abc import Mapping, Set
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from tui_labeler.llm.failures import Kind

Record: TypeAlias = dict[str, Any]
"""The fields of `store.records.LLMRequest` that the child knows, as JSON. Of a request that is
asked again also `replaces`, the key under which the first one is booked, and its `prompt`."""
PATTERN = "llm-run-" + "[0-9]" * 6 + ".jsonl"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it left: enough to send it once more and to read the answer."""

    key: str
    """Of its record."""
    id: str
    """Its idempotency key."""
    items: tuple[str, ...]
    keys: tuple[str, ...]
    """Of the items, in the prompt."""
    body: Mapping[str, Any]
    prompt: int = 0
    """The number of its prompt version, once its run is over."""

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Sent":
        """What `as_json` wrote. Raises KeyError, TypeError."""
        lists = {name: tuple(values[name]) for name in ("items", "keys")}
        body, prompt = dict(values["body"]), int(values.get("prompt", 0))
        return cls(values["key"], values["id"], **lists, body=body, prompt=prompt)

    def as_json(self) -> dict[str, Any]:
        """To be kept."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Leftover:
    """What a journal says."""

    header: dict[str, Any]
    settled: list[Record]
    """Requests that came back, or failed."""
    unanswered: list[tuple[Record, Sent]]
    """Requests that were under way at its end; the record is as of a paid one."""


class Journal:
    """An append-only file, locked while its run lives. Used within one event loop."""

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        self._fd = os.open(path, flags, 0o600)
        fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._like = b""
        self._lines = self._on_disk = 0
        self._syncing = asyncio.Lock()
        self._write({"run": header})
        os.fsync(self._fd)
        _sync_folder(path.parent)

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._fd)

    async def sent(self, record: Record, sent: Sent) -> None:
        """A request is about to leave. Returns when that is on disk."""
        body = json.dumps(sent.body).encode()
        self._write({"sent": record, "request": sent.as_json() | {"body": _pack(body, self._like)}})
        self._like = self._like or body
        await self._sync()

    async def settled(self, record: Record) -> None:
        """It came back, or failed. Returns when that is on disk."""
        self._write({"settled": record})
        await self._sync()

    def _write(self, line: Mapping[str, Any]) -> None:
        os.write(self._fd, json.dumps(line).encode("ascii") + b"\n")
        self._lines += 1

    async def _sync(self) -> None:
        """Those who wait at the same time share one fsync."""
        wanted = self._lines
        async with self._syncing:
            if self._on_disk < wanted:
                written = self._lines
                await asyncio.to_thread(os.fsync, self._fd)
                self._on_disk = written


def _pack(body: bytes, like: bytes) -> str:
    """Requests are alike but for the text: packed against the first, one is a few hundred bytes."""
    packer = zlib.compressobj(zdict=like) if like else zlib.compressobj()
    return base64.b64encode(packer.compress(body) + packer.flush()).decode()


def _unpack(packed: str, like: bytes) -> bytes:
    unpacker = zlib.decompressobj(zdict=like) if like else zlib.decompressobj()
    return unpacker.decompress(base64.b64decode(packed), 1 << 24)


def _sync_folder(folder: Path) -> None:
    """The name of a new file is on disk when its folder is."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def leftovers(folder: Path) -> list[Path]:
    """The journals in `folder` whose runs have ended, oldest first."""
    return [path for path in _journals(folder) if not _in_use(path)]


def under_way(folder: Path) -> set[str]:
    """The items that runs of others are about: a killed program's last answers may still come."""
    items: set[str] = set()
    for path in _journals(folder):
        if _in_use(path):
            left = read(path)
            for record in [*left.settled, *(record for record, _ in left.unanswered)]:
                items.update(record["items"])
    return items


def _journals(folder: Path) -> list[Path]:
    """Files alone: a link leads elsewhere, and a pipe would be waited for."""
    return [
        path for path in sorted(folder.glob(PATTERN)) if path.is_file() and not path.is_symlink()
    ]


def _in_use(path: Path) -> bool:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(fd)
    return False


def read(path: Path) -> Leftover:
    """What is in a journal."""
    header: dict[str, Any] = {}
    sent: dict[str, tuple[Record, Sent]] = {}
    settled: dict[str, Record] = {}
    like = b""
    for line in path.read_bytes().splitlines():
        try:
            entry = json.loads(line)
            header = _checked(entry["run"]) if "run" in entry else header
            if "sent" in entry:
                body = _unpack(entry["request"]["body"], like)
                like = like or body
                request = Sent.from_json(entry["request"] | {"body": json.loads(body)})
                sent[request.key] = (interrupted(_checked(entry["sent"], _NEEDED)), request)
            elif "settled" in entry:
                settled[entry["settled"]["key"]] = _checked(entry["settled"], _NEEDED)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, zlib.error):
            continue  # the line at which the process was killed, or one that no run wrote
    lost = [pair for key, pair in sent.items() if key not in settled]
    return Leftover(header, list(settled.values()), lost)


_KINDS: dict[str, Any] = {
    **dict.fromkeys(("key", "model", "server", "raw", "detail", "replaces"), str),
    **dict.fromkeys(("prompt", "tokens_in", "tokens_out"), int),
    **{"items": list, "answers": dict, "paid": bool, "error": str | None},
    **{"cost": int | float | None, "seconds": int | float},
}
_NEEDED = frozenset({"key", "items", "answers", "paid", "error"})
_SAID: dict[str, Any] = {
    "label": str | None,
    "confidence": int | float | None,
    "distribution": dict | None,
    "error": str | None,
}
_MOST = 10**12


def _checked(record: Record, needed: Set[str] = frozenset()) -> Record:
    """The record. Raises ValueError, TypeError, KeyError, AttributeError for what the ledger cannot
    hold, and without the keys `needed`."""
    fits = [isinstance(value, _KINDS[name]) for name, value in record.items()]
    fits.append(record.keys() >= needed)
    fits += [isinstance(item, str) for item in record.get("items", [])]
    for answer in record.get("answers", {}).values():
        fits += [isinstance(answer.get(name), kind) for name, kind in _SAID.items()]
        fits.append(0 <= (answer.get("confidence") or 0) <= 1)
    numbers = [value for value in record.values() if isinstance(value, int | float)]
    if not all(fits) or not all(0 <= number < _MOST for number in numbers):
        raise ValueError("no record of a request")
    return record


def interrupted(record: Record) -> Record:
    """A request that was under way when the run was killed: on the bill, as far as we know."""
    return {
        **record,
        "paid": True,
        "error": Kind.INTERRUPTED,
        "detail": "sent, and then the program was killed",
    }


def new_path(folder: Path) -> Path:
    """A name for the journal of a new run."""
    taken = [int(path.stem.rpartition("-")[2]) for path in folder.glob(PATTERN)]
    return folder / f"llm-run-{max(taken, default=0) + 1:06}.jsonl"

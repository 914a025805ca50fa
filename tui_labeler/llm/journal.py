"""A net under the ledger: what was sent and what came back, on disk before anything else happens.

The session books answers a moment after they arrive. If it is killed in that moment, the journal
still has them, and knows which requests were under way: nothing that was paid is asked again or
missing from the bill. It survives kills; after a power cut the last answers may be lost.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from tui_labeler.llm.failures import Kind

Record: TypeAlias = dict[str, Any]
"""The fields of `store.records.LLMRequest` that the child knows, as JSON."""
PATTERN = "llm-run-" + "[0-9]" * 6 + ".jsonl"


class Journal:
    """An append-only file, locked while its run lives."""

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        self._fd = os.open(path, flags, 0o600)
        fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._write({"run": header})

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._fd)

    def sent(self, record: Record) -> None:
        """A request goes out. `record`: as `interrupted` needs it."""
        self._write({"sent": record})

    def settled(self, record: Record) -> None:
        """It came back, or failed."""
        self._write({"settled": record})

    def _write(self, line: Mapping[str, Any]) -> None:
        os.write(self._fd, json.dumps(line).encode("ascii") + b"\n")


def leftovers(folder: Path) -> list[Path]:
    """The journals in `folder` whose runs have ended, oldest first."""
    return [path for path in sorted(folder.glob(PATTERN)) if not _in_use(path)]


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


def read(path: Path) -> tuple[dict[str, Any], list[Record]]:
    """The header of a journal, and its requests; those under way at its end are `interrupted`."""
    header: dict[str, Any] = {}
    sent: dict[str, Record] = {}
    settled: dict[str, Record] = {}
    for line in path.read_bytes().splitlines():
        try:
            entry = json.loads(line)
            header = entry.get("run", header)
            for name, records in (("sent", sent), ("settled", settled)):
                if name in entry:
                    records[entry[name]["key"]] = entry[name]
        except (ValueError, TypeError, KeyError, AttributeError):
            continue  # the line at which the process was killed
    lost = [interrupted(record) for key, record in sent.items() if key not in settled]
    return header, [*settled.values(), *lost]


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

"""The votes of one function on the whole pool, kept under a key of all they depend on."""

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

VERSION = 1


@dataclass(frozen=True, slots=True)
class Run:
    """How a function did."""

    failed: str = ""
    """Why it has no votes; "" where it has."""
    line: int | None = None
    """Of the functions file, for `failed` or the first fault."""
    faults: int = 0
    """Rows on which it raised or returned no label: abstentions."""
    fault: str = ""
    """The first of them, in one line."""
    unstable: int = 0
    """Of the rows that were run twice, those with another vote."""
    seconds: float = 0.0
    returns: Mapping[str, str] = field(default_factory=dict)
    """Integers it returned and the labels they meant."""


class VoteFiles:
    """A folder of vote columns: `<key>.npy`, int16 [n], and `<key>.json`, how it went."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def path(self, key: str) -> Path:
        """The file of the votes."""
        return self.folder / f"{key}.npy"

    def run(self, key: str) -> Run | None:
        """How the function of this key did; None: not run yet."""
        try:
            found = Run(**json.loads((self.folder / f"{key}.json").read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        return found if found.failed or self.path(key).is_file() else None

    def votes(self, key: str) -> NDArray[np.int16]:
        """The votes, mapped. Raises OSError, ValueError."""
        found: NDArray[np.int16] = np.load(self.path(key), mmap_mode="r")
        return found

    def save(self, key: str, run: Run, votes: NDArray[np.int16] | None = None) -> None:
        """Keep the votes of a function, or that it failed."""
        if votes is not None:
            with _written(self.path(key)) as file:
                np.save(file, votes, allow_pickle=False)
        with _written(self.folder / f"{key}.json") as file:
            file.write(json.dumps(asdict(run)).encode())

    def forget_failures(self) -> None:
        """Let functions that failed run again."""
        for path in self.folder.glob("*.json"):
            run = self.run(path.stem)
            if run is None or run.failed:
                path.unlink(missing_ok=True)

    def keep(self, keys: Iterable[str], spare: int) -> None:
        """Remove what is in none of `keys`, but for the newest `spare`."""
        wanted = set(keys)
        others = [path for path in self.folder.glob("*.json") if path.stem not in wanted]
        for path in sorted(others, key=_changed, reverse=True)[spare:]:
            for old in (path, self.path(path.stem)):
                with contextlib.suppress(OSError):
                    old.unlink()


@contextlib.contextmanager
def _written(path: Path) -> Iterator[BinaryIO]:
    """A file that is there whole or not at all; after a power cut it may be run again."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        yield file
    part.replace(path)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0

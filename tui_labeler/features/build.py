"""Features of a pool: built once, kept in the cache by content, opened by mmap afterwards."""

import hashlib
import json
import shutil
import tempfile
import time
import zlib
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import scipy.sparse as sp

from tui_labeler.errors import JobError
from tui_labeler.features.embedding_file import embedding_file
from tui_labeler.features.mapped import give_back, on_disk, trim
from tui_labeler.features.material import Material
from tui_labeler.features.registry import FEATURES, FROM_COLUMNS
from tui_labeler.features.tfidf import CHUNK, Columns, Matrix, Reading
from tui_labeler.jobs import Progress
from tui_labeler.project.locations import EMBEDDING_FILE
from tui_labeler.project.strings import Strings, StringsWriter, map_file, map_strings
from tui_labeler.registry import resolve

VERSION = 2
"""Raised whenever the same texts give other figures."""
CARD = "features.json"
KEPT = 3
"""Folders of features in a cache; older ones are removed when another is made."""
ARRAYS = ("data", "indices", "indptr")
COARSE = 2 * 10**9
"""Nanoseconds within which two writings of a file may bear the same time."""


class Source(Protocol):
    """What is needed of a pool."""

    @property
    def texts(self) -> Sequence[str]:
        """One text per row."""

    @property
    def fingerprint(self) -> str:
        """Differs when the texts, or the cells beside them, differ."""

    @property
    def columns(self) -> Mapping[str, Sequence[str]]:
        """The cells beside the texts."""

    @property
    def kinds(self) -> Mapping[str, str]:
        """ "number" or "text" for each of `columns`."""


@dataclass(frozen=True, slots=True)
class Features:
    """What a model sees of a pool."""

    folder: Path
    X: Matrix
    """float32 CSR [rows of the pool, all columns]; read-only, mapped from disk."""
    ranges: Mapping[str, slice]
    """The columns of each kind of feature."""
    terms: Mapping[str, Strings]
    """What each of these columns stands for."""


def build(pool: Source, names: Sequence[str], cache: Path) -> Generator[Progress, None, Features]:
    """Open the features of `pool`, after building those that are absent or damaged.

    A name that ends in `.npy` is the path of a file of embeddings, whose columns bear its name.
    Raises `UnknownName` for another name that is not in `FEATURES`, and what their makers raise.
    """
    beside = any(name in FROM_COLUMNS for name in names)
    columns, kinds = (pool.columns, pool.kinds) if beside else ({}, {})
    kept = [pool.fingerprint, *_content(names), *sorted(kinds.items())]
    folder = cache / f"features-{_key(kept)}"
    try:
        return load(folder)
    except JobError:
        shutil.rmtree(folder, ignore_errors=True)
    cache.mkdir(parents=True, exist_ok=True)
    texts = pool.texts
    blocks: dict[str, Columns] = {}
    for position, name in enumerate(names):
        reading = _reading(name, Material(texts, blocks, columns, kinds, cache))
        kind = Path(name).name
        while kind not in blocks:
            try:
                read = position * len(texts) + next(reading)
                yield Progress("reading the texts", read, len(names) * len(texts))
            except StopIteration as end:
                blocks[kind] = Columns(on_disk(end.value.X, cache), end.value.terms)
        del reading
        trim()
    _save(folder, blocks, len(texts))
    _remove_old(cache)
    return load(folder)


def _reading(name: str, material: Material) -> Reading:
    if name.endswith(EMBEDDING_FILE):
        return embedding_file(Path(name), len(material.texts))
    reading: Reading = resolve(FEATURES, name, "kind of feature")(material)
    return reading


def _content(names: Sequence[str]) -> list[str | int]:
    """What the names stand for: of a file its name and checksum, wherever it lies."""
    content: list[str | int] = []
    for name in names:
        content.append(Path(name).name)
        if name.endswith(EMBEDDING_FILE):
            try:
                content.append(_checksum(Path(name)))
            except OSError as error:
                reason = f"the embeddings cannot be read: {error.strerror}"
                raise JobError(reason, file=name) from error
    return content


def _key(content: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps([VERSION, *content]).encode()).hexdigest()[:16]


def _save(folder: Path, blocks: Mapping[str, Columns], rows: int) -> None:
    """Write all files to a folder beside `folder`, then give it its name."""
    with tempfile.TemporaryDirectory(prefix=".features-", dir=folder.parent) as temporary:
        staged = Path(temporary) / folder.name
        staged.mkdir()
        _save_side_by_side([block.X for block in blocks.values()], rows, staged)
        for name, block in blocks.items():
            with StringsWriter(staged, name) as writer:
                writer.add(term.encode("utf-8", "surrogatepass") for term in block.terms)
        card = {
            "rows": rows,
            "widths": {name: block.X.shape[1] for name, block in blocks.items()},
            "checksums": {path.name: _checksum(path) for path in sorted(staged.iterdir())},
        }
        (staged / CARD).write_text(json.dumps(card), encoding="utf-8")
        staged.rename(folder)


def _save_side_by_side(parts: Sequence[Matrix], rows: int, folder: Path) -> None:
    """Write the CSR of all `parts` a chunk of rows at a time: it never stands in memory whole."""
    width, filled = sum(X.shape[1] for X in parts), sum(X.nnz for X in parts)
    large = np.int64 if max(width, filled) > np.iinfo(np.int32).max else np.int32
    ends = sum((X.indptr.astype(np.int64) for X in parts), np.zeros(rows + 1, np.int64))
    np.save(folder / "indptr.npy", ends.astype(large), allow_pickle=False)
    with (folder / "data.npy").open("wb") as data, (folder / "indices.npy").open("wb") as indices:
        for file, kind in ((data, np.dtype(np.float32)), (indices, np.dtype(large))):
            header = {"descr": kind.str, "fortran_order": False, "shape": (filled,)}
            np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, rows if parts else 0, CHUNK):
            X = sp.hstack([part[start : start + CHUNK] for part in parts], format="csr")
            data.write(X.data.astype(np.float32, copy=False).tobytes())
            indices.write(X.indices.astype(large, copy=False).tobytes())
            for part in parts:
                give_back(part)


def _remove_old(cache: Path) -> None:
    made = sorted(cache.glob("features-*"), key=lambda folder: folder.stat().st_mtime_ns)
    for folder in made[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


def load(folder: Path) -> Features:
    """Open features from the cache. Raises `JobError` where they are absent or damaged."""
    try:
        return _open(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise JobError(f"the features are damaged or gone: {error}", file=folder) from error


def _open(folder: Path) -> Features:
    card: dict[str, Any] = json.loads((folder / CARD).read_text(encoding="utf-8"))
    for name, checksum in card["checksums"].items():
        if _checksum(folder / name) != checksum:
            raise ValueError(f"{name} is not as it was written")
    ranges, terms, width = {}, {}, 0
    for name, columns in card["widths"].items():
        ranges[name] = slice(width, width + columns)
        terms[name] = map_strings(folder, name)
        width += columns
    data, indices, indptr = (
        np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ARRAYS
    )
    X: Matrix = sp.csr_array((data, indices, indptr), shape=(card["rows"], width))
    return Features(folder, X, ranges, terms)


def _checksum(path: Path) -> int:
    """Of the bytes of a file; a process reads one again only when it was written since."""
    status = path.stat()
    # The clock of a file system is coarse: what was written just now may be written again unseen.
    crc32 = _crc32 if time.time_ns() - status.st_mtime_ns > COARSE else _crc32.__wrapped__
    return crc32(path, status.st_ino, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=64)
def _crc32(path: Path, *written: int) -> int:
    return zlib.crc32(map_file(path))

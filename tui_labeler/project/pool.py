"""The pool: every item's id, text and other columns, frozen, and always in the file's order.

It is mapped into memory from a folder in the cache, so it opens in no time. The data file is only
parsed when it, or what project.toml says about it, has changed.
"""

import contextlib
import errno
import json
import shutil
import tempfile
import time
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from tui_labeler.errors import DataError, LabelerError
from tui_labeler.jobs import Progress
from tui_labeler.project.locations import cache_folder
from tui_labeler.project.pool_builder import META_FILE, Kind, build, cache_key, order_key
from tui_labeler.project.project import Project
from tui_labeler.project.strings import Strings, map_integers, map_strings, text_hash
from tui_labeler.tables.source import check_regular

__all__ = ["Kind", "Pool", "Strings", "column_kinds", "load_pool", "open_pool", "text_hash"]

_STALE_SECONDS = 3600


@dataclass(frozen=True, eq=False)
class Pool:
    """n items; a row is a number from 0 to n - 1."""

    folder: Path
    """Where it is cached: what a child process needs to open it."""
    ids: Strings
    texts: Strings
    columns: Mapping[str, Strings]
    """The columns that are neither id nor text."""
    kinds: Mapping[str, Kind]
    """What the cells of each of `columns` are."""
    fingerprint: str
    """Changes with any id, text or cell; hex."""
    order: Sequence[int]
    """A fixed random permutation of the rows. Rows added to the file later do not reorder it."""
    copies: int
    """Rows whose text is exactly that of an earlier row."""
    seed: int
    """Of the order."""
    _first: Sequence[int]
    _group_sizes: Sequence[int]
    _keys: Sequence[int]
    """Where each row of `order` stands in it: sorted."""
    _known: dict[str, int | None] = field(default_factory=dict)
    """Ids that were looked up."""

    def __len__(self) -> int:
        return len(self.ids)

    def copy_of(self, row: int) -> int:
        """The first row with this text: the row itself when it is that."""
        return self._first[row]

    def copies_of(self, row: int) -> int:
        """How many other rows have exactly this text."""
        return self._group_sizes[self._first[row]] - 1

    def row(self, item: str) -> int | None:
        """The row of an id, found by bisection: millions of ids are not read for a few."""
        if item not in self._known:
            self._known[item] = self._find(item)
        return self._known[item]

    def _find(self, item: str) -> int | None:
        key = order_key(self.seed, item)
        place = bisect_left(self._keys, key)
        while place < len(self) and self._keys[place] == key:
            row = self.order[place]
            if self.ids[row] == item:
                return row
            place += 1
        return None


def column_kinds(pool: Pool) -> dict[str, Kind]:
    """Column -> "number" where every non-empty cell is a plain decimal, or as project.toml says."""
    return dict(pool.kinds)


def load_pool(folder: Path) -> Pool:
    """Open a cached pool. Raises OSError, ValueError, TypeError or KeyError when it is damaged."""
    meta = json.loads((folder / META_FILE).read_bytes())
    size, names = int(meta["rows"]), meta["columns"]
    ids, texts = map_strings(folder, "ids"), map_strings(folder, "texts")
    columns = {
        str(name): map_strings(folder, f"column-{position}") for position, name in enumerate(names)
    }
    integers = [map_integers(folder / name) for name in ("order", "keys", "first", "groups")]
    order, keys, first, sizes = integers
    lengths = {len(part) for part in (ids, texts, *integers, *columns.values())}
    if lengths != {size} or len(columns) != len(names) or size == 0:
        raise ValueError("the cached pool is damaged")
    return Pool(
        folder=folder,
        ids=ids,
        texts=texts,
        columns=MappingProxyType(columns),
        kinds=MappingProxyType({name: meta["kinds"][name] for name in columns}),
        fingerprint=str(meta["fingerprint"]),
        order=order,
        copies=int(meta["copies"]),
        seed=int(meta["seed"]),
        _first=first,
        _group_sizes=sizes,
        _keys=keys,
    )


def open_pool(project: Project, told: Callable[[Progress], None] = lambda _: None) -> Pool:
    """The pool of a project: from the cache, or parsed and put there; `told`: how far that is.

    Raises DataError for a data file that is no pool, LabelerError when it cannot be cached.
    """
    try:
        check_regular(project.data_file)
    except DataError as error:
        line = project.line_of("data", "file")
        error.hint = error.hint or f"project.toml, line {line}, names it: write where it is now."
        raise
    try:
        cache = cache_folder(project.folder)
        folder = cache / f"pool-{cache_key(project)}"
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            return load_pool(folder)
        _build(project, folder, told)
        return load_pool(folder)
    except OSError as error:
        if error.errno == errno.EMFILE:
            raise DataError(
                "the file has more columns than this system lets a program open files.",
                hint="Leave out the columns that you do not need, or:  ulimit -n 65536",
                file=project.data_file,
            ) from error
        raise LabelerError(
            f"the data cannot be cached: {error.strerror or error}.", file=project.folder
        ) from error


def _build(project: Project, folder: Path, told: Callable[[Progress], None]) -> None:
    """Build beside the old pools, then take their place."""
    temporary = Path(tempfile.mkdtemp(prefix=".pool-", suffix=".tmp", dir=folder.parent))
    try:
        build(project, temporary, told)
        _remove_old(folder.parent)
        try:
            temporary.rename(folder)
        except OSError:
            if not folder.exists():  # no other process was faster
                raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _remove_old(cache: Path) -> None:
    """Remove pools of other versions of the data, and what killed runs left behind."""
    for old in cache.glob("pool-*"):
        shutil.rmtree(old, ignore_errors=True)
    for stray in cache.glob(".pool-*.tmp"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - stray.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(stray, ignore_errors=True)

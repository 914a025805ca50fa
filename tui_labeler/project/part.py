"""A pool without some of its items: for work that must not see what is held out."""

import json
import shutil
import tempfile
from array import array
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from tui_labeler.project.pool import Pool, load_pool
from tui_labeler.project.pool_builder import META_FILE, order_key
from tui_labeler.project.strings import StringsWriter, encode, write_integers


def open_part(pool: Pool, rows: Sequence[int], cache: Path) -> Pool:
    """The pool of `rows` alone, ascending, in their order; cached in the folder `cache`.

    The copies of a text must be all among them or none. Raises OSError.
    """
    numbers = array("Q", rows)
    key = blake2b(pool.fingerprint.encode() + numbers.tobytes(), digest_size=16).hexdigest()
    folder = cache / f"part-{key[:16]}"
    with suppress(OSError, ValueError, TypeError, KeyError):
        return load_pool(folder)
    for old in cache.glob("part-*"):
        shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".part-", dir=cache) as temporary:
        staged = Path(temporary) / folder.name
        staged.mkdir()
        _write(pool, numbers, key, staged)
        staged.rename(folder)
    return load_pool(folder)


def _write(pool: Pool, rows: "array[int]", key: str, folder: Path) -> None:
    columns = {f"column-{place}": values for place, values in enumerate(pool.columns.values())}
    for name, values in {"ids": pool.ids, "texts": pool.texts, **columns}.items():
        with StringsWriter(folder, name) as writer:
            writer.add(encode(values[row]) for row in rows)
    place = {row: at for at, row in enumerate(rows)}
    first = array("Q", (place[pool.copy_of(row)] for row in rows))
    sizes = array("Q", bytes(8 * len(rows)))
    for at in first:
        sizes[at] += 1
    kept = [row for row in pool.order if row in place]
    integers = {
        "order": array("Q", (place[row] for row in kept)),
        "keys": array("Q", (order_key(pool.seed, pool.ids[row]) for row in kept)),
        "first": first,
        "groups": sizes,
    }
    for name, numbers in integers.items():
        write_integers(folder / name, numbers)
    meta = {
        "seed": pool.seed,
        "rows": len(rows),
        "columns": list(pool.columns),
        "kinds": dict(pool.kinds),
        "copies": sum(at != row for row, at in enumerate(first)),
        "fingerprint": key,
    }
    (folder / META_FILE).write_text(json.dumps(meta), encoding="utf-8")

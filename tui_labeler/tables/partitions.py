"""A table in many files: the parquet files of a folder, and where each one's result goes."""

from collections.abc import Mapping
from pathlib import Path

from tui_labeler.errors import DataError, UsageError
from tui_labeler.tables.source import lies_in


def partitions(folder: Path, out: Path) -> Mapping[Path, Path]:
    """Every parquet file below `folder`, and the file of the same name below `out`.

    The folders below `out` are made. Raises DataError where there is no parquet file, UsageError
    for an `out` in which other files lie: they would be taken for a part of the result.
    """
    if not folder.is_dir():
        raise DataError("this is no folder of parquet files.", file=folder)
    found = {path: out / path.relative_to(folder) for path in sorted(folder.rglob("*.parquet"))}
    if not found:
        raise DataError("there are no parquet files in this folder.", file=folder)
    results = {*found.values()}
    strangers = [path for path in out.rglob("*") if path.is_file() and path not in results]
    if strangers or out.is_file() or lies_in(out, folder):
        raise UsageError(
            "there is something else at this place.", hint="Choose a new folder.", file=out
        )
    for path in results:
        path.parent.mkdir(parents=True, exist_ok=True)
    return found

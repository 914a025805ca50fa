"""Files written and read, for tests of the formats."""

from pathlib import Path

import pytest

from tui_labeler.errors import DataError
from tui_labeler.tables import read_rows


def read(path: Path, **options: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    table = read_rows(path, **options)
    return table.columns, [cells for _, cells in table.rows]


def save(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def failure(path: Path, **options: str) -> DataError:
    with pytest.raises(DataError) as caught:
        read(path, **options)
    assert caught.value.file == str(path)
    return caught.value

"""Features are cached by content, and built again when the cache is damaged."""

import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from tests.robots.steps import ended
from tui_labeler.errors import JobError
from tui_labeler.features.build import Features, build, load
from tui_labeler.jobs import Progress
from tui_labeler.registry import UnknownName


@dataclass
class Texts:
    """As much of a pool as features need."""

    texts: Sequence[str] = field(default_factory=lambda: ["good film", "bad film", ""])
    fingerprint: str = "f1"
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)


def built(pool: Texts, names: Sequence[str], cache: Path) -> tuple[Features, list[Progress]]:
    """The features and the progress on the way."""
    progress, features = ended(build(pool, names, cache))
    return features, progress


def test_ranges_name_the_columns(tmp_path: Path) -> None:
    features, progress = built(Texts(), ["words", "characters"], tmp_path)
    assert features.X.shape[0] == 3
    assert set(features.terms["words"]) == {"film", "good", "bad", "good film", "bad film"}
    assert "fil" in list(features.terms["characters"])
    assert features.ranges["characters"] == slice(5, features.X.shape[1])
    column = list(features.terms["words"]).index("good")
    np.testing.assert_array_equal(
        features.X[:, [column]].toarray().ravel() > 0, [True, False, False]
    )
    assert progress == [Progress("reading the texts", 3, 6), Progress("reading the texts", 6, 6)]


def test_second_time_is_opened_not_built(tmp_path: Path) -> None:
    first, _ = built(Texts(), ["words"], tmp_path)
    again, progress = built(Texts(texts=["not read"]), ["words"], tmp_path)
    assert progress == []
    assert again.folder == first.folder
    np.testing.assert_array_equal(again.X.toarray(), first.X.toarray())
    assert not again.X.data.flags.writeable
    assert again.X.indices.dtype == np.int32
    assert [path.name for path in tmp_path.iterdir()] == [first.folder.name]


def test_other_content_or_names_are_other_features(tmp_path: Path) -> None:
    folders = {
        built(Texts(), ["words"], tmp_path)[0].folder,
        built(Texts(), ["characters"], tmp_path)[0].folder,
        built(Texts(fingerprint="f2"), ["words"], tmp_path)[0].folder,
    }
    assert len(folders) == 3


@pytest.mark.parametrize(
    "name", ["data.npy", "indices.npy", "indptr.npy", "words.utf8", "words.offsets"]
)
@pytest.mark.parametrize("how", ["flipped", "cut", "gone"])
def test_damaged_files_are_built_again(name: str, how: str, tmp_path: Path) -> None:
    features, _ = built(Texts(), ["words"], tmp_path)
    expected = features.X.toarray().copy()
    path = features.folder / name
    content = path.read_bytes()
    path.unlink()
    match how:
        case "flipped":
            path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        case "cut":
            path.write_bytes(content[:-1])
    with pytest.raises(JobError, match="damaged or gone"):
        load(features.folder)
    again, progress = built(Texts(), ["words"], tmp_path)
    assert progress
    np.testing.assert_array_equal(again.X.toarray(), expected)


def test_checksums_are_read_once_until_a_file_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = built(Texts(), ["words"], tmp_path)[0].folder
    for path in folder.iterdir():
        os.utime(path, (1, 1))
    load(folder)
    read: list[int] = []

    def crc32(content: memoryview) -> int:
        read.append(len(content))
        return -1

    monkeypatch.setattr(zlib, "crc32", crc32)
    load(folder)
    assert not read
    os.utime(folder / "data.npy", (2, 2))
    with pytest.raises(JobError, match=r"data\.npy is not as it was written"):
        load(folder)
    assert len(read) == 1


@pytest.mark.parametrize("card", ["", "{", "{}", '{"rows": 3}', "[]", '"x"'])
def test_damaged_card_is_built_again(card: str, tmp_path: Path) -> None:
    features, _ = built(Texts(), ["words"], tmp_path)
    (features.folder / "features.json").write_text(card)
    again, progress = built(Texts(), ["words"], tmp_path)
    assert progress
    assert again.X.shape == features.X.shape


def test_old_features_are_removed(tmp_path: Path) -> None:
    folders = []
    for number in range(4):
        features, _ = built(Texts(fingerprint=str(number)), ["words"], tmp_path)
        os.utime(features.folder, (number, number))
        folders.append(features.folder)
    assert set(tmp_path.iterdir()) == set(folders[1:])


def test_texts_without_words_have_no_columns(tmp_path: Path) -> None:
    features, _ = built(Texts(texts=["", "!", " "]), ["words"], tmp_path)
    assert features.X.shape == (3, 0)
    assert list(features.terms["words"]) == []


def test_large_pools_drop_what_stands_in_one_text(tmp_path: Path) -> None:
    pool = Texts(texts=["common"] * 1000 + ["common single"])
    features, _ = built(pool, ["words"], tmp_path)
    assert list(features.terms["words"]) == ["common"]


def test_unknown_kind(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="words"):
        built(Texts(), ["wrods"], tmp_path)

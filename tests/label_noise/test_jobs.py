"""The job as a child process runs it; what it writes is what the session reads."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.robots.projects import review_rows, write_project
from tui_labeler.errors import JobError
from tui_labeler.jobs import Progress, Result
from tui_labeler.label_noise.found_file import COLUMNS, column_file
from tui_labeler.label_noise.jobs import check
from tui_labeler.project import open_pool, open_project

ROWS = review_rows(60)
LABELS = ["bad", "good"]


def arguments(folder: Path) -> dict[str, object]:
    """What the session asks about all items of a project, labelled by the gold."""
    return {
        "pool": str(open_pool(open_project(folder)).folder),
        "cache": str(folder / ".cache"),
        "features": ["words"],
        "out": str(folder / "found"),
        "labels": LABELS,
        "rows": list(range(len(ROWS))),
        "targets": [LABELS.index(row[2]) for row in ROWS],
    }


def read(found: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What a check wrote."""
    told = json.loads(found.read_text())
    files = {name: column_file(found.parent, name, told["stamp"]) for name in COLUMNS}
    return told, {name: np.load(path) for name, path in files.items()}


def test_it_writes_finite_columns_of_equal_length(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", ROWS)
    asked = arguments(folder)
    steps = list(check(**asked, hasty=[3], inconsistent=[4], llm=[-1] * 60))  # type: ignore[arg-type]
    assert all(isinstance(step, Progress) for step in steps[:-1])
    result = steps[-1]
    assert isinstance(result, Result)
    told, columns = read(Path(result.values["found"]))
    assert {len(values) for values in columns.values()} == {60}
    assert np.isfinite(columns["label_quality"]).all()
    assert result.values["checked"] == 60
    assert result.values["suspects"] == columns["suspected"].sum()
    for row, reason in ((3, "hasty"), (4, "inconsistent")):
        assert columns["reasons"][columns["rows"] == row] >> told["reasons"].index(reason) & 1
    assert (np.diff(columns["label_quality"]) >= 0).all()


def test_a_second_check_takes_the_place_of_the_first(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", ROWS)
    asked = arguments(folder)
    list(check(**asked))  # type: ignore[arg-type]
    *_, result = check(**asked, sources=[7] * 60, about={"basis": 5})  # type: ignore[arg-type]
    assert isinstance(result, Result)
    told, columns = read(Path(result.values["found"]))
    assert columns["sources"].tolist() == [7] * 60
    assert told["about"] == {"basis": 5}
    assert len(list((folder / "found").glob("*.npy"))) == len(COLUMNS)


def test_a_label_with_one_example_is_named_and_not_ranked(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", ROWS)
    asked = {**arguments(folder), "labels": [*LABELS, "rare"]}
    asked["targets"] = [*asked["targets"][:-1], 2]  # type: ignore[index]
    *_, result = check(**asked)  # type: ignore[arg-type]
    assert isinstance(result, Result)
    told, columns = read(Path(result.values["found"]))
    assert told["too_small"] == ["rare"]
    assert 59 not in columns["rows"] and len(columns["rows"]) == 59


@pytest.mark.fault("F103")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"rows": [], "targets": []}, "No labels to check"),
        ({"rows": [1, 2, 3], "targets": [0, 0, 1]}, "two kinds of labels"),
        ({"pool": "nowhere"}, "damaged or gone"),
    ],
)
def test_what_cannot_be_checked_is_a_sentence(
    tmp_path: Path, changed: dict[str, object], sentence: str
) -> None:
    folder = write_project(tmp_path / "p", ROWS)
    with pytest.raises(JobError, match=sentence):
        list(check(**{**arguments(folder), **changed}))  # type: ignore[arg-type]


def test_texts_without_words_are_a_sentence(tmp_path: Path) -> None:
    rows = [(row[0], "?!" + "." * place, row[2]) for place, row in enumerate(ROWS)]
    folder = write_project(tmp_path / "p", rows)
    with pytest.raises(JobError, match="No usable words"):
        list(check(**arguments(folder)))  # type: ignore[arg-type]

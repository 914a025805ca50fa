"""The job as a child process runs it; what it writes is what the session reads."""

import json
from pathlib import Path

import pytest

from tests.robots.projects import review_rows, write_project
from tui_labeler.errors import JobError
from tui_labeler.jobs import Progress, Result
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


def test_it_writes_finite_columns_of_equal_length(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", ROWS)
    asked = arguments(folder)
    steps = list(check(**asked, hasty=[3], inconsistent=[4], llm=[-1] * 60))  # type: ignore[arg-type]
    assert all(isinstance(step, Progress) for step in steps[:-1])
    result = steps[-1]
    assert isinstance(result, Result)
    found = json.loads(Path(result.values["found"]).read_text())
    columns = {name: values for name, values in found.items() if name not in OTHERS}
    assert {len(values) for values in columns.values()} == {60}
    assert result.values["checked"] == 60
    assert result.values["suspects"] == sum(found["suspected"])
    reasons = dict(zip(found["rows"], found["reasons"], strict=True))
    assert "hasty" in reasons[3] and "inconsistent" in reasons[4]
    assert found["label_quality"] == sorted(found["label_quality"])


OTHERS = {"too_small", "noise_matrix", "overlaps"}


def test_a_label_with_one_example_is_named_and_not_ranked(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", ROWS)
    asked = {**arguments(folder), "labels": [*LABELS, "rare"]}
    asked["targets"] = [*asked["targets"][:-1], 2]  # type: ignore[index]
    *_, result = check(**asked)  # type: ignore[arg-type]
    assert isinstance(result, Result)
    found = json.loads(Path(result.values["found"]).read_text())
    assert found["too_small"] == ["rare"]
    assert 59 not in found["rows"] and len(found["rows"]) == 59


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

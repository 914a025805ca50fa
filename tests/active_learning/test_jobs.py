"""A retrain, from a project folder to a ranking."""

import csv
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.robots.projects import review_rows, write_project
from tui_labeler.active_learning.jobs import prepare, retrain
from tui_labeler.errors import JobError
from tui_labeler.jobs import Progress, Result, Steps
from tui_labeler.project import Pool, open_pool, open_project
from tui_labeler.registry import UnknownName

LABELS = ["good", "bad", "mixed"]


def ended(steps: Steps) -> Mapping[str, Any]:
    """The result of a job, as it arrives on the other side of a pipe."""
    *progress, result = steps
    assert all(isinstance(step, Progress) for step in progress)
    assert isinstance(result, Result)
    values: Mapping[str, Any] = json.loads(json.dumps(result.values))
    return values


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    """120 reviews; the last ten are copies of the first ten."""
    rows = review_rows(110)
    rows += [(f"copy{number}", text, label) for number, (_, text, label) in enumerate(rows[:10])]
    return open_pool(open_project(write_project(tmp_path / "project", rows)))


@pytest.fixture
def task(pool: Pool, tmp_path: Path) -> dict[str, Any]:
    """Forty labelled rows, half of them in the sample."""
    gold = [label for _, _, label in review_rows(110)]
    rows = list(range(40))
    return {
        "pool": str(pool.folder),
        "cache": str(tmp_path / "cache"),
        "features": ["words"],
        "labels": LABELS,
        "rows": rows,
        "targets": [LABELS.index(gold[row]) for row in rows],
        "exclude": [50],
        "sample": rows[::2],
        "strategy": "margin",
        "estimator": "logistic_regression",
        "parameters": {},
        "candidates": 15,
        "batch": 10,
        "seed": 1,
        "out": str(tmp_path / "out" / "model-1"),
    }


def test_prepare_builds_the_features(task: dict[str, Any]) -> None:
    arguments = {name: task[name] for name in ("pool", "cache", "features")}
    *progress, result = prepare(**arguments)
    assert progress[0] == Progress("reading the texts", 120, 120)
    assert isinstance(result, Result)
    assert Path(result.values["features"]).is_dir()
    assert next(iter(retrain(**task))) == Progress("training")


def test_result(task: dict[str, Any]) -> None:
    values = ended(retrain(**task))
    assert values["labels"] == 40
    assert values["estimator"] == "logistic_regression"
    assert values["seconds"] > 0
    assert values["accuracy"]["n"] == 20
    assert values["accuracy"]["value"] > 0.7
    assert 0 < values["macro_f1"] <= 1
    rows, scores = zip(*values["ranking"], strict=True)
    assert len(rows) == len(set(rows)) == 15
    assert list(scores) == sorted(scores, reverse=True)
    assert set(rows) <= set(range(40, 110)) - {50}


def test_predictions(task: dict[str, Any]) -> None:
    path = Path(ended(retrain(**task))["predictions"])
    predictions = np.load(path)
    assert path.parent == Path(task["out"])
    assert predictions.dtype == np.float32 and predictions.shape == (120, 3)
    assert (predictions[:, 2] == 0).all()
    np.testing.assert_allclose(predictions.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(predictions[:10], predictions[110:])
    gold = np.array([LABELS.index(label) for _, _, label in review_rows(110)])
    assert (predictions[:110].argmax(axis=1) == gold)[40:].mean() > 0.7


@pytest.mark.parametrize("strategy", ["margin", "random"])
def test_same_seed_same_ranking(task: dict[str, Any], strategy: str, tmp_path: Path) -> None:
    task["strategy"] = strategy
    first = ended(retrain(**task))
    again = ended(retrain(**{**task, "out": str(tmp_path / "again")}))
    assert first["ranking"] == again["ranking"]
    assert Path(first["predictions"]).read_bytes() == Path(again["predictions"]).read_bytes()
    other = ended(retrain(**{**task, "seed": 2}))
    assert (other["ranking"] != first["ranking"]) == (strategy == "random")


@pytest.mark.parametrize("field", ["rows", "exclude"])
def test_copies_of_what_is_not_asked_are_not_asked(task: dict[str, Any], field: str) -> None:
    task["candidates"] = 1000
    if field == "rows":
        task["rows"] = [110, *task["rows"][1:]]
    else:
        task["rows"], task["targets"] = task["rows"][10:], task["targets"][10:]
        task["exclude"] = [112]
    asked = {row for row, _ in ended(retrain(**task))["ranking"]}
    gone = {0} if field == "rows" else {2}
    assert not asked & (gone | set(range(110, 120)))
    assert (len(asked) == 110 - 40 - 1) if field == "rows" else (len(asked) == 110 - 30 - 1)


def test_small_sample_has_no_accuracy(task: dict[str, Any]) -> None:
    task["sample"] = task["sample"][:19]
    values = ended(retrain(**task))
    assert values["accuracy"]["value"] is None
    assert values["accuracy"]["reason"] == "n 19, needs 20"
    assert values["macro_f1"] is None


@pytest.mark.fault("F102")
def test_everything_is_labelled(task: dict[str, Any]) -> None:
    task["exclude"] = list(range(40, 110))
    assert ended(retrain(**task))["ranking"] == []


@pytest.mark.fault("F099")
@pytest.mark.parametrize("targets", [[1] * 40, []])
def test_one_kind_of_label(task: dict[str, Any], targets: Sequence[int]) -> None:
    task["rows"], task["targets"] = task["rows"][: len(targets)], targets
    said = "Only 'bad' so far" if targets else "No labels so far"
    with pytest.raises(JobError, match=f"{said}: a model needs labels of at least two kinds."):
        list(retrain(**task))


@pytest.mark.fault("F099")
def test_texts_without_words(task: dict[str, Any], tmp_path: Path) -> None:
    rows = [("a", "!"), ("b", "?"), ("c", "-")]
    silent = open_pool(open_project(write_project(tmp_path / "silent", rows)))
    task |= {"pool": str(silent.folder), "rows": [0, 1], "targets": [0, 1], "exclude": []}
    with pytest.raises(JobError, match="No usable words"):
        list(retrain(**task))


def test_pool_is_gone(task: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(JobError, match="damaged or gone"):
        list(retrain(**{**task, "pool": str(tmp_path / "nowhere")}))


@pytest.mark.parametrize("field", ["strategy", "estimator"])
def test_unknown_names(task: dict[str, Any], field: str) -> None:
    with pytest.raises(UnknownName):
        list(retrain(**{**task, field: "nothing like it"}))


@pytest.mark.parametrize("estimator", ["complement_nb", "random_forest"])
def test_other_estimators(task: dict[str, Any], estimator: str) -> None:
    task |= {"estimator": estimator, "features": ["words", "characters"]}
    assert ended(retrain(**task))["accuracy"]["value"] > 0.6


def test_naming_the_jobs_imports_nothing_heavy() -> None:
    script = (
        "import sys, tui_labeler.active_learning.jobs, tui_labeler.active_learning.registry,"
        " tui_labeler.estimators.registry, tui_labeler.features.registry;"
        "print(*{'numpy', 'scipy', 'sklearn', 'modAL', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_real_news(shared_data: Path, tmp_path: Path) -> None:
    with (shared_data / "agnews" / "data.csv").open(newline="", encoding="utf-8") as file:
        data = [(row["id"], row["text"]) for row in csv.DictReader(file)]
    with (shared_data / "agnews" / "gold.csv").open(newline="", encoding="utf-8") as file:
        gold = {row["id"]: row["label"] for row in csv.DictReader(file)}
    labels = sorted(set(gold.values()))
    pool = open_pool(open_project(write_project(tmp_path / "news", data, labels=labels)))
    truth = np.array([labels.index(gold[item]) for item in pool.ids])
    rows = list(pool.order[:400])
    values = ended(
        retrain(
            pool=str(pool.folder),
            cache=str(tmp_path / "cache"),
            features=["words"],
            labels=labels,
            rows=rows,
            targets=truth[rows].tolist(),
            exclude=[],
            sample=rows[:200],
            strategy="margin",
            estimator="logistic_regression",
            parameters={},
            candidates=200,
            batch=10,
            seed=0,
            out=str(tmp_path / "out"),
        )
    )
    predictions = np.load(values["predictions"])
    right = predictions.argmax(axis=1) == truth
    rest = np.setdiff1d(np.arange(len(pool)), rows)
    assert right[rest].mean() > 0.7
    accuracy = values["accuracy"]
    assert accuracy["value"] > 0.65 and accuracy["low"] < right[rest].mean() < accuracy["high"]
    asked = [row for row, _ in values["ranking"]]
    assert right[asked].mean() < right[rest].mean() - 0.2
    margins = np.diff(np.sort(predictions[rest], axis=1)[:, -2:]).ravel()
    assert {*rest[np.argsort(margins)[:100]].tolist()} <= set(asked)


def test_stopping_is_watched_from_model_to_model(task: dict[str, Any], tmp_path: Path) -> None:
    first = ended(retrain(**task))
    assert first["kappa"] is None
    names = [criterion["name"] for criterion in first["stopping"]]
    assert "budget" not in names and "kappa_average" in names
    history = [{"labels": 40, "accuracy": 0.8, "kappa": 0.9}] * 3
    again = ended(
        retrain(
            **{
                **task,
                "before": first["predictions"],
                "history": history,
                "budget": 80,
                "out": str(tmp_path / "again"),
            }
        )
    )
    found = {criterion["name"]: criterion for criterion in again["stopping"]}
    assert again["kappa"] == 1
    assert found["classification_change"]["value"] == 0
    assert found["kappa_average"]["value"] == pytest.approx((0.9 + 0.9 + 1) / 3)
    assert found["budget"]["value"] == 0.5
    gone = ended(retrain(**{**task, "before": str(tmp_path / "gone"), "out": str(tmp_path / "x")}))
    assert gone["kappa"] is None

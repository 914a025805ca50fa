"""train and predict: the model that is taken away."""

import csv
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import pytest

from tests.cli.conftest import Ran
from tests.conftest import CHECKOUT
from tests.robots.projects import review_rows, write_project
from tui_labeler import tables
from tui_labeler.hybrid import model_file, predicting
from tui_labeler.session import Session

Cli = Callable[..., Ran]


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A project of 80 reviews with 60 answers, in the order it asked."""
    folder = write_project(tmp_path / "reviews", review_rows(80))
    gold = {row[0]: row[2] for row in review_rows(80)}
    with Session.open(folder) as session:
        while (view := session.labelling.view()).labelled < 60:
            assert view.item is not None
            session.labelling.answer(gold[view.item.id])
    return folder


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Reviews the model has not seen."""
    path = tmp_path / "new.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("nr", "text"), *(row[:2] for row in review_rows(50, seed=9))])
    return path


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


def test_a_model_labels_what_it_has_not_seen(
    cli: Cli, labelled: Path, fresh: Path, tmp_path: Path
) -> None:
    model, out = tmp_path / "model", tmp_path / "out.csv"
    card = cli("train", labelled, "-o", model, "--json").json
    assert card["trained_on"] == 60
    assert card["accuracy"]["n"] == 60
    assert card["accuracy"]["value"] > 0.8
    assert sum(label["n"] for label in card["labels"]) == 60
    assert cli("predict", model, fresh, "-o", out).code == 0
    rows = read(out)
    gold = {row[0]: row[2] for row in review_rows(50, seed=9)}
    assert sum(row["label"] == gold[row["nr"]] for row in rows) > 40
    for row in rows:
        shares = {name: float(row[f"p_{name}"]) for name in ("good", "bad")}
        assert sum(shares.values()) == pytest.approx(1, abs=2e-4)
        assert row["label"] == max(shares, key=shares.__getitem__)
        assert float(row["confidence"]) == max(shares.values())


def test_the_card_says_what_the_model_is(cli: Cli, labelled: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    cli("train", labelled, "-o", model)
    text = (model / "card.md").read_text()
    assert text.startswith("# reviews\n")
    assert "human 60" in text
    assert "Accuracy: " in text
    card = json.loads((model / "card.json").read_text())
    assert card["sha256"] in text
    assert cli("train", labelled, "-o", model).code == 0


def test_a_model_from_elsewhere_is_not_loaded(
    cli: Cli, labelled: Path, fresh: Path, tmp_path: Path, own_home: Path
) -> None:
    model, out, marker = tmp_path / "model", tmp_path / "out.csv", tmp_path / "ran"
    cli("train", labelled, "-o", model)
    (known,) = own_home.rglob("models.json")
    known.unlink()
    ran = cli("predict", model, fresh, "-o", out)
    assert (ran.code, out.exists()) == (1, False)
    assert "--trust" in ran.err
    assert cli("predict", model, fresh, "-o", out, "--trust").code == 0

    class Evil:
        def __reduce__(self) -> Any:
            return (Path.touch, (marker,))

    written = model / json.loads((model / "card.json").read_text())["file"]
    written.write_bytes(pickle.dumps(Evil()))
    ran = cli("predict", model, fresh, "-o", out, "--trust")
    assert ran.code == 3
    assert "damaged" in ran.err
    assert not marker.exists()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["predict", "{tmp}", "{fresh}", "-o", "o.csv"], 2, "no model"),
        (["predict", "{model}", "{fresh}", "-o", "{tmp}/o.csv", "--text", "txt"], 2, '"text"'),
        (["train", "{folder}", "-o", "{folder}"], 2, "something else"),
    ],
)
def test_wrong_use_is_explained(
    cli: Cli,
    labelled: Path,
    fresh: Path,
    tmp_path: Path,
    words: list[str],
    code: int,
    says: str,
) -> None:
    model = tmp_path / "model"
    cli("train", labelled, "-o", model)
    filled = [w.format(tmp=tmp_path, fresh=fresh, model=model, folder=labelled) for w in words]
    ran = cli(*filled)
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err


def test_without_labels_there_is_nothing_to_train(cli: Cli, folder: Path, tmp_path: Path) -> None:
    ran = cli("train", folder, "-o", tmp_path / "model")
    assert ran.code == 1
    assert "nothing is labelled" in ran.err
    assert not (tmp_path / "model").exists()


def test_the_option_against_wrong_labels_comes_from_the_project_or_the_command(
    cli: Cli, labelled: Path, tmp_path: Path
) -> None:
    config = labelled / "project.toml"
    config.write_text(config.read_text() + '[model]\nnoise = "smoothing"\n')
    said = cli("train", labelled, "-o", tmp_path / "one", "--json").json
    assert said["noise"] == "smoothing"
    assert "Against wrong labels: smoothing." in (tmp_path / "one" / "card.md").read_text()
    other = cli("train", labelled, "-o", tmp_path / "two", "--noise", "none", "--json").json
    assert other["noise"] == "none"
    one, two = (joblib.load(tmp_path / name / "model.joblib") for name in ("one", "two"))
    text = ["a good film"]
    assert one.predict_proba(text).max() < two.predict_proba(text).max(), "smoothing is unsure"


def test_an_unknown_option_against_wrong_labels_is_named(
    cli: Cli, labelled: Path, tmp_path: Path
) -> None:
    ran = cli("train", labelled, "-o", tmp_path / "model", "--noise", "mixups")
    assert ran.code == 1
    assert 'Did you mean "mixup"?' in ran.err
    config = labelled / "project.toml"
    config.write_text(config.read_text() + '[model]\nnoise = "smothing"\n')
    ran = cli("train", labelled, "-o", tmp_path / "model")
    assert ran.code == 3
    assert 'Did you mean "smoothing"?' in ran.err


def change_card(model: Path, **changes: object) -> None:
    path = model / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_without_skops_it_is_joblib_with_a_warning(
    cli: Cli, labelled: Path, fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_file, "_skops", lambda name: None)
    model, out = tmp_path / "model", tmp_path / "out.csv"
    ran = cli("train", labelled, "-o", model, "--json")
    assert ran.json["file"] == "model.joblib"
    assert ran.json["sha256"][:16] in ran.err and "runs what is in it" in ran.err
    assert "runs code" in (model / "card.md").read_text()
    assert cli("predict", model, fresh, "-o", out).code == 0
    change_card(model, file="model.skops")
    assert cli("predict", model, fresh, "-o", out).code == 3


def test_with_skops_nothing_runs_when_it_is_loaded(
    cli: Cli, labelled: Path, fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("skops")
    model, out, again = tmp_path / "model", tmp_path / "out.csv", tmp_path / "again.csv"
    with monkeypatch.context() as patched:
        patched.setattr(model_file, "_skops", lambda name: None)
        cli("train", labelled, "-o", model)
    cli("predict", model, fresh, "-o", again)
    ran = cli("train", labelled, "-o", model, "--json")
    assert ran.json["file"] == "model.skops"
    assert "runs what is in it" not in ran.err
    assert {path.name for path in model.iterdir()} == {"model.skops", "card.json", "card.md"}
    assert "runs code" not in (model / "card.md").read_text()
    assert cli("predict", model, fresh, "-o", out).code == 0
    assert out.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "csv.gz"])
def test_every_kind_of_file_in_chunks(
    cli: Cli, labelled: Path, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    monkeypatch.setattr(predicting, "CHUNK", 7)
    monkeypatch.setattr("tui_labeler.tables.progress.EVERY", 7)
    model, data, out = tmp_path / "model", tmp_path / f"in.{ending}", tmp_path / f"out.{ending}"
    cli("train", labelled, "-o", model)
    written = [(str(n), text, "") for n, text, _ in review_rows(20, seed=9)]
    tables.write_rows(data, ("nr", "text", "empty"), written)
    ran = cli("predict", model, data, "-o", out, "--json")
    assert (ran.code, ran.json["rows"]) == (0, 20)
    far = {"csv": "labelling in.csv ", "jsonl": "labelling in.jsonl "}.get(ending, "7 rows …")
    assert ran.err.splitlines()[0].startswith(far)
    found = [cells for _, cells in tables.read_rows(out).rows]
    assert [cells[:3] for cells in found] == written


def test_columns_that_are_there_already_stay_and_the_new_ones_stand_beside_them(
    cli: Cli, labelled: Path, tmp_path: Path
) -> None:
    model, data, out = tmp_path / "model", tmp_path / "in.csv", tmp_path / "out.csv"
    cli("train", labelled, "-o", model)
    data.write_text("label,text,p_bad\nmine,a lovely film,x\n")
    ran = cli("predict", model, data, "-o", out, "--json")
    assert ran.json["label_columns"] == ["predicted_label"]
    assert "column predicted_label" in ran.err
    (row,) = read(out)
    assert (row["label"], row["p_bad"], row["predicted_label"]) == ("mine", "x", "good")
    assert float(row["p_good"]) + float(row["predicted_p_bad"]) == pytest.approx(1, abs=2e-4)
    again = cli("predict", model, out, "-o", tmp_path / "again.csv")
    assert (again.code, "there is a column" in again.err) == (2, True)


def test_a_file_that_breaks_off_leaves_the_old_predictions(
    cli: Cli, labelled: Path, tmp_path: Path
) -> None:
    model, data, out = tmp_path / "model", tmp_path / "in.jsonl", tmp_path / "out.csv"
    cli("train", labelled, "-o", model)
    out.write_text("as it was")
    data.write_text('{"text": "a lovely film"}\n' * 30 + '{"text": "cut o')
    ran = cli("predict", model, data, "-o", out)
    assert ran.code == 3
    assert "31" in ran.err
    assert out.read_text() == "as it was"
    assert [path.name for path in tmp_path.iterdir() if "tmp" in path.name] == []


def test_the_column_is_named_as_where_the_model_learned(cli: Cli, tmp_path: Path) -> None:
    rows = [(text, label) for _, text, label in review_rows(40)]
    folder = tmp_path / "p"
    write_project(
        folder,
        rows,
        columns=("comment", "said"),
        sections={"data": 'text = "comment"\ngiven_labels = "said"'},
    )
    toml = folder / "project.toml"
    toml.write_text(toml.read_text().replace('text = "text"\nid = "id"\n', ""))
    model, out = tmp_path / "model", tmp_path / "out.csv"
    assert cli("train", folder, "-o", model).code == 0
    assert cli("predict", model, folder / "data.csv", "-o", out).code == 0
    assert len(out.read_text().splitlines()) == 41


def test_another_scikit_learn_is_said(
    cli: Cli, labelled: Path, fresh: Path, tmp_path: Path
) -> None:
    model = tmp_path / "model"
    versions = cli("train", labelled, "-o", model, "--json").json["versions"]
    assert "Trained with" not in cli("predict", model, fresh, "-o", tmp_path / "o.csv").err
    change_card(model, versions=versions | {"scikit-learn": "1.0"})
    assert "scikit-learn 1.0" in cli("predict", model, fresh, "-o", tmp_path / "o.csv").err
    change_card(model, versions=5)
    damaged = cli("predict", model, fresh, "-o", tmp_path / "o.csv")
    assert damaged.code == 3 and "damaged" in damaged.err


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(cli: Cli, labelled: Path, tmp_path: Path) -> None:
    model, most = tmp_path / "model", {}
    cli("train", labelled, "-o", model)
    for rows in (20_000, 200_000):
        data = tmp_path / f"{rows}.csv"
        written = ((str(n), f"a lovely film {n % 977} " * 8) for n in range(rows))
        tables.write_rows(data, ("nr", "text"), written)
        code = (
            "import resource, sys; from tui_labeler.cli.main import run; code = run(sys.argv[1:]);"
            "print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        words = ["predict", str(model), str(data), "-o", str(tmp_path / "out.csv")]
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            capture_output=True,
            text=True,
            check=True,
        )
        ended, kilobytes = map(int, done.stdout.split())
        assert ended == 0
        most[rows] = kilobytes / 1024
    assert most[200_000] < most[20_000] + 30, most

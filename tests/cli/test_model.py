"""train and predict: the model that is taken away."""

import csv
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib
import pytest

from tests.cli.conftest import Ran
from tests.robots.projects import review_rows, write_project
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
    (written,) = own_home.rglob("models.json")
    written.unlink()
    ran = cli("predict", model, fresh, "-o", out)
    assert (ran.code, out.exists()) == (1, False)
    assert "--trust" in ran.err
    assert cli("predict", model, fresh, "-o", out, "--trust").code == 0

    class Evil:
        def __reduce__(self) -> Any:
            return (Path.touch, (marker,))

    (model / "model.joblib").write_bytes(pickle.dumps(Evil()))
    ran = cli("predict", model, fresh, "-o", out, "--trust")
    assert ran.code == 3
    assert "damaged" in ran.err
    assert not marker.exists()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["predict", "{tmp}", "{fresh}", "-o", "o.csv"], 2, "no model"),
        (["predict", "{model}", "{fresh}", "-o", "{tmp}/o.csv", "--text", "txt"], 2, '"text"'),
        (["train", "{folder}", "-o", "{folder}"], 1, "something else"),
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

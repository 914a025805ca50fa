"""The sample project is what its README says: reproducible, sized, and of the stated difficulty."""

import csv
import json
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tui_labeler.project.project import open_project

SAMPLE = Path(__file__).resolve().parents[2] / "sample_projects" / "movie_reviews"
LABELS = {"POSITIVE", "NEGATIVE", "NEUTRAL"}


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", str(SAMPLE / "generator" / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    measured: dict[str, Any] = json.loads(run("figures.py", "--json").stdout)
    return measured


def test_the_generator_reproduces_the_files_byte_for_byte() -> None:
    check = run("build.py", "--check")
    assert (check.returncode, check.stdout, check.stderr) == (0, "", "")


def test_columns_and_ids() -> None:
    reviews, small, gold = rows("reviews.csv"), rows("reviews_small.csv"), rows("gold.csv")
    for table in (reviews, small):
        assert list(table[0]) == ["id", "title", "genre", "rating", "year", "text"]
        assert all(row["text"].strip() and row["title"] and row["genre"] for row in table)
    ids = [row["id"] for row in reviews]
    assert len(set(ids)) == len(ids) >= 2000
    assert [row["id"] for row in gold] == ids
    assert len(small) == 300
    by_id = {row["id"]: row for row in reviews}
    assert all(by_id[row["id"]] == row for row in small)


def test_values() -> None:
    ratings = Counter(row["rating"] for row in rows("reviews.csv"))
    assert set(ratings) == {"", *(str(rating) for rating in range(1, 11))}
    assert all(1980 <= int(row["year"]) <= 2026 for row in rows("reviews.csv"))


@pytest.mark.parametrize("cut", ["reviews.csv", "reviews_small.csv"])
def test_every_label_is_there_often_enough(cut: str) -> None:
    label = {row["id"]: row["label"] for row in rows("gold.csv")}
    counts = Counter(label[row["id"]] for row in rows(cut))
    assert set(counts) == LABELS
    assert min(counts.values()) >= 0.1 * sum(counts.values())


def test_the_project_opens_and_names_the_labels_of_the_gold_file() -> None:
    open_project(SAMPLE)
    config = tomllib.loads((SAMPLE / "project.toml").read_text(encoding="utf-8"))
    assert {label["name"] for label in config["labels"]} == LABELS
    assert all(label["description"] for label in config["labels"])
    assert (SAMPLE / config["project"]["guidelines"]).is_file()


def test_the_guidelines_quote_reviews_with_their_gold_labels() -> None:
    text = " ".join((SAMPLE / "guidelines.md").read_text(encoding="utf-8").split())
    label = {row["id"]: row["label"] for row in rows("gold.csv")}
    cited = {
        "Dead as a fence": "NEGATIVE",
        "I'd follow that left hook into hell": "POSITIVE",
        "I can't stop bringing it up": "NEUTRAL",
    }
    for quotation, expected in cited.items():
        assert quotation in text
        assert expected in {label[r["id"]] for r in rows("reviews.csv") if quotation in r["text"]}


def test_awkward_characters_are_there() -> None:
    together = "\x00".join(row["text"] for row in rows("reviews.csv"))
    assert all(piece in together for piece in ("\n\n", '"', "“", "é", "😂", "金", "\x00=SUM("))


def test_the_folder_is_at_most_one_megabyte() -> None:
    files = (file for file in SAMPLE.rglob("*") if file.is_file())
    written = (file for file in files if file.suffix in {".csv", ".txt", ".jsonl", ".py", ".md"})
    assert sum(file.stat().st_size for file in written) <= 1_000_000


def test_the_task_is_neither_trivial_nor_hopeless(figures: dict[str, Any]) -> None:
    assert 0.80 <= figures["accuracy"] <= 0.92
    assert figures["accuracy_handwritten"] < figures["accuracy_generated"] - 0.1
    assert figures["handwritten"] >= 200
    assert 0.02 <= figures["copy_share"] <= 0.04


def test_the_words_that_decide_are_words_of_opinion(figures: dict[str, Any]) -> None:
    strongest = figures["strongest_words"]
    assert {"great", "loved", "best"} <= set(strongest["POSITIVE"])
    assert {"terrible", "hated", "worst"} <= set(strongest["NEGATIVE"])
    assert {"fine", "okay", "some"} <= set(strongest["NEUTRAL"])


def test_no_phrase_gives_the_generator_away(figures: dict[str, Any]) -> None:
    assert figures["most_repeated_8gram"]["rows"] <= 8
    assert figures["most_repeated_sentence"]["rows"] <= 0.01 * figures["rows"]

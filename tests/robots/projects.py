"""Small projects to test with, written by hand: no part of the program makes them."""

import csv
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

GOOD = ["lovely", "warm", "funny", "clever", "moving", "bright", "tender", "splendid", "graceful"]
BAD = ["dull", "slow", "awful", "noisy", "clumsy", "tedious", "ugly", "hollow", "dreadful"]
PLAIN = ["the", "film", "with", "a", "scene", "that", "has", "this", "actor", "and", "some"]
RULES = """[[weak_supervision.rules]]
name = "says_lovely"
keywords = ["lovely", "warm", "funny"]
label = "good"
[[weak_supervision.rules]]
name = "says_dull"
keywords = ["dull", "slow", "awful"]
label = "bad"
"""


def review_rows(count: int, *, seed: int = 0) -> list[tuple[str, str, str]]:
    """`(id, text, gold label)`: texts of 6 to 12 words that a model can learn to tell apart."""
    rng = random.Random(seed)
    rows = []
    for number in range(count):
        label = rng.choice(("good", "bad"))
        words = rng.choices(GOOD if label == "good" else BAD, k=rng.randint(2, 4))
        words += rng.choices(PLAIN, k=rng.randint(4, 8))
        rng.shuffle(words)
        rows.append((f"r{number:03}", " ".join(words) + f" {number}", label))
    return rows


def write_project(
    folder: Path,
    rows: Sequence[Sequence[str]],
    *,
    labels: Sequence[str] = ("good", "bad"),
    columns: Sequence[str] = ("id", "text"),
    sections: Mapping[str, str] | None = None,
) -> Path:
    """A project folder with `data.csv` (the first cells of `rows`) and a `project.toml`.

    `sections`: TOML lines per section, as `{"active_learning": "batch_size = 5"}`.
    """
    folder.mkdir(parents=True)
    with (folder / "data.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(row[: len(columns)] for row in rows)
    tables = {"project": 'name = "reviews"', **(sections or {})}
    tables["data"] = 'file = "data.csv"\ntext = "text"\nid = "id"\n' + tables.get("data", "")
    lines = [f"[{name}]\n{body}\n" for name, body in tables.items()]
    lines += [f'[[labels]]\nname = "{name}"\n' for name in labels]
    (folder / "project.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder

"""What an enemy puts into a folder where the program expects files, caches and journals of its own:
it is refused or left alone at once, and nothing outside the folder is touched."""

import hashlib
import json
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.conftest import Ran
from tests.cli.conftest import cli as cli
from tests.robots.projects import review_rows, write_project
from tests.store.conftest import label
from tui_labeler.hybrid.model_folder import CARD_FILE
from tui_labeler.llm import journal
from tui_labeler.session import Session
from tui_labeler.store import Store

FUNCTIONS = "def lf_warm(text):\n    return 'good' if 'warm' in text else None\n"
RULE = '[[weak_supervision.rules]]\nname = "l"\nlist = "list.txt"\nlabel = "good"'
SECTIONS = {
    "project": 'name = "reviews"\nguidelines = "guidelines.md"',
    "model": 'features = ["words", "vectors.npy"]',
    "llm": 'model = "m"\nbase_url = "http://127.0.0.1:9/v1"\nprompt = "prompt.md"',
    "weak_supervision": f'functions = "functions.py"\n{RULE}',
}
OBSTACLES: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "folder": Path.mkdir,
    "endless": lambda path: path.symlink_to("/dev/zero"),
    "circle": lambda path: path.symlink_to(path.name),
}
FUNCTION_RUN = ("functions", "p", "--trust")
PROMPT_SHOWN = ("llm", "p", "--show-prompt", "r001")
EXPORT = ("export", "p", "-o", "out.csv", "--source", "human")
READ_BY = {
    "data.csv": ("status", "p"),
    "guidelines.md": PROMPT_SHOWN,
    "prompt.md": PROMPT_SHOWN,
    "vectors.npy": ("status", "p"),
    "functions.py": FUNCTION_RUN,
    "labels.sqlite": ("backup", "p"),
    "labels.sqlite-journal": EXPORT,
    "labels.sqlite-wal": EXPORT,
}
"""A file of the project, and a command that reads it."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with every kind of file, in the current folder."""
    monkeypatch.chdir(tmp_path)
    folder = write_project(tmp_path / "p", review_rows(40), sections=SECTIONS)
    for name in ("guidelines.md", "prompt.md"):
        (folder / name).write_text("Be fair.")
    (folder / "list.txt").write_text("warm\n")
    (folder / "functions.py").write_text(FUNCTIONS)
    np.save(folder / "vectors.npy", np.ones((40, 2), np.float32))
    return folder


@pytest.fixture
def labelled(folder: Path) -> Path:
    """The same with an answer."""
    with Store.open(folder / "labels.sqlite") as store:
        store.append([label("r001")])
    return folder


@pytest.mark.fault("F114")
@pytest.mark.parametrize("obstacle", OBSTACLES)
@pytest.mark.parametrize("name", READ_BY)
def test_what_is_no_file_is_refused_at_once(
    cli: Callable[..., Ran], labelled: Path, name: str, obstacle: str
) -> None:
    (labelled / name).unlink(missing_ok=True)
    OBSTACLES[obstacle](labelled / name)
    ran = cli(*READ_BY[name])
    assert ran.code in (1, 2, 3), ran
    assert ran.err


@pytest.mark.fault("F114")
@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_a_list_that_is_no_file(cli: Callable[..., Ran], folder: Path, obstacle: str) -> None:
    (folder / "list.txt").unlink()
    OBSTACLES[obstacle](folder / "list.txt")
    ran = cli(*FUNCTION_RUN, "--json")
    assert ran.code == 0, ran
    assert [one["state"] for one in ran.json["functions"] if one["name"] == "l"] == ["failed"]


UNASKED = (".labels.csv.01234567.tmp", "backups/labels-2.sqlite", "llm-run-000001.jsonl")


@pytest.mark.fault("F114")
@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_what_nobody_asked_for_is_left_alone(
    cli: Callable[..., Ran], labelled: Path, obstacle: str
) -> None:
    for name in UNASKED:
        (labelled / name).parent.mkdir(exist_ok=True)
        OBSTACLES[obstacle](labelled / name)
    assert cli(*EXPORT[:3], "p/labels.csv", "--source", "human").code == 0
    assert cli("llm", "p", "--dry-run").code == 0
    (labelled / "labels.sqlite").write_bytes(b"")
    assert cli("status", "p").code == 1


@pytest.mark.fault("F116")
@pytest.mark.parametrize("how", ["path", "absolute", "link", "module"])
def test_code_outside_the_folder_is_not_run(
    cli: Callable[..., Ran], folder: Path, tmp_path: Path, how: str
) -> None:
    evil = tmp_path / "evil.py"
    evil.write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n{FUNCTIONS}")
    toml, functions = folder / "project.toml", folder / "functions.py"
    named = {"path": "../evil.py", "absolute": str(evil)}.get(how, "functions.py")
    toml.write_text(toml.read_text().replace("functions.py", named))
    if how == "link":
        functions.unlink()
        functions.symlink_to(evil)
    elif how == "module":
        functions.write_text("import evil\n" + FUNCTIONS)
        (folder / "evil.py").symlink_to(evil)
    ran = cli(*FUNCTION_RUN)
    assert ran.code == 1
    assert "outside the project folder" in ran.err
    assert not (tmp_path / "ran").exists()


OUTPUTS = ("data.csv", "project.toml", "labels.sqlite", "guidelines.md", "functions.py", "list.txt")


@pytest.mark.fault("F118")
@pytest.mark.parametrize("place", ["p", "away"])
@pytest.mark.parametrize(
    "command", [("export", "--format", "csv"), ("export", "--format", "prodigy"), ("weak-labels",)]
)
def test_a_file_of_the_project_is_not_written_over(
    cli: Callable[..., Ran],
    labelled: Path,
    tmp_path: Path,
    command: tuple[str, ...],
    place: str,
) -> None:
    (tmp_path / "away").symlink_to(labelled)
    for name in OUTPUTS:
        before = (labelled / name).read_bytes()
        ran = cli(command[0], "p", "-o", f"{place}/{name}", *command[1:])
        assert ran.code == 2
        assert "not written over" in ran.err
        assert (labelled / name).read_bytes() == before


@pytest.mark.fault("F118")
def test_a_target_that_will_not_do_is_said_before_the_work(
    cli: Callable[..., Ran], folder: Path
) -> None:
    for command in ("export", "weak-labels"):
        for target in ("out.xyz", "nowhere/out.csv", "."):
            ran = cli(command, "p", "-o", target)
            assert ran.code == 2
            assert "…" not in ran.err, "work was done for nothing"


RECORD: dict[str, Any] = {
    **{"key": "k", "items": ["r001"], "answers": {"r001": {"label": "good"}}, "paid": True},
    **{"raw": "", "error": None, "detail": "", "tokens_in": 1, "tokens_out": 1},
    **{"cost": 0.5, "seconds": 1.0},
}
RUN = {"run": {"model": "m", "server": "s", "prompt": 7}}
WRONG: list[dict[str, Any]] = [
    {"evil": 1},
    {"items": [1]},
    {"items": "r001"},
    {"answers": [1]},
    {"answers": {"r001": "good"}},
    {"answers": {"r001": {"label": ["good"]}}},
    {"answers": {"r001": {"label": "good", "confidence": "high"}}},
    {"answers": {"r001": {"label": "good", "confidence": 2}}},
    {"answers": {"r001": {"label": "good", "distribution": [1]}}},
    {"key": 5},
    {"error": 5},
    {"tokens_in": 2**70},
    {"cost": float("nan")},
    {"cost": -1e9},
]


@pytest.mark.fault("F117")
def test_a_record_that_no_run_wrote_is_left_out(folder: Path) -> None:
    wrong = [{**RECORD, "key": f"k{n}", **one} for n, one in enumerate(WRONG)]
    for name in ("key", "items", "answers", "paid", "error"):
        wrong.append({**RECORD, "key": f"no {name}"})
        del wrong[-1][name]
    lines = [RUN, *({"settled": one} for one in [*wrong, RECORD])]
    path = journal.new_path(folder)
    path.write_text("\n".join(map(json.dumps, lines)))
    with Session.open(folder) as session:
        assert [request.key for request in session.store.llm.requests()] == []
        session.llm.books.recover()
        assert [request.key for request in session.store.llm.requests()] == ["k"]
        assert session.store.llm.totals().cost == 0.5
    assert not path.exists()


@pytest.mark.fault("F117")
@pytest.mark.parametrize("line", ['{"run": []}', '{"run": {"model": "m"}}', "[" * 99_999, "\ud800"])
def test_a_journal_that_no_run_wrote(folder: Path, line: str) -> None:
    content = f"{line}\n{json.dumps({'settled': RECORD})}"
    journal.new_path(folder).write_bytes(content.encode("utf-8", "surrogatepass"))
    with Session.open(folder) as session:
        session.llm.books.recover()
        assert [*session.store.llm.requests()] == []


CARD = {"file": "model.joblib", "sha256": "", "versions": {}}


@pytest.mark.fault("F119")
@pytest.mark.parametrize("file", ["model.joblib", "model.skops", "../model.joblib", "x", 5, None])
@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_a_model_that_is_no_file(
    cli: Callable[..., Ran], folder: Path, file: object, obstacle: str
) -> None:
    model = folder.parent / "model"
    model.mkdir()
    (model / CARD_FILE).write_text(json.dumps(CARD | {"file": file}))
    if isinstance(file, str):
        OBSTACLES[obstacle](model / file)
    ran = cli("predict", "model", "p/data.csv", "-o", "out.csv", "--trust")
    assert ran.code == 3
    assert "damaged" in ran.err
    assert not Path("out.csv").exists()


class Model:
    """What has the methods of a model, and no use."""

    classes_ = ("good", "bad")

    def __init__(self, probabilities: object) -> None:
        self.probabilities = probabilities

    def predict_proba(self, texts: list[str]) -> object:
        return self.probabilities


USELESS: dict[str, bytes] = {
    "empty": b"",
    "noise": b"\x80\x04nonsense",
    "unknown code": b"cno_such_module\nno_such_class\n.",
    "no model": pickle.dumps({"classes_": 5}),
    "no answer": pickle.dumps(Model(None)),
    "another shape": pickle.dumps(Model(np.ones((1, 1)))),
}


@pytest.mark.fault("F119")
@pytest.mark.parametrize("name", ["model.joblib", "model.skops"])
@pytest.mark.parametrize("content", USELESS.values(), ids=USELESS)
def test_a_model_that_is_none(
    cli: Callable[..., Ran], folder: Path, name: str, content: bytes
) -> None:
    if name.endswith("skops"):
        pytest.importorskip("skops")
    model = folder.parent / "model"
    model.mkdir()
    (model / name).write_bytes(content)
    card = {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "versions": {}}
    (model / CARD_FILE).write_text(json.dumps(card))
    ran = cli("predict", "model", "p/data.csv", "-o", "out.csv", "--trust")
    assert ran.code == 3
    assert f"{name}: this model cannot be used here" in ran.err
    assert not Path("out.csv").exists()

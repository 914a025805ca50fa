"""A project folder made by an enemy opens, can be labelled, and does nothing until trusted."""

import json
import os
import pickle
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.hostile import STRINGS
from tests.faults.program import PROGRAM, alive
from tests.faults.test_hostile import quoted
from tests.faults.views import visit_every_view
from tests.robots.controls import stray_controls
from tests.robots.llm_server import LLMServer
from tests.robots.projects import review_rows, write_project
from tests.robots.terminal import Terminal
from tests.store.conftest import label
from tests.store.test_kill import VOTES_WITHOUT_END, running
from tui_labeler.cli import main
from tui_labeler.errors import LabelerError, StoreError
from tui_labeler.session import Session
from tui_labeler.store import Store

SECRET = "hunter2-very-secret"


class Evil:
    """Code that runs when it is unpickled."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (self.command,)


@pytest.fixture
def server() -> LLMServer:
    """Where the folder wants the texts and a key of the person to be sent."""
    return LLMServer(lambda text: "good")


def enemy(parent: Path, url: str) -> tuple[Path, Path]:
    """The folder, and a file that is there when any code of the folder ran."""
    ran = parent / "ran"
    rows = [
        (f"{id} {STRINGS['title']}", f"{text} {STRINGS['clear']}")
        for id, text, _ in review_rows(40)
    ]
    sections = {
        "screen": "hold_guard_ms = 0",
        "weak_supervision": 'functions = "functions.py"\n[[weak_supervision.rules]]\n'
        f'name = {quoted(STRINGS["clipboard"])}\nlabel = "good"\nregex = "((a+)+)+$"',
        "llm": f'model = "m"\nbase_url = "{url}"\napi_key_env = "AWS_SECRET_ACCESS_KEY"',
    }
    folder = write_project(parent / "gift", rows, sections=sections)
    code = f"open({str(ran)!r}, 'w').close()\n"
    for name in ("functions", "json", "sitecustomize", "conftest", "numpy", "tui_labeler"):
        (folder / f"{name}.py").write_text(code)
    cache = folder / ".cache"
    for name in ("model-1", "model-0", "features-0123456789abcdef", "pool-0"):
        (cache / name).mkdir(parents=True)
        for file in ("predictions.npy", "model.joblib", "result.json", "terms.json", "data.npy"):
            (cache / name / file).write_bytes(pickle.dumps(Evil(f"touch {ran}")))
    return folder, ran


@pytest.mark.fault("F072", "F075", "F044")
def test_it_does_nothing_until_trusted(tmp_path: Path, server: LLMServer) -> None:
    with server:
        folder, ran = enemy(tmp_path, server.url)
        home = tmp_path / "home"
        env = {"AWS_SECRET_ACCESS_KEY": SECRET, "OPENAI_API_KEY": SECRET}
        with Terminal([*PROGRAM, str(folder)], home=home, env=env) as terminal:
            terminal.wait_for("Item r")
            terminal.press("1")
            terminal.wait_for("1/40")
            visit_every_view(terminal)
            terminal.press("Q")
            assert terminal.wait_exit() == 0
            assert stray_controls(terminal.raw) == []
        assert alive(home) == []
        assert server.asked == []
    assert not ran.exists(), "code of the folder ran"
    for path in [*folder.rglob("*"), *home.rglob("*")]:
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of the person's with a file they would miss."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "precious").write_text("mine")
    return folder


LINKS = ("labels.csv", "labels.sqlite", "labels.sqlite.lock", "labels.sqlite-journal")
FOLDERS = (".cache", "backups")


@pytest.mark.fault("F028", "F074")
@pytest.mark.parametrize("name", LINKS)
def test_a_link_to_a_file_is_not_written_through(tmp_path: Path, outside: Path, name: str) -> None:
    folder = write_project(tmp_path / "p", review_rows(40))
    (folder / name).symlink_to(outside / "precious")
    label_one(folder)
    assert (outside / "precious").read_text() == "mine"
    assert os.listdir(outside) == ["precious"]


@pytest.mark.fault("F074")
@pytest.mark.parametrize("name", FOLDERS)
def test_a_link_to_a_folder_is_not_written_through(
    tmp_path: Path, outside: Path, name: str
) -> None:
    (outside / "model-7").mkdir()
    folder = write_project(tmp_path / "p", review_rows(40))
    (folder / name).symlink_to(outside)
    label_one(folder)
    main.run(["backup", str(folder)])
    assert sorted(os.listdir(outside)) == ["model-7", "precious"]


@pytest.mark.fault("F074")
def test_a_log_that_is_a_link_is_not_written_through(tmp_path: Path, outside: Path) -> None:
    from tui_labeler.worker.launch import _open_log

    (tmp_path / "worker.log").symlink_to(outside / "precious")
    with pytest.raises(OSError):
        _open_log(tmp_path / "worker.log")


def label_one(folder: Path) -> None:
    """Open it and answer an item; to be refused is as good."""
    try:
        with Session.open(folder) as session:
            item = session.labelling.view().item
            assert item is not None
            session.labelling.answer("good")
    except LabelerError as error:
        assert error.message


@pytest.mark.fault("F014", "F020")
@pytest.mark.parametrize("figures", ["{}", "[]", '{"basis": 1e400}', '{"basis": "x"}', "[" * 9999])
def test_a_store_with_nonsense_in_it(tmp_path: Path, figures: str) -> None:
    folder = write_project(tmp_path / "p", review_rows(40))
    path = folder / "labels.sqlite"
    Store.open(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as shell:
        shell.execute("INSERT INTO model VALUES (1, 0, 9, 'x', ?)", (figures,))
    label_one(folder)


@pytest.mark.fault("F069")
@pytest.mark.parametrize("number", ["9" * 400, "-" + "9" * 400, "1e999", "0x" + "f" * 300])
@pytest.mark.parametrize("key", ["batch_size", "budget", "random_share"])
def test_huge_numbers(tmp_path: Path, key: str, number: str) -> None:
    sections = {"active_learning": f"{key} = {number}"}
    label_one(write_project(tmp_path / "p", review_rows(40), sections=sections))


@pytest.mark.parametrize("section", ["[model]\nestimator"])
def test_a_module_of_the_folder_is_no_name(tmp_path: Path, section: str) -> None:
    folder = write_project(tmp_path / "p", review_rows(40))
    (folder / "evil.py").write_text("raise SystemExit('ran')")
    toml = folder / "project.toml"
    table = section.partition("\n")[0]
    text = toml.read_text().replace(f"{table}\n", "")
    toml.write_text(f'{text}\n{section} = "evil:run"\n')
    with pytest.raises(LabelerError):
        Session.open(folder)


def test_an_event_of_another_shape(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "p", review_rows(40))
    label_one(folder)
    with closing(sqlite3.connect(folder / "labels.sqlite", isolation_level=None)) as shell:
        shell.execute("UPDATE event SET details = ?, at = 1e300", (json.dumps({"old": [1]}),))
        shell.execute("UPDATE sitting SET started = 1e300, ended = NULL")
    with Session.open(folder), pytest.raises(LabelerError, match="already open"):
        Session.open(folder)
    label_one(folder)
    assert main.run(["export", str(folder), "-o", str(tmp_path / "out.csv")]) == 0


@pytest.mark.fault("F020", "F074")
@pytest.mark.parametrize("read_only", [False, True])
def test_a_journal_that_would_delete_a_file(tmp_path: Path, outside: Path, read_only: bool) -> None:
    path, precious = tmp_path / "labels.sqlite", outside / "precious"
    with Store.open(path) as store:
        store.append([label("old")])
    with running(VOTES_WITHOUT_END, str(path)) as lines:
        next(lines)
    journal, name = Path(f"{path}-journal"), bytes(precious)
    ending = struct.pack(">I", 2**30 // 4096 + 1) + name
    ending += struct.pack(">II", len(name), sum(name)) + bytes.fromhex("d9d505f920a163d7")
    content = journal.read_bytes()
    journal.write_bytes(content.ljust(-len(content) // 512 * -512, b"\0") + ending)
    with pytest.raises(StoreError, match="names another file"):
        Store.open(path, read_only=read_only)
    assert precious.exists() and journal.exists()

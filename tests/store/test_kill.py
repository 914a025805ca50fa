"""kill -9 at any moment: what was acknowledged is there, what was not is there whole or not."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.store.conftest import label, saved
from tui_labeler.errors import StoreError
from tui_labeler.store import Store

LABELS_FOR_EVER = """
import itertools, pathlib, sys
from tui_labeler.store import Act, Store
store = Store.open(pathlib.Path(sys.argv[1]))
for n in itertools.count():
    act = Act(kind="label", item=f"{sys.argv[2]}.{n}", label="A")
    store.append([act, act])
    print(act.item, flush=True)
"""

VOTES_WITHOUT_END = """
import pathlib, sys
from tui_labeler.store import Annotation, Store

def votes():
    for n in range(100_000):
        yield Annotation(source="rule", annotator="new", item=f"item {n}", label="B")
    print("halfway", flush=True)
    sys.stdin.read()

Store.open(pathlib.Path(sys.argv[1])).add_annotations(votes())
"""


@contextmanager
def running(script: str, *arguments: str) -> Iterator[Iterator[str]]:
    """A process that is killed at the end of the block; its lines, to the last one it wrote."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    with process.stdin, process.stdout:
        try:
            yield iter(process.stdout.readline, "")
        finally:
            process.kill()
            assert process.wait() == -signal.SIGKILL


def killed_while_labelling(path: Path, kills: int) -> None:
    acknowledged: list[str] = []
    for turn in range(kills):
        with running(LABELS_FOR_EVER, str(path), str(turn)) as lines:
            acknowledged += [next(lines).strip() for _ in range(1 + turn % 7)]
        found = saved(path)
        assert found[::2] == found[1::2], "a step is whole or not there"
        assert set(acknowledged) <= set(found)
        with Store.open(path) as store:
            assert store.recovered
            assert [event.id for event in store.events()] == list(range(1, len(found) + 1))


@pytest.mark.fault("F001")
def test_no_acknowledged_label_is_lost(path: Path) -> None:
    killed_while_labelling(path, 10)


@pytest.mark.fault("F001")
@pytest.mark.slow
def test_no_acknowledged_label_is_lost_in_hundreds_of_kills(path: Path) -> None:
    killed_while_labelling(path, 300)


@pytest.fixture
def cut_off(path: Path) -> Path:
    """A store with one old label whose next transaction was killed after it reached the file."""
    with Store.open(path) as store:
        store.append([label("old")])
    with running(VOTES_WITHOUT_END, str(path)) as lines:
        assert next(lines) == "halfway\n"
    journal = Path(f"{path}-journal")
    assert journal.stat().st_size > 0
    assert journal.stat().st_mode & 0o777 == 0o600
    return path


@pytest.mark.fault("F002")
def test_a_transaction_cut_off_is_taken_back(cut_off: Path) -> None:
    with Store.open(cut_off) as store:
        assert store.recovered
        assert list(store.annotations()) == []
        assert [event.item for event in store.events()] == ["old"]


@pytest.mark.fault("F002")
def test_a_reader_takes_it_back_too(cut_off: Path) -> None:
    with Store.open(cut_off, read_only=True) as reader:
        assert list(reader.annotations()) == []
        assert [event.item for event in reader.events()] == ["old"]
    assert not Path(f"{cut_off}-journal").exists()


@pytest.mark.fault("F021")
def test_a_copy_with_its_journal_is_opened_or_refused(cut_off: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for part in (cut_off, Path(f"{cut_off}-journal")):
        (copy / part.name).write_bytes(part.read_bytes())
    assert saved(copy / cut_off.name) == ["old"]
    without = copy / "without-journal.sqlite"
    without.write_bytes(cut_off.read_bytes())
    try:
        Store.open(without).close()
    except StoreError as refused:
        assert refused.hint
    assert Path(f"{cut_off}-journal").exists() and saved(cut_off) == ["old"]

"""Rows that no session wrote: they are refused, or read without what cannot be."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.cli.conftest import cli as cli
from tests.robots.projects import review_rows, write_project
from tests.store.conftest import label
from tui_labeler.errors import LabelerError
from tui_labeler.session import Session
from tui_labeler.store import Store

UNDO = (
    "INSERT INTO event (id, step, session, at, kind, note, text_hash, how, blind, undoes) "
    "VALUES (99, 99, 1, 0, 'undo', '', '', 'typed', 0, {})"
)
SAID = "INSERT INTO annotation VALUES (1, {}, '', 0)"
REQUEST = (
    "INSERT INTO llm_request VALUES ('k', 'm', 's', 1, {}, 1, '', NULL, '', 1, 1, {}, 1.0, 0.0)"
)
ROWS = (
    *(f"UPDATE event SET at = {at}" for at in ("1e308", "-1.0", "9e999")),
    *(f"UPDATE event SET seconds = {seconds}" for seconds in ("1e308", "-1.0", "9e999")),
    "UPDATE event SET kind = 'party'",
    "UPDATE event SET how = 'magic', suggested_by = 'nobody', batch = 99, session = 99",
    "UPDATE event SET label = cast(x'ff' AS TEXT)",
    "UPDATE event SET item = 'nowhere'",
    *(
        f"UPDATE event SET details = '{details}'"
        for details in ("no", "[1]", "5", '{"suspect": [1], "verdict": 5, "llm": {}}')
    ),
    'UPDATE event SET kind = \'labels\', item = NULL, details = \'{"old": "good", "new": 5}\'',
    *(UNDO.format(step) for step in (1, 77, 99)),
    SAID.format("'oracle', 'm', 'r001', 'good', 0.5, NULL"),
    SAID.format("'llm', 'm', 'r001', 'good', 9e999, '{\"good\": \"much\", \"bad\": -1}'"),
    SAID.format("'llm', 'm', 'r001', 'good', -1.0, '[]'"),
    SAID.format("'given', 'm', 'nowhere', 'ugly', 2.0, NULL"),
    "INSERT INTO batch VALUES (7, 1e308, 'no such strategy', NULL)",
    "INSERT INTO batch_item VALUES (1, 0, 'nowhere', 'no such reason', 9e999)",
    "UPDATE sitting SET started = 1e308, ended = -1.0, host = ''",
    REQUEST.format("'{}', '{\"r001\": 5}'", "-1.0"),
    REQUEST.format('\'{"items": 5}\', \'{"r001": {"reason": [5]}}\'', "9e999"),
    REQUEST.format("'[]', '[]'", "NULL"),
)
"""What an enemy with an sqlite3 shell may do, in cells of the right kind."""
LOOKS = (
    ("status", "p", "--json"),
    ("explain", "p", "r001", "--json"),
    ("agreement", "p", "--json"),
    ("export", "p", "-o", "out.csv", "--source", "human"),
    ("export", "p", "-o", "out.csv", "--source", "llm"),
    ("export", "p", "-o", "out.jsonl", "--format", "label_studio"),
)


@pytest.mark.fault("F120")
@pytest.mark.parametrize("statement", ROWS)
def test_rows_that_no_session_wrote(
    cli: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    monkeypatch.chdir(tmp_path)
    labelled = write_project(tmp_path / "p", review_rows(40))
    with Store.open(labelled / "labels.sqlite") as store:
        store.append([label("r001", "good")])
    with closing(sqlite3.connect(labelled / "labels.sqlite", isolation_level=None)) as shell:
        shell.execute("INSERT INTO batch VALUES (1, 0.0, 'margin', NULL)")
        shell.execute("INSERT INTO llm_prompt VALUES (1, '', '', 0.0)")
        shell.execute("PRAGMA ignore_check_constraints = ON")
        shell.execute(statement)
    for words in LOOKS:
        ran = cli(*words)
        assert ran.code == 0 or (ran.code == 1 and "labels.sqlite" in ran.err), ran
    with suppress(LabelerError), Session.open(labelled) as session:
        session.labelling.view()
        session.overview()
        session.progress.view()
        session.goodbye()

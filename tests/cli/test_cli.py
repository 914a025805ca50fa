"""The commands and their contract: exit codes, JSON, stdout for data and stderr for talk."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.robots.projects import review_rows
from tui_labeler.session import Session
from tui_labeler.store import Store

Cli = Callable[..., Ran]


def write_labels(path: Path, rows: Sequence[tuple[str, ...]], header: str = "id,label") -> Path:
    path.write_text(header + "\n" + "".join(",".join(row) + "\n" for row in rows))
    return path


def test_init_makes_a_project_that_opens(cli: Cli, tmp_path: Path) -> None:
    data = tmp_path / "reviews.csv"
    data.write_text("id,text\n" + "".join(f"{i},{t}\n" for i, t, _ in review_rows(30)))
    folder = tmp_path / "deep" / "project"
    ran = cli("init", folder, "--data", data, "--labels", "good,bad")
    assert (ran.code, ran.out) == (0, "")
    assert "text" in ran.err
    with Session.open(folder) as session:
        assert session.project.label_names == ("good", "bad")
        assert len(session.pool) == 30
    again = cli("init", folder, "--data", data, "--labels", "good,bad")
    assert again.code == 2
    assert "already" in again.err


def test_status_counts(cli: Cli, folder: Path, tmp_path: Path) -> None:
    labels = write_labels(
        tmp_path / "old.csv",
        [("r000", "good"), ("r001", "BAD"), ("zzz", "good"), ("r002", "ugly"), ("r003", "")],
    )
    done = cli("import", folder, labels, "--as", "human", "--map", "BAD=bad", "--json")
    counts = {"imported": 2, "unknown_ids": 1, "unknown_labels": 1, "contradicted": 0}
    assert done.json == {"schema": 1, **counts}
    assert "Without a label: 1 row" in done.err
    found = cli("status", folder, "--json")
    values = found.json
    assert values["pool"] == 60
    assert values["labelled"] == 2
    assert values["by_label"] == {"good": 1, "bad": 1}
    assert values["by_source"]["human"] == 2
    assert values["accuracy"]["value"] is None
    assert values["accuracy"]["reason"]
    text = cli("status", folder)
    assert "2 of 60" in text.out
    assert text.err == ""


def test_an_import_of_answers_is_one_step(cli: Cli, folder: Path, tmp_path: Path) -> None:
    labels = write_labels(tmp_path / "old.csv", [(row[0], row[2]) for row in review_rows(60)])
    assert cli("import", folder, labels, "--as", "human").code == 0
    with Session.open(folder) as session:
        assert session.labelling.view().item is None
        assert session.labelling.view().labelled == 60
        session.labelling.undo()
        assert session.labelling.view().labelled == 0


def test_given_labels_are_no_answers(cli: Cli, folder: Path, tmp_path: Path) -> None:
    labels = write_labels(
        tmp_path / "old.csv", [("good", "r001", "0.5")], header="label,id,confidence"
    )
    assert cli("import", folder, labels, "--as", "given").code == 0
    values = cli("status", folder, "--json").json
    assert (values["labelled"], values["by_source"]["given"]) == (0, 1)
    out = tmp_path / "given.csv"
    assert cli("export", folder, "-o", out, "--source", "given").code == 0
    (row,) = csv.DictReader(out.read_text().splitlines())
    assert (row["id"], row["label"], row["source"]) == ("r001", "good", "given")
    assert (row["how"], row["confidence"]) == ("old.csv", "0.5")


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet", "csv.gz"])
def test_export_writes_what_import_took(
    cli: Cli, folder: Path, tmp_path: Path, ending: str
) -> None:
    rows = [(row[0], row[2]) for row in review_rows(60)][:7]
    cli("import", folder, write_labels(tmp_path / "old.csv", rows), "--as", "human")
    out = tmp_path / f"labels.{ending}"
    assert cli("export", folder, "-o", out).code == 0
    from tui_labeler import tables

    table = tables.read_rows(out)
    at = {name: table.columns.index(name) for name in ("id", "label", "source", "text")}
    written = [tuple(cells[at[name]] for name in ("id", "label")) for _, cells in table.rows]
    assert sorted(written) == sorted(rows)


def test_the_readable_copy_is_written_on_exit(cli: Cli, folder: Path, tmp_path: Path) -> None:
    cli("import", folder, write_labels(tmp_path / "o.csv", [("r001", "good")]), "--as", "human")
    lines = (folder / "labels.csv").read_text().splitlines()
    assert lines[0] == "id,label,how,at,note"
    assert lines[1].startswith("r001,good,imported,")


@pytest.mark.fault("F028", "F108")
@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["frobnicate"], 2, "frobnicate"),
        (["status"], 2, "DIR"),
        (["status", "{tmp}/absent"], 2, "absent"),
        (["{tmp}/absent"], 2, "absent"),
        (["status", "{folder}/data.csv"], 2, "data.csv"),
        (["import", "{folder}", "{tmp}/absent.csv", "--as", "human"], 3, "absent.csv"),
        (["import", "{folder}", "{folder}/data.csv", "--as", "human"], 3, '"label"'),
        (["export", "{folder}", "-o", "{tmp}/no/such/out.csv"], 2, "out.csv"),
    ],
)
def test_failures_are_sentences_with_exit_codes(
    cli: Cli, folder: Path, tmp_path: Path, words: list[str], code: int, says: str
) -> None:
    filled = [word.format(tmp=tmp_path, folder=folder) for word in words]
    ran = cli(*filled)
    assert ran.code == code
    assert says in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""


def test_a_folder_that_is_misspelt_is_named(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    for word, says in {"revews": 'Did you mean "reviews"?', "revews/": "labeler reviews"}.items():
        ran = cli(word)
        assert (ran.code, says in ran.err) == (2, True), ran.err


def test_failures_are_objects_with_json(cli: Cli, folder: Path) -> None:
    toml = folder / "project.toml"
    toml.write_text(toml.read_text().replace("name =", "nam =", 1))
    ran = cli("status", folder, "--json")
    assert ran.code == 3
    error = ran.json["error"]
    assert error["code"] == "config"
    assert error["line"] == 2
    assert error["file"].endswith("project.toml")


def test_a_strategy_nobody_knows_is_refused_with_its_line(cli: Cli, folder: Path) -> None:
    toml = folder / "project.toml"
    toml.write_text(toml.read_text() + '\n[active_learning]\nstrategy = "margine"\n')
    ran = cli("status", folder)
    assert ran.code == 3
    line = toml.read_text().splitlines().index('strategy = "margine"') + 1
    assert f"line {line}" in ran.err
    assert 'Did you mean "margin"?' in ran.err


@pytest.mark.fault("F007")
def test_a_second_writer_is_told_who_is_in(cli: Cli, folder: Path, tmp_path: Path) -> None:
    labels = write_labels(tmp_path / "o.csv", [("r001", "good")])
    with Session.open(folder):
        ran = cli("import", folder, labels, "--as", "human")
        assert ran.code == 5
        assert "pid" in ran.err
        assert cli("status", folder).code == 0


def test_strategies_are_listed(cli: Cli) -> None:
    assert "margin" in cli("strategies").out
    assert "margin" in cli("strategies", "--json").json["strategies"]


def test_help_leads_with_what_to_type(cli: Cli) -> None:
    out = cli("--help").out
    assert "tui-labeler DIR" in out
    for name in ("init", "status", "import", "export", "ask", "strategies"):
        assert name in out
        assert cli(name, "--help").code == 0


def test_without_a_terminal_the_screen_is_refused(cli: Cli, folder: Path) -> None:
    ran = cli(folder)
    assert ran.code == 2
    assert "ask" in ran.err
    with Store.open(folder / "labels.sqlite", read_only=True) as store:
        assert list(store.events()) == []


@pytest.mark.fault("F044", "F108")
def test_hostile_words_are_printed_as_text(cli: Cli, folder: Path) -> None:
    ran = cli("export", folder, "-o", folder / "no" / "\x1b]0;title\x07.csv")
    assert ran.code == 2
    assert "\x1b" not in ran.err
    assert "\x07" not in ran.err
    assert json.dumps("\x1b") not in ran.err


@pytest.mark.fault("F112")
@pytest.mark.parametrize("sink", ["/dev/full", None])
def test_output_that_goes_nowhere_ends_the_command_without_a_traceback(
    folder: Path, sink: str | None
) -> None:
    command = [sys.executable, "-m", "tui_labeler", "status", str(folder)]
    if sink is None:
        reading, writing = os.pipe()
        os.close(reading)
    else:
        writing = os.open(sink, os.O_WRONLY)
    try:
        ran = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True)
    finally:
        os.close(writing)
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr and "Exception" not in ran.stderr
    assert ("cannot be written" in ran.stderr) == (sink is not None)


@pytest.mark.fault("F113")
def test_answers_of_a_label_that_was_taken_out_by_hand_are_told(
    cli: Cli, folder: Path, tmp_path: Path
) -> None:
    labels = write_labels(tmp_path / "old.csv", [("r000", "good"), ("r001", "bad")])
    assert cli("import", folder, labels, "--as", "human").code == 0
    toml = folder / "project.toml"
    toml.write_text(toml.read_text().replace('name = "good"', 'name = "great"'))
    assert cli("status", folder, "--json").json["unlisted"] == ["good"]
    told = cli("status", folder)
    assert '"good" is not in project.toml any more' in told.err and "great  0" in told.out
    with Session.open(folder) as session:
        assert session.greeting() == 'of your answers: 1 "good", no label now'


def test_answers_to_other_data_are_told_when_the_project_opens(
    cli: Cli, folder: Path, tmp_path: Path
) -> None:
    labels = write_labels(tmp_path / "old.csv", [(row[0], row[2]) for row in review_rows(9)])
    assert cli("import", folder, labels, "--as", "human").code == 0
    with Session.open(folder) as session:
        assert session.greeting() == ""
        data = session.project.data_file
    lines = data.read_text().splitlines()
    data.write_text("\n".join([lines[0], lines[1] + " edited", *lines[3:], ""]))
    with Session.open(folder) as session:
        words = "of your answers: 1 to texts that have changed, 1 to items no longer there"
        assert session.greeting() == words
        assert session.overview().labelled == 8
        assert session.greeting() == words
        assert session.overview().labelled == 8, "left out once"
        session.labelling.undo()
        assert session.overview().labelled == 0, "all were imported in one step"
        session.labelling.redo()
    with Session.open(folder) as session:
        session.store.recovered = True
        assert "the last session was cut off; nothing is lost: 8 labelled" in session.greeting()


def test_a_folder_with_an_odd_name_can_be_pasted(cli: Cli, tmp_path: Path) -> None:
    data = tmp_path / "one.csv"
    data.write_text("id,text\n1,a\n")
    made = cli("init", tmp_path / "q $x", "--data", data, "--labels", "a,b", "--no-input")
    assert f"tui-labeler '{tmp_path}/q $x'" in made.err and ": 1 row, 2 columns" in made.err


def test_two_labels_of_one_item_in_one_file_are_said(
    cli: Cli, folder: Path, tmp_path: Path
) -> None:
    rows = [("r000", "good"), ("r001", "bad"), ("r001", "bad"), ("r000", "bad")]
    file = write_labels(tmp_path / "old.csv", rows)
    done = cli("import", folder, file, "--as", "human", "--json")
    assert (done.json["imported"], done.json["contradicted"]) == (2, 1)
    assert "Two labels in the file, the last counts: 1 id: r000\n" in done.err
    assert cli("status", folder, "--json").json["by_label"]["bad"] == 2


def test_an_export_to_stdout(folder: Path, tmp_path: Path) -> None:
    rows = write_labels(tmp_path / "old.csv", [("r000", "good")])
    command: list[str | Path] = [sys.executable, "-m", "tui_labeler"]
    subprocess.run([*command, "import", folder, rows, "--as", "human"], check=True)
    export = [*command, "export", folder, "-o", "-", "--format", "jsonl"]
    written = subprocess.run(export, capture_output=True, check=True)
    assert json.loads(written.stdout)["label"] == "good"
    with open("/dev/full", "w") as full:
        assert subprocess.run(export, stdout=full).returncode == 1


def test_what_an_import_leaves_out_is_named(cli: Cli, folder: Path, tmp_path: Path) -> None:
    rows = [("r000", "good"), ("zzz", "good"), ("zzz", "bad"), ("r002", "ugly")]
    done = cli("import", folder, write_labels(tmp_path / "old.csv", rows), "--as", "human")
    assert "1 label imported." in done.err and "Not in the data: 1 id: zzz\n" in done.err
    assert 'Unknown label "ugly" in 1 row: --map "ugly=NEW" renames it' in done.err


MISTAKEN = """\
import sys
from tui_labeler.cli import look, main

def wrong(*_, **__):
    raise KeyError("\\x1b]0;pwned\\x07 sk-secret")

look.opened = wrong
main.main()
"""


@pytest.mark.fault("F043")
def test_a_mistake_of_ours_is_a_sentence_and_a_private_log(folder: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", MISTAKEN, "status", str(folder), "--json"],
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    (log,) = tmp_path.rglob("crash-*.log")
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["error"]["code"] == "failed"
    assert "a mistake of its own" in ran.stderr and str(log) in ran.stderr
    for said in (ran.stderr, ran.stdout, log.read_text()):
        assert "Traceback" not in said and "secret" not in said and "\x1b" not in said

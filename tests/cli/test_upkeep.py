"""doctor, keys, completion, backup, unlock, and the words every command has."""

import io
import os
import shlex
import sqlite3
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.conftest import CHECKOUT
from tui_labeler.cli.doctor import EXTRAS, PACKAGES, examine
from tui_labeler.cli.examples import EXAMPLES
from tui_labeler.cli.main import commands
from tui_labeler.project.samples import SAMPLES
from tui_labeler.session import Session

Cli = Callable[..., Ran]


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_has_an_example(cli: Cli, name: str) -> None:
    ran = cli(name, "--help")
    assert ran.code == 0
    assert "Example:" in ran.out, "a line in cli/examples.py is missing"


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() & commands.commands.keys()))
def test_every_example_is_understood(name: str) -> None:
    words = shlex.split(EXAMPLES[name].partition(" < ")[0].removeprefix('eval "$(').rstrip(')"'))
    program, first, *rest = words
    assert program == "tui-labeler"
    command, arguments = (name, rest) if first == name else ("open", [first, *rest])
    assert command == name
    commands.commands[name].make_context(name, arguments)


def test_nothing_at_all_without_a_terminal_is_help(cli: Cli) -> None:
    ran = cli()
    assert (ran.code, ran.out) == (2, "")
    assert "tui-labeler DIR" in ran.err and "Commands:" in ran.err


def test_doctor_knows_what_the_project_needs(cli: Cli) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    named = [need.split(">=")[0] for need in project["dependencies"]]
    assert sorted(PACKAGES) == sorted(named)
    values = cli("doctor", "--json").json
    assert all(values["packages"][name] for name in PACKAGES)
    assert set(values["packages"]) == {*PACKAGES, *EXTRAS}
    assert values["sqlite"] == sqlite3.sqlite_version
    text = cli("doctor")
    assert text.code == 0 and "no terminal" in text.out


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"TERM": "dumb"}, 'TERM is "dumb"'),
        ({"TERM": "xterm"}, "TERM=xterm-256color"),
        ({"TERM": "screen", "TMUX": "/tmp/x"}, "tmux-256color"),
        ({"TERM": "screen", "STY": "1.x"}, "export TERM=screen-256color"),
        ({"TERM": "linux"}, "16 colours and few signs"),
        ({"TERM": "vt100"}, 'TERM is "vt100"'),
        ({"TERM": ""}, "tui-labeler ask DIR"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "--color always"),
        ({"TERM": "xterm-256color"}, "needs 60x15|need 60x15"),
    ],
)
def test_doctor_says_what_is_odd(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], says: str
) -> None:
    for stream in ("__stdin__", "__stdout__", "__stderr__"):
        monkeypatch.setattr(sys, stream, Tty())
    monkeypatch.setattr("shutil.get_terminal_size", lambda fallback: os.terminal_size((40, 10)))
    odd = "\n".join(examine(environ)["odd"])
    assert any(part in odd for part in says.split("|"))


def test_doctor_finds_nothing_odd_in_a_good_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in ("__stdin__", "__stdout__", "__stderr__"):
        monkeypatch.setattr(sys, stream, Tty())
    monkeypatch.setattr("shutil.get_terminal_size", lambda fallback: os.terminal_size((80, 24)))
    monkeypatch.setattr("locale.getencoding", lambda: "UTF-8")
    found = examine({"TERM": "xterm-256color", "COLORTERM": "truecolor"})
    assert found["odd"] == []
    assert (found["terminal"]["colours"], found["terminal"]["no_color"]) == ("16 million", False)


@pytest.mark.parametrize(
    ("environ", "variable"),
    [({}, "LANG"), ({"LANG": "C"}, "LANG"), ({"LANG": "C.UTF-8", "LC_ALL": "C"}, "LC_ALL")],
)
def test_doctor_names_the_variable_that_decides_the_encoding(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], variable: str
) -> None:
    for stream in ("__stdin__", "__stdout__", "__stderr__"):
        monkeypatch.setattr(sys, stream, Tty())
    monkeypatch.setattr("locale.getencoding", lambda: "ANSI_X3.4-1968")
    odd = "\n".join(examine({"TERM": "xterm-256color", **environ})["odd"])
    assert f"export {variable}=C.UTF-8" in odd


def test_keys_in_three_forms(cli: Cli) -> None:
    text = cli("keys").out
    assert "Label" in text and "label.undo" in text and "u backspace" in text
    block = tomllib.loads(cli("keys", "--toml").out)["keys"]
    assert block["label"]["undo"] == "u,backspace"
    assert block["app"]["help"] == "?"
    rows = cli("keys", "--json").json["keys"]
    assert {"id": "app.help", "screen": "everywhere"}.items() <= rows[0].items()


def test_the_printed_block_can_be_pasted_and_changed(cli: Cli, folder: Path) -> None:
    block = cli("keys", "--toml").out.replace('"u,backspace"', '"ctrl+y"')
    toml = folder / "project.toml"
    toml.write_text(toml.read_text() + "\n" + block)
    assert "ctrl+y" in cli("keys", folder).out
    toml.write_text(toml.read_text().replace('"ctrl+y"', '"f"'))
    ran = cli("keys", folder)
    assert ran.code == 3
    assert "label.flag" in ran.err and "Free keys" in ran.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(cli: Cli, shell: str) -> None:
    ran = cli("completion", shell)
    assert (ran.code, ran.err) == (0, "")
    assert f"_TUI_LABELER_COMPLETE={shell}_complete" in ran.out


def test_a_backup_is_a_store(cli: Cli, folder: Path) -> None:
    assert cli("backup", folder).code == 2
    with Session.open(folder) as session:
        session.labelling.answer("good")
        ran = cli("backup", folder)
    assert ran.code == 0
    copy = Path(ran.out.strip())
    assert copy.parent == folder / "backups"
    (folder / "labels.sqlite").unlink()
    copy.rename(folder / "labels.sqlite")
    assert cli("status", folder, "--json").json["labelled"] == 1


def test_unlock_of_what_is_free(cli: Cli, folder: Path) -> None:
    ran = cli("unlock", folder)
    assert (ran.code, ran.out) == (0, "")
    assert "Nobody" in ran.err
    assert f"next: tui-labeler {folder}" in ran.err


def test_demo_without_a_terminal_only_copies(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = cli("demo")
    assert ran.code == 0
    assert "tui-labeler tui-labeler-demo" in ran.err
    assert cli("status", "tui-labeler-demo").code == 0
    (tmp_path / "mine").write_text("")
    assert cli("demo", "mine").code == 2
    ran = cli("demo", "--sample", "spot_check")
    assert (ran.code, "README.md" in ran.err) == (0, True)
    assert cli("status", "tui-labeler-demo-spot_check", "--json").json["pool"] == 300
    ran = cli("demo", "--sample", "spot_chek")
    assert ran.code == 2
    assert all(name in ran.err for name in SAMPLES)


@pytest.mark.parametrize(
    ("words", "says"),
    [([], "DIR is missing"), (["p"], "--data is missing"), (["p", "--data", "d.csv"], "labels")],
)
def test_init_asks_nothing_without_a_terminal(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("d.csv").write_text("text\none\ntwo\n")
    ran = cli("init", *words)
    assert ran.code == 2
    assert says in ran.err
    assert not Path("p").exists()


def test_init_takes_the_column_of_labels(cli: Cli, tmp_path: Path) -> None:
    data = tmp_path / "d.csv"
    data.write_text("text,mood,label\n" + "".join(f"t{n},m{n % 2},x{n % 3}\n" for n in range(12)))
    words = ("--data", data, "--text", "text", "--no-input")
    assert cli("init", tmp_path / "a", *words, "--given-labels", "mood").code == 0
    assert 'given_labels = "mood"' in (tmp_path / "a" / "project.toml").read_text()
    assert cli("init", tmp_path / "b", *words, "--given-labels", "").code == 2
    ran = cli("init", tmp_path / "b", *words, "--given-labels", "", "--labels", "p,q")
    assert ran.code == 0
    assert "given_labels" not in (tmp_path / "b" / "project.toml").read_text()

"""Hostile text wherever text can come from, on every screen of the real program and in commands."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.faults.hostile import MARK, STRINGS
from tests.faults.program import PROGRAM, alive
from tests.faults.views import visit_every_view
from tests.robots.controls import stray_controls
from tests.robots.terminal import Terminal
from tui_labeler import tables
from tui_labeler.cli import main
from tui_labeler.text import printable

FOLDER = "p\x1b]0;pwned\x07[/b]\u202e$(id)\n"
TEXT = [s for key, s in STRINGS.items() if printable(s) == s and key != "emoji"]
NAMES = [string[:40] for string in TEXT]
"""Labels with other characters are refused; the robot's terminal does not join emoji."""
FEW, MANY = NAMES[:5], NAMES[:2] + NAMES[5:]
COLUMN = "col" + STRINGS["clipboard"] + "[/]"
WIDE = (160, 45)


def quoted(text: str) -> str:
    """A TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def hostile_project(parent: Path, labels: Sequence[str]) -> Path:
    """A folder in which every string is hostile; each label has answers by somebody."""
    folder = parent / FOLDER
    folder.mkdir(parents=True)
    rows = [
        (f"{number} {string[:60]}", f"{MARK} {number} {string}", string[:200])
        for number, string in enumerate(STRINGS.values())
    ]
    data = folder / ("d" + STRINGS["title"] + ".jsonl")
    tables.write_rows(data, ["id" + STRINGS["link"], "text", COLUMN], rows)
    toml = [
        f"[project]\nname = {quoted(STRINGS['clear'])}\ntask = {quoted(STRINGS['markup'])}",
        f"guidelines = 'g.md'\n[data]\nfile = {quoted(data.name)}\ntext = 'text'",
        f"id = {quoted('id' + STRINGS['link'])}\nshow = [{quoted(COLUMN)}]",
        "[screen]\nhold_guard_ms = 0\n[active_learning]\nbatch_size = 5",
        *(
            f"[[labels]]\nname = {quoted(name)}\ndescription = {quoted(description)}"
            for name, description in zip(labels, STRINGS.values(), strict=False)
        ),
        f"[[weak_supervision.rules]]\nname = {quoted(STRINGS['title'])}",
        f"keywords = [{quoted(MARK)}]\nlabel = {quoted(labels[0])}",
    ]
    (folder / "project.toml").write_text("\n".join(toml), encoding="utf-8")
    (folder / "g.md").write_text("\n\n".join(STRINGS.values()), encoding="utf-8")
    for source in ("given", "llm"):
        said = [(id, labels[at % 2], "0.6") for at, (id, *_) in enumerate(rows)]
        file = parent / f"{source}{STRINGS['title']}.jsonl"
        tables.write_rows(file, ["id", "label", "confidence"], said)
        assert main.run(["import", str(folder), str(file), "--as", source]) == 0
    return folder


def middle(screen: str) -> list[str]:
    """What stands between the top bar and the status, but for the model."""
    return [line for line in screen.split("\n")[1:-3] if "model" not in line]


def look_around(terminal: Terminal) -> None:
    """Open and close every dialog, and paste hostile text into each."""
    everything = "".join(STRINGS[key] for key in ("title, one byte", "controls", "markup", "tabs"))
    before = middle(terminal.wait_for("? help"))
    for key in ("?", ":", "/", "l", "h", "n", "i", "I"):
        terminal.press(key)
        terminal.wait_for(lambda screen: middle(screen) != before)
        terminal.paste(everything)
        terminal.press("escape")
        terminal.wait_for(lambda screen: middle(screen) == before)


@pytest.mark.fault("F044", "F045")
@pytest.mark.parametrize("labels", [FEW, MANY], ids=["few", "many"])
def test_every_screen(
    tmp_path: Path, labels: Sequence[str], capfd: pytest.CaptureFixture[str]
) -> None:
    folder, home = hostile_project(tmp_path, labels), tmp_path / "home"
    with Terminal([*PROGRAM, str(folder)], home=home, size=WIDE) as terminal:
        terminal.wait_for(MARK)
        look_around(terminal)
        for number in range(1, len(STRINGS) - 2):
            terminal.press("12"[number % 2])
            terminal.wait_for(f" {number}/{len(STRINGS)}")
        visit_every_view(terminal)
        terminal.press("Q")
        assert terminal.wait_exit() == 0
        assert stray_controls(terminal.raw) == []
    assert stray_controls("".join(capfd.readouterr())) == []
    with Terminal(PROGRAM, home=home, size=WIDE) as terminal:
        terminal.wait_for("new project")
        terminal.press("q")
        terminal.wait_exit()
        assert stray_controls(terminal.raw) == []
    assert alive(home) == []


COMMANDS: Mapping[str, Sequence[str]] = {
    "status": (),
    "explain": ("0 " + STRINGS["clipboard"][:60],),
    "functions": (),
    "weak-labels": ("-o", "{out}.csv"),
    "agreement": (),
    "errors": ("--all",),
    "advise": (),
    "export": ("-o", "{out}.jsonl"),
    "backup": (),
    "doctor": (),
    "llm": ("--dry-run",),
    "train": ("-o", "{out}"),
    "spot-check": (),
    "unlock": (),
    "init": ("--data", "{out}.jsonl"),
}


@pytest.mark.fault("F044", "F108")
def test_every_command(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = hostile_project(tmp_path, FEW)
    out = str(tmp_path / STRINGS["title"].replace("/", ""))
    for name, words in COMMANDS.items():
        code = main.run([name, str(folder), *(word.format(out=out) for word in words)])
        said = "".join(capfd.readouterr())
        assert code in (0, 1, 2, 3, 4), name
        assert stray_controls(said) == [], name
        assert "Traceback" not in said


@pytest.mark.fault("F044", "F108")
@pytest.mark.parametrize("name", STRINGS)
@pytest.mark.parametrize(
    "words",
    [
        lambda text: [text],
        lambda text: ["status", text],
        lambda text: ["export", "/nonexistent", "-o", text],
        lambda text: ["status", "/nonexistent", "--" + text],
        lambda text: ["import", "/nonexistent", text, "--as", text],
    ],
    ids=["command", "folder", "file", "option", "value"],
)
def test_hostile_words(
    name: str, words: Callable[[str], list[str]], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main.run(words(STRINGS[name].replace("\0", ""))) == 2
    out, err = capfd.readouterr()
    assert out == "" and err
    assert stray_controls(err) == [] and "Traceback" not in err

"""Write the reference pages in docs/ from the program: `python -m docs.make_reference`."""

from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click

from docs import project_keys
from tui_labeler.cli.main import commands
from tui_labeler.project.preferences import PREFIX
from tui_labeler.project.screen import ScreenSection
from tui_labeler.tui.key_checks import actions, written

HERE = Path(__file__).parent
MADE = "<!-- Made by `python -m docs.make_reference`; a test compares it with the program. -->"


def commands_page() -> str:
    """All commands: what they do, their options, an example."""
    lines = [
        *(MADE, "", "# Commands", ""),
        "`tui-labeler DIR` opens a project; `tui-labeler` alone shows the projects used lately.",
        "Commands that report have `--json`: one object on stdout, talk on stderr.",
        "",
        "Exit codes: 0 done · 1 failed · 2 wrong use, or no terminal · 3 project.toml or the data "
        "are invalid · 4 LLM or network · 5 open in another session · 128 + n ended by signal n.",
        "",
    ]
    for name, command in commands.commands.items():
        lines += _command(name, command)
    return "\n".join([*lines, *_settings()])


def _settings() -> Iterator[str]:
    yield from ("## Settings", "")
    yield "How the screens look and feel is said by a flag of `open`, by a variable, by `[screen]`"
    yield "in project.toml, or by `[screen]` in `~/.config/tui-labeler/config.toml`: the first that"
    yield "says something wins."
    yield from ("", "| `[screen]` | variable | default |", "|---|---|---|")
    for name, field in ScreenSection.model_fields.items():
        default = "" if field.default is None else f"`{str(field.default).lower()}`"
        yield f"| `{name}` | `{PREFIX}{name.upper()}` | {default} |"
    yield ""


def _command(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=f"tui-labeler {name}")
    yield from (f"## {name}", "")
    yield from (cleandoc(command.help or "").replace("\b\n", ""), "")
    usage = " ".join(command.collect_usage_pieces(context))
    yield from ("```", f"{context.info_name} {usage}", "```", "")
    records = [
        record
        for option in command.params
        if isinstance(option, click.Option) and (record := option.get_help_record(context))
    ]
    if records:
        yield from ("| option | |", "|---|---|")
        for option, meaning in records:
            yield f"| `{_cell(option)}` | {_cell(meaning)} |"
        yield ""
    if command.epilog:
        example = cleandoc(command.epilog.replace("\b", "").replace("Example:", "")).strip()
        yield from ("```sh", example, "```", "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def keys_page() -> str:
    """All keys of all screens."""
    lines = [
        *(MADE, "", "# Keys", ""),
        "`?` shows the keys of the screen one is on. A `[keys]` block in project.toml, or in",
        "`~/.config/tui-labeler/config.toml` for every project, changes them; the names on the",
        "right are what it names. `tui-labeler keys --toml` prints the whole block. Two actions",
        'on one key, or a key no terminal sends, are refused with the keys that are free; ""',
        "leaves an action without a key. Digits and the keys of labels give labels.",
    ]
    screen = ""
    for action in actions():
        if action.screen != screen:
            screen = action.screen
            title = screen[0].upper() + screen[1:]
            lines += ["", f"## {title}", "", "| key | does | name |", "|---|---|---|"]
        keys = " ".join(f"`{_cell(written([key]))}`" for key in action.keys)
        lines.append(f"| {keys} | {action.what} | `{action.id}` |")
    return "\n".join(lines) + "\n"


def project_page() -> str:
    """All keys of project.toml."""
    return f"{MADE}\n\n{project_keys.page()}"


PAGES = {"commands.md": commands_page, "keys.md": keys_page, "project_toml.md": project_page}


def main() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()

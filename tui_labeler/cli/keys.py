"""Which keys do what, how the screens look and why, and the words a shell completes."""

import os
from pathlib import Path

import click

from tui_labeler.cli.output import json_option, show, write_json


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path())
@click.option("--toml", "as_toml", is_flag=True, help="A [keys] block for project.toml.")
@json_option
def keys(folder: str | None, as_toml: bool, as_json: bool) -> None:
    """All keys of all screens; with DIR, as that project has them.

    A [keys] block in project.toml, or in ~/.config/tui-labeler/config.toml, changes them:
    several keys stand with commas between, "" leaves an action without a key.
    """
    from tui_labeler.project import open_project
    from tui_labeler.project.preferences import preferences
    from tui_labeler.tui.key_checks import actions, chosen, written, written_toml
    from tui_labeler.tui.keymap import label_letters

    project = open_project(Path(folder)) if folder is not None else None
    found = actions()
    if project is not None:
        found = chosen(preferences(project, {}, os.environ), label_letters(project))
    if as_json:
        rows = [
            {"id": one.id, "screen": one.screen, "keys": [*one.keys], "does": one.what}
            for one in found
        ]
        write_json({"keys": rows})
        return
    if as_toml:
        show("[keys]")
        found = list({action.id: action for action in reversed(found)}.values())[::-1]
    screen = ""
    for action in found:
        if action.screen != screen:
            screen = action.screen
            show(f"# {screen}" if as_toml else f"\n{screen}")
        if as_toml:
            show(f"{action.id + ' = ' + written_toml(action.keys):<40} # {action.what}")
        else:
            show(f"  {written(action.keys):<20} {action.id:<18} {action.what}")


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """What a shell needs to complete commands and options.

    \b
    bash:  eval "$(tui-labeler completion bash)"            in ~/.bashrc
    zsh:   eval "$(tui-labeler completion zsh)"             in ~/.zshrc
    fish:  tui-labeler completion fish > ~/.config/fish/completions/tui-labeler.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    made = kind(ctx.find_root().command, {}, "tui-labeler", "_TUI_LABELER_COMPLETE")
    click.echo(made.source_template % made.source_vars())


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path())
@click.option("--show-origin", is_flag=True, help="Who said it: a variable, a file, nobody.")
@json_option
def config(folder: str | None, show_origin: bool, as_json: bool) -> None:
    """How the screens look and feel; with DIR, in that project.

    Each is said by a flag of `open`, by a variable, by [screen] in project.toml or by [screen]
    in the user's config.toml: the first that says something wins.
    """
    from tui_labeler.project import open_project
    from tui_labeler.project.preferences import origins

    found = origins(open_project(Path(folder)) if folder is not None else None, os.environ)
    if as_json:
        rows = {name: {"value": value, "origin": who} for name, (value, who) in found.items()}
        write_json({"screen": rows})
        return
    for name, (value, who) in found.items():
        said = "" if value is None else str(value).lower()
        show(f"{name:<16} {said:<12} {who if show_origin else ''}".rstrip())


COMMANDS = (keys, config, completion)

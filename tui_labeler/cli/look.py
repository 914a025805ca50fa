"""Commands that only read: they take no lock."""

from datetime import datetime
from typing import Any

import click

from tui_labeler.cli.jobs import opened, resolve_labels
from tui_labeler.cli.output import folder_argument, json_option, say, show, write_json
from tui_labeler.text import one_line


@click.command()
@folder_argument
@json_option
def status(folder: str, as_json: bool) -> None:
    """How far a project is: counts, accuracy, what to do next."""
    from tui_labeler.session.status import status_of

    with opened(folder, read_only=True) as session:
        found = status_of(session)
    if as_json:
        write_json(found.as_json())
        return
    show(found.project)
    show(f"  labelled  {found.labelled:,} of {found.pool:,} ({found.copies:,} are exact copies)")
    for label, count in found.by_label.items():
        show(f"    {label}  {count:,}")
    for label in found.unlisted:
        say(
            f'"{one_line(label, 40)}" is not in project.toml any more. Put it back: the palette '
            "then renames, merges or retires it, and its answers follow."
        )
    for source, count in found.by_source.items():
        show(f"  {source}  {count:,}")
    if found.changed:
        show(f"  changed  {found.changed:,} answers are to texts that have changed since")
    if found.gone:
        show(f"  gone  {found.gone:,} answers are to items no longer in the data; they are kept")
    accuracy = found.accuracy
    if accuracy.value is None or accuracy.low is None or accuracy.high is None:
        show(f"  accuracy  — ({accuracy.reason})")
    else:
        bounds = f"{accuracy.low:.1%} to {accuracy.high:.1%}"
        show(f"  accuracy  {accuracy.value:.1%} ({bounds}, n {accuracy.n})")
    show(f"next: {found.next_command}")


@click.command("explain")
@folder_argument
@click.argument("item", metavar="ID")
@json_option
def explain_item(folder: str, item: str, as_json: bool) -> None:
    """Who said what about one item, and which of it counts.

    \b
    tui-labeler explain reviews/ r017
    """
    from tui_labeler.session.explain import explain

    with opened(folder, read_only=True) as session:
        resolve_labels(session)
        found = explain(session, item)
    if as_json:
        write_json(found.as_json())
        return
    show(f"{found.item}: {found.label or '—'} ({found.rule})")
    show("  " + one_line(found.text, 200))
    for said in found.chain:
        share = "" if said.confidence is None else f" {said.confidence:.0%}"
        when = "" if said.at is None else f"  {datetime.fromtimestamp(said.at):%Y-%m-%d %H:%M}"
        show(f"  {said.source:8} {said.label or '—'}{share}  {said.annotator}{when}")


@click.command()
@folder_argument
@json_option
def advise(folder: str, as_json: bool) -> None:
    """Which technique to use next, and why: the best first.

    \b
    tui-labeler advise reviews/
    """
    from tui_labeler.cli.jobs import hear_functions
    from tui_labeler.session.advice import advise as advice_for

    with opened(folder, read_only=True) as session:
        hear_functions(session)
        found = advice_for(session)
    if as_json:
        write_json({"advice": [one.as_json() for one in found]})
        return
    for one in found:
        show(f"{one.technique}: {one.reason}")
        show(f"    {one.command}")


@click.command()
@json_option
def strategies(as_json: bool) -> None:
    """The query strategies and cold starts a project.toml may name."""
    from tui_labeler.active_learning.registry import COLD_STARTS, STRATEGIES

    if as_json:
        names: dict[str, Any] = {"strategies": [*STRATEGIES], "cold_starts": [*COLD_STARTS]}
        write_json(names)
        return
    show("strategies   " + ", ".join(STRATEGIES))
    show("cold starts  " + ", ".join(COLD_STARTS))


COMMANDS = (status, advise, explain_item, strategies)

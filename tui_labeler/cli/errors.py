"""Are the labels right? Commands that check labels and change none of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from tui_labeler.cli.jobs import finish, hear_functions, opened
from tui_labeler.cli.output import folder_argument, json_option, say, show, write_json
from tui_labeler.text import one_line

if TYPE_CHECKING:
    from tui_labeler.session import Session
    from tui_labeler.session.checked_labels import CheckedSource
    from tui_labeler.session.found import Found
    from tui_labeler.session.suspect_views import Suspect

SHOWN = 20


@click.command()
@folder_argument
@click.option("--all", "every", is_flag=True, help="Every label that was checked.")
@click.option(
    "--source",
    default="current",
    type=click.Choice(["current", "human", "given", "weak", "llm"]),
    help="Whose labels; current: yours where there is one, else the given one; weak: the rules'.",
)
@click.option("--compare", is_flag=True, help="Ways to train despite wrong labels, compared.")
@json_option
def errors(folder: str, every: bool, source: str, compare: bool, as_json: bool) -> None:
    """Suspected label errors, worst first.

    Of very many labels a part, drawn at random, teaches the models that check all of them.
    """
    with opened(folder, read_only=True) as session:
        if compare:
            _compare(session, as_json)
            return
        suspects = check(session, cast("CheckedSource", source), every=every)
        found = session.checks.found
        assert found is not None
        if as_json:
            write_json(found.as_json(suspects))
        else:
            _print(session, suspects, found)


def check(session: Session, source: CheckedSource, *, every: bool) -> list[Suspect]:
    """Run a check to its end and return what it found. Raises what keeps it from that."""
    import tempfile

    hear_functions(session)
    # Over NFS a file that is mapped stays until the process ends, and its folder with it.
    with tempfile.TemporaryDirectory(dir=session.learning.cache, ignore_cleanup_errors=True) as out:
        job = session.checks.job(source, Path(out))
        finish(job)
        session.checks.read(Path(out))
    return session.suspects.suspects(every=every)


def _compare(session: Session, as_json: bool) -> None:
    values = finish(session.checks.comparison())
    if as_json:
        write_json(values)
        return
    show("accuracy on labels you gave at random, out of fold:")
    for one in values["options"]:
        if one["accuracy"] is None:
            show(f"  {one['noise']:10} — (n {one['n']}: label more of the random items)")
        else:
            bounds = f"{one['low']:.1%} to {one['high']:.1%}"
            show(f"  {one['noise']:10} {one['accuracy']:.1%}  ({bounds}, n {one['n']})")


@click.command()
@folder_argument
@json_option
def audit(folder: str, as_json: bool) -> None:
    """Copies, outliers, rare classes, labels in file order, weak groups.

    The worst 10,000 of a kind are listed; all are counted.
    """
    with opened(folder, read_only=True) as session:
        looked = session.checks.audit
        looked.take_in(finish(looked.job()))
        view = looked.view()
    issues = view.issues or ()
    if as_json:
        write_json({"issues": [one.as_json() for one in issues], "counts": view.counts})
        return
    counted = (f"{count:,} {kind}" for kind, count in view.counts.items())
    show(", ".join(counted) or "nothing to report")
    for one in issues[:SHOWN]:
        partner = "" if one.other is None else f"  with {one_line(one.other, 30)}"
        show(f"  {one.score:.2f}  {one.kind}  {one_line(one.id or '', 30)}{partner}")
    if not view.with_groups:
        say('Weak groups need the extra:  pip install "tui-labeler[audit]"')


def _print(session: Session, suspects: list[Suspect], found: Found) -> None:
    show(f"{len(found):,} labels checked, {len(suspects):,} suspected errors")
    if not suspects:
        show(found.why_no_suspects())
    for one in suspects[:SHOWN]:
        pair = f"{one_line(one.given, 20)} → {one_line(one.suggested, 20)}"
        why = ", ".join(one.reasons)
        text = one_line(session.pool.texts[one.row], 60)
        show(f"  {one.quality:4.0%}  {one_line(one.item, 20)}  {pair}  ({why})  {text}")
    if len(suspects) > SHOWN:
        show(f"  … and {len(suspects) - SHOWN:,} more: --json has them all")
    noise = found.noise()
    for sentence in noise.overlaps:
        show(sentence)
    for label in noise.too_small:
        say(f'"{one_line(label, 40)}" has too few examples to be checked.')


COMMANDS = (errors, audit)

"""Labels in and out of a project."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import click

from tui_labeler.cli.jobs import Telling, opened, resolve_labels
from tui_labeler.cli.output import folder_argument, json_option, say, write_json
from tui_labeler.errors import UsageError
from tui_labeler.interop.registry import INTEROP
from tui_labeler.text import counted, one_line

TABLES = ("csv", "tsv", "jsonl", "parquet")
NAMED = 5
"""Ids, or unknown labels, that are named one by one."""
STDOUT = "-"


@click.command("import")
@folder_argument
@click.argument("file", type=click.Path())
@click.option(
    "--as", "source", required=True, type=click.Choice(["human", "given", "llm", "votes"])
)
@click.option(
    "--map", "renamed", multiple=True, metavar="OLD=NEW", help="Rename a label or column."
)
@click.option("--format", type=click.Choice([*INTEROP]), help="The file of another tool.")
@json_option
def import_(
    folder: str,
    file: str,
    source: str,
    renamed: tuple[str, ...],
    format: str | None,
    as_json: bool,
) -> None:
    """Take labels in from a table with the columns id and label, or from another tool's file.

    The id may stand in a column of its name in your data; where these have none, the text names the
    item. With --as llm, a column confidence (0 to 1) and a column model are read too; with --as
    votes, each other column is a function, and an empty cell abstains.
    """
    from tui_labeler.session import exchange
    from tui_labeler.session.records import import_records
    from tui_labeler.session.vote_imports import import_votes

    mapping = dict(_pair(word) for word in renamed)
    with opened(folder) as session:
        if source == "votes":
            done = import_votes(session, Path(file), mapping=mapping)
        elif format is not None:
            as_what = cast(exchange.Importable, source)
            done = import_records(session, Path(file), format, source=as_what, mapping=mapping)
        else:
            done = exchange.import_labels(
                session,
                Path(file),
                source=cast(exchange.Importable, source),
                mapping=mapping,
                told=Telling(),
            )
        known = session.project.label_names
    unknown_labels = sum(done.unknown_labels.values())
    say(f"{counted(done.imported, 'label')} imported.")
    if done.unknown_ids:
        say(f"Not in the data: {_some(done.unknown_ids)}")
    for label, count in islice(done.unknown_labels.items(), NAMED):
        name, ours = one_line(label, 40), _same(label, known)
        say(f'Unknown label "{name}" in {counted(count, "row")}: --map "{name}={ours}" renames it')
    if len(done.unknown_labels) > NAMED:
        say(f"… and {len(done.unknown_labels) - NAMED:,} more labels that are unknown")
    if done.unlabelled:
        say(f"Without a label: {counted(done.unlabelled, 'row')}")
    if done.contradicted:
        say(f"Two labels in the file, the last counts: {_some(done.contradicted)}")
    if as_json:
        counts = {"unknown_ids": len(done.unknown_ids), "unknown_labels": unknown_labels}
        counts["contradicted"] = len(done.contradicted)
        write_json({"imported": done.imported, **counts})


def _same(label: str, known: Sequence[str]) -> str:
    """The label of the project that differs in case only."""
    folded = {name.casefold(): name for name in known}
    return one_line(folded.get(label.strip().casefold(), "NEW"), 40)


def _some(ids: Sequence[str]) -> str:
    """How many ids, and the first of them."""
    each = list(dict.fromkeys(ids))
    some = ", ".join(one_line(item, 30) for item in each[:NAMED])
    more = " …" if len(each) > NAMED else ""
    return f"{counted(len(each), 'id')}: {some}{more}"


def _pair(word: str) -> tuple[str, str]:
    old, equals, new = word.partition("=")
    if not equals:
        raise UsageError(f'--map wants OLD=NEW, not "{one_line(word, 40)}"')
    return old, new


@click.command()
@folder_argument
@click.option("-o", "--output", required=True, type=click.Path(), help="The file; - is stdout.")
@click.option(
    "--format",
    type=click.Choice([*TABLES, *INTEROP]),
    help="By the name's ending when left out; or another tool's.",
)
@click.option(
    "--source",
    default="resolved",
    show_default=True,
    type=click.Choice(["resolved", "human", "given", "llm"]),
    help="Whose labels; resolved: yours, else what all others say together.",
)
@click.option("--spreadsheet-safe", is_flag=True, help="Mark cells a spreadsheet would compute.")
def export(
    folder: str, output: str, format: str | None, source: str, spreadsheet_safe: bool
) -> None:
    """Write the labels to a file, with who gave them and when."""
    from tui_labeler.session import exchange
    from tui_labeler.session.exported import ExportSource
    from tui_labeler.session.records import export_records
    from tui_labeler.session.status import answers_that_do_not_fit
    from tui_labeler.tables import check_target

    named = "stdout" if output == STDOUT else output
    with opened(folder, read_only=True) as session, _target(output, format) as path:
        session.project.check_output(path)
        if format not in INTEROP:
            check_target(path, format)
        if odd := answers_that_do_not_fit(session):
            say(odd)
        if format in INTEROP:
            say(f"{export_records(session, path, format):,} labels written to {named}")
        else:
            if source == "resolved":
                resolve_labels(session)
            decided = exchange.export_labels(
                session,
                path,
                source=cast(ExportSource, source),
                format=format,
                spreadsheet_safe=spreadsheet_safe,
                told=Telling(),
            )
            say(f"{decided.total():,} labels written to {named}")
            if source == "resolved" and decided.keys() - {"human"}:
                shares = ", ".join(f"{one_line(who, 30)} {n:,}" for who, n in decided.most_common())
                say(f"  decided by: {shares}; --source human writes yours alone")


@contextmanager
def _target(output: str, format: str | None) -> Iterator[Path]:
    """The file to write; for stdout one that is printed when it is whole."""
    if output != STDOUT:
        yield Path(output)
        return
    with TemporaryDirectory() as place:
        path = Path(place) / f"labels.{format or 'csv'}"
        yield path
        if path.is_dir():
            raise UsageError(f"{format} is a folder of files: name one with -o")
        with path.open("rb") as file, open(1, "wb", closefd=False) as stdout:
            shutil.copyfileobj(file, stdout)


COMMANDS = (import_, export)

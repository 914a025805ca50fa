"""One file to show: how good the labels are, what they cost, where they came from."""

from pathlib import Path

import click

from tui_labeler.cli.jobs import opened, resolve_labels
from tui_labeler.cli.output import folder_argument, json_option, say, write_json
from tui_labeler.errors import UsageError


@click.command()
@folder_argument
@click.option("-o", "--output", required=True, type=click.Path(), help="An .html or .md file.")
@json_option
def report(folder: str, output: str, as_json: bool) -> None:
    """Write a report: learning curve, agreement, rules, label errors, costs, provenance.

    The .html file needs nothing else and loads nothing. Curves against random order are in it once
    `simulate` has run.
    """
    from tui_labeler import tables
    from tui_labeler.hybrid.report.html import as_html
    from tui_labeler.hybrid.report.markdown import as_markdown
    from tui_labeler.session.report import report as report_on

    path = Path(output)
    writers = {".html": as_html, ".htm": as_html, ".md": as_markdown}
    if path.suffix.lower() not in writers:
        raise UsageError("a report is an .html or an .md file.", hint=f"-o {path.stem}.html")
    with opened(folder, read_only=True) as session:
        session.project.check_output(path)
        resolve_labels(session)
        found = report_on(session)
    with tables.atomic_write(path) as file:
        file.write(writers[path.suffix.lower()](found).encode("utf-8", "replace"))
    say(f"The report is in {output}")
    if as_json:
        write_json({"output": output, "parts": [part.title for part in found.parts]})


COMMANDS = (report,)

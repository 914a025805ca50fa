"""The project.toml that `init` writes: short, and it teaches what else could stand there."""

from collections.abc import Sequence

import tomlkit


def quoted(value: str | Sequence[str]) -> str:
    """A TOML string or list of strings."""
    return tomlkit.item(value if isinstance(value, str) else list(value)).as_string()


def project_toml(
    *,
    name: str,
    file: str,
    text: str,
    labels: Sequence[str],
    id: str | None = None,
    show: Sequence[str] = (),
    given_labels: str | None = None,
    separator: str | None = None,
    encoding: str = "utf-8",
) -> str:
    """The text of a project.toml. `show`: columns that are only proposed, in a comment."""
    data = _data_lines(file, text, id, show)
    if given_labels is not None:
        data.append(f"given_labels = {quoted(given_labels)}  # to be checked rather than made")
    if separator is not None:
        data.append(f"separator = {quoted(separator)}")
    if encoding != "utf-8":
        data.append(f"encoding = {quoted(encoding)}")
    data_lines = "\n".join(data)
    tables = "\n".join(f"[[labels]]\nname = {quoted(label)}\n" for label in labels)
    return f"""\
[project]
name = {quoted(name)}
task = ""                  # one sentence for people and for the LLM: what is to be decided?
# guidelines = "guidelines.md"

[data]
{data_lines}

# Each label may have a description = "…" and a key = "p".
{tables}
[active_learning]
strategy = "margin"        # all: tui-labeler strategies
batch_size = 10
# budget = 500             # how many labels you want to give

# [weak_supervision]
# functions = "labeling_functions.py"
# [[weak_supervision.rules]]
# name = "says_terrible"
# keywords = ["terrible", "awful"]
# label = {quoted(labels[-1])}

# [llm]                    # the key stays in the environment: OPENAI_API_KEY
# model = "gpt-4o-mini"
# max_cost = 5.00
"""


def _data_lines(file: str, text: str, id: str | None, show: Sequence[str]) -> list[str]:
    """What [data] always says, be it in a comment."""
    lines = [f"file = {quoted(file)}", f"text = {quoted(text)}"]
    lines.append(
        f"id = {quoted(id)}" if id else '# id = "…"                 # now: a hash of the text'
    )
    if show:
        lines.append(f"# show = {quoted(show)}  # shown beside the text")
    return lines

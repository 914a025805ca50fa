"""The tools whose files we read and write. An entry is a module with `read` and `write`.

`read(file) -> Iterator[Record]` takes a binary file and raises DataError with the line;
`write(file, records, labels)` gets the project's label names in order. A `FolderTool` gets a path.
"""

from typing import Any

from tui_labeler import registry

INTEROP = {
    "prodigy": "tui_labeler.interop.prodigy:TOOL",
    "label_studio": "tui_labeler.interop.label_studio:TOOL",
    "argilla": "tui_labeler.interop.argilla:TOOL",
    "doccano": "tui_labeler.interop.doccano:TOOL",
    "datasets": "tui_labeler.interop.hugging_face:TOOL",
}


def tool(name: str) -> Any:
    """The entry called `name`. Raises UnknownName."""
    return registry.resolve(INTEROP, name, "exchange format")

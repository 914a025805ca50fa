"""Text from outside in Markdown: one line, and none of its signs means anything."""

from tui_labeler.text import one_line

_SIGNS = "\\`*_[]<>|#"


def plain(text: str) -> str:
    """`text` as Markdown that shows it as it is."""
    line = one_line(text)
    for sign in _SIGNS:
        line = line.replace(sign, "\\" + sign)
    return line

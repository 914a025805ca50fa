"""Signs that every terminal can draw: what takes the place of the ones a terminal lacks.

`unicode` draws all; `safe` only box drawing, bars and a few shapes, for fonts such as those of the
Linux console and PuTTY; `ascii` nothing beyond ASCII. Every sign is one cell wide and stays so.
The signs are exchanged where a pane is drawn, in texts from outside too: the terminal could not
draw them there either.
"""

from collections.abc import Mapping

_SAFE = {"✓": "+", "✗": "x", "⚑": "!", "↷": ">", "◐": "o", "✎": "~", "◆": "#", "▸": ">", "◀": "<"}
_ASCII = {
    **_SAFE,
    **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼", "+"),
    **dict.fromkeys("─━═", "-"),
    **dict.fromkeys("│┃║", "|"),
    **{"━": "=", "█": "#", "░": ".", "▲": "^", "●": "*", "○": "o", "▼": "v", "·": ".", "•": "*"},
    **{"…": "~", "–": "-", "—": "-", "→": ">", "↑": "^", "↓": "v", "κ": "k", "“": '"', "”": '"'},
}
NAMES = ("auto", "unicode", "safe", "ascii")
_TABLES: Mapping[str, Mapping[int, str]] = {
    "unicode": {},
    "safe": str.maketrans(_SAFE),
    "ascii": str.maketrans(_ASCII),
}


def glyphs(wanted: str, encoding: str, environ: Mapping[str, str]) -> Mapping[int, str]:
    """The table for `str.translate`. `wanted`: one of `NAMES`; `encoding`: of the output."""
    if wanted == "auto":
        if encoding.lower().replace("-", "") != "utf8":
            wanted = "ascii"
        else:
            wanted = "safe" if environ.get("TERM") == "linux" else "unicode"
    return _TABLES[wanted]

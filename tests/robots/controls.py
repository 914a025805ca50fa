"""What may reach a terminal: text, and the sequences that draw it. The rest is an attack."""

import re

# Cursor, erase, modes, colours, scrolling, the queries Textual starts with, kitty's keyboard.
_CSI_FINALS = frozenset("ABCDEFGHJKLMPSTXdfghlmnprsu@`") | {"$p"}
_CURSOR_KEPT = frozenset({"\x1b7", "\x1b8"})
"""Save and restore the cursor: around the question where it is."""
_POINTER_SHAPE = re.compile(r"\x1b\]22;[a-z-]*\x07")
_TOKEN = re.compile(
    r"\x1b\[(?P<parameters>[0-?]*)(?P<final>[ -/]*[@-~])"
    r"|(?P<string>(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?)"
    r"|(?P<escape>\x1b[^\[]?)"
    r"|(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\x80-\x9f])"
    r"|(?P<unseen>[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff])",
    re.DOTALL,
)


def stray_controls(raw: bytes | str) -> list[str]:
    """All that is neither text nor drawing in what a terminal was sent, in order.

    Reported: OSC, DCS and other strings, escapes other than CSI, C0 controls other than tab and
    line ends, DEL, C1, bidi controls, bytes that are not UTF-8, and CSI Textual does not draw
    with. The shape of the mouse pointer (OSC 22) is Textual's own doing.
    """
    if isinstance(raw, bytes):
        raw = raw.decode(errors="surrogateescape")
    return [token.group() for token in _TOKEN.finditer(raw) if not _draws(token)]


def _draws(token: re.Match[str]) -> bool:
    if token.lastgroup == "final":
        return token["final"] in _CSI_FINALS
    if token.group() in _CURSOR_KEPT:
        return True
    return _POINTER_SHAPE.fullmatch(token.group()) is not None

"""The bytes a terminal sends for a key."""

_NAMED = {
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "space": b" ",
    "escape": b"\x1b",
    "backspace": b"\x7f",
    "delete": b"\x1b[3~",
    "insert": b"\x1b[2~",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    **{f"f{n}": b"\x1bO" + b"PQRS"[n - 1 : n] for n in range(1, 5)},
    **{f"f{n}": b"\x1b[%d~" % code for n, code in enumerate((15, 17, 18, 19, 20, 21, 23, 24), 5)},
}


def encode(key: str | bytes) -> bytes:
    """The bytes of a key's name ("enter", "ctrl+q", "f2", "é"); bytes stay as they are.

    Raises ValueError for a name nobody knows, so that a typing error is no keystroke.
    """
    if isinstance(key, bytes):
        return key
    if key in _NAMED:
        return _NAMED[key]
    if len(key) == 1:
        return key.encode()
    modifier, _, letter = key.partition("+")
    if modifier == "ctrl" and len(letter) == 1 and "@" <= letter.upper() <= "_":
        return bytes([ord(letter.upper()) & 0x1F])
    if modifier == "alt":
        return b"\x1b" + encode(letter)
    raise ValueError(f"there is no key {key!r}; press several characters one by one")


def paste(text: str) -> bytes:
    """`text` as a terminal sends what was pasted (bracketed paste)."""
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"

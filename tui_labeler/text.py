"""Untrusted text made safe to draw: the only way from data to a terminal.

Textual and Rich pass ESC, C1 controls and NUL through to the terminal, so every string that comes
from a file, a person, a rule or an LLM goes through `printable` before it is shown. What is
stored and exported stays as it was.
"""

import re
import unicodedata

_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"}
_INVISIBLE = dict.fromkeys((0x200B, 0xFEFF, 0x00AD, 0x2060, 0x180E), "·")
_LINE_ENDS = dict.fromkeys((0x2028, 0x2029), "\n")
_BIDI = {
    code: f"<{code:04X}>"
    for code in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
_UNSAFE: dict[int, int | str] = {
    **_PICTURES,
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
    **_INVISIBLE,
    **_LINE_ENDS,
    **_BIDI,
}
# The common case is one search that finds nothing.
_SUSPECT = re.compile(
    r"[^\n\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0590\u3000-\u3029\u3030-\u3098"
    r"\u309b-\ua66e\uac00-\ud7a3]"
)
_GONE = re.compile("[\ud800-\udfff\U000e0000-\U000e007f]")
MARKS_PER_LETTER = 4
TAB = 4


def printable(text: str, limit: int | None = None) -> str:
    """Show `text` as text, whatever is in it.

    Controls become pictures (␛), bidi controls and lone surrogates become visible, zero-width
    characters a middle dot, tabs spaces, and at most four marks stay on one letter. Emoji keep
    their joiners. With `limit`, only so many characters are looked at. Running it twice changes
    nothing.
    """
    if limit is not None:
        text = text[:limit]
    if _SUSPECT.search(text) is None:
        return text
    text = text.replace("\r\n", "\n").translate(_UNSAFE)
    text = _GONE.sub(lambda found: "" if found.group() >= "\U000e0000" else "\ufffd", text)
    if "\t" in text:
        text = text.expandtabs(TAB)
    return _few_marks(text)


def _few_marks(text: str) -> str:
    """Drop the marks of a letter past the fourth, so that no letter climbs over other lines."""
    if text.isascii():
        return text
    kept, marks = [], 0
    for character in text:
        is_mark = unicodedata.combining(character) or unicodedata.category(character) == "Me"
        marks = marks + 1 if is_mark else 0
        if marks <= MARKS_PER_LETTER:
            kept.append(character)
    return "".join(kept)


def one_line(text: str, limit: int | None = None) -> str:
    """`printable`, with line breaks and runs of space folded into one space."""
    taken = text if limit is None else text[: 4 * limit]
    folded = " ".join(printable(taken).split())
    return folded if limit is None else clip(folded, limit)


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "row"), counted(2000, "row")
    ('1 row', '2,000 rows')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def duration(seconds: float) -> str:
    """A time in one unit.

    >>> duration(89), duration(600), duration(9000)
    ('89 s', '10 min', '2.5 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def clip(text: str, limit: int) -> str:
    """At most `limit` characters; an ellipsis is the last of them where something is missing."""
    return text if len(text) <= limit else text[: max(0, limit - 1)] + "…"[:limit]

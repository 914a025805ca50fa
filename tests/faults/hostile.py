"""Text that wants to be more than text: what a data file, a label or a file name may hold."""

OSC = {
    "clipboard": "\x1b]52;c;cHduZWQ=\x07",
    "title": "\x1b]0;pwned\x07",
    "link": "\x1b]8;;http://e.example\x1b\\here\x1b]8;;\x1b\\",
    "unterminated": "\x1b]0;never closed",
    "device control": "\x1bPq#0;2;0;0;0\x1b\\",
    "title, one byte": "\x9d0;pwned\x9c",
}
STRINGS = {
    **OSC,
    "clear": "\x1b[2J\x1b[H",
    "colour": "\x1b[31mred\x1b[0m",
    "clear, one byte": "\x9b2J",
    "reset": "\x1bc",
    "lone escape": "a\x1b",
    "controls": "a\x00b\x07c\x08d\x0be\x0cf\x0eg\x0fh\x7fi",
    "carriage return": "shown\rHIDDEN",
    "next line": "a\x85b\u2028c\u2029d",
    "markup": "[bold red]x[/]",
    "closing markup": "see [/foo] and [/",
    "link markup": "[link=http://e.example]x[/link]",
    "action markup": "[@click=app.quit]quit[/]",
    "style markup": "[$primary]price [foo='bar]x \\[bold] :smile:",
    "right to left": "user\u202egnp.exe\u2066x\u2069",
    "zero width": "a\u200bb\ufeffc\u00add\u2060e",
    "zalgo": "e" + "\u0301\u0489" * 40,
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽",
    "wide": "漢字カナ 한국어 ﷽",
    "tags": "a\U000e0041\U000e0042b",
    "template": "{{ 7 * 7 }} {% for %} %s %n ${HOME} `id` $(id)",
    "formula": "=HYPERLINK(1)",
    "tabs": "a\tb\t\tc",
    "long word": "x" * 5000,
}
MARK = "marker"
"""Stands before each string, so that it can be found on a screen."""

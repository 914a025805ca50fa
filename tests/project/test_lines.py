"""The line scanner finds what tomli found."""

import tomli

from tui_labeler.project.lines import Key, key_lines, line_of

TEXT = '''\
# [comment]
top = 1
"quoted.key" = 'a # b'
[a] # ]
text = """
[not.a.table]
key = 1 \\"""
"""
literal = \'\'\'
[[nor.this]]\'\'\'
list = [  # [
  "]",
  { x = 1 },
]
after = { y = "}" }
[a.b]
c.d = 1
[[t]]
n = 1
[[t]]
n = 2
[[t.u]]
m = 1
[[t.u]]
m = 2
[t.v]
w = 1
'''


def test_lines() -> None:
    tomli.loads(TEXT)
    expected: dict[Key, int] = {
        ("top",): 2,
        ("quoted.key",): 3,
        ("a",): 4,
        ("a", "text"): 5,
        ("a", "literal"): 9,
        ("a", "list"): 11,
        ("a", "after"): 15,
        ("a", "b"): 16,
        ("a", "b", "c", "d"): 17,
        ("t", 0): 18,
        ("t", 0, "n"): 19,
        ("t", 1): 20,
        ("t", 1, "n"): 21,
        ("t", 1, "u", 0): 22,
        ("t", 1, "u", 0, "m"): 23,
        ("t", 1, "u", 1): 24,
        ("t", 1, "u", 1, "m"): 25,
        ("t", 1, "v"): 26,
        ("t", 1, "v", "w"): 27,
    }
    assert key_lines(TEXT) == expected


def test_line_of_falls_back_to_what_is_around() -> None:
    lines = key_lines("[a]\nb = 1\n[[c]]\nd = 1\n")
    assert line_of(lines, ("a", "b")) == 2
    assert line_of(lines, ("a", "missing")) == 1
    assert line_of(lines, ("a", 0, "b")) == 2
    assert line_of(lines, ("c", 0, "d")) == 4
    assert line_of(lines, ("c", 1, "d")) is None
    assert line_of(lines, ("z",)) is None
